package org.clientele.local;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.clientele.settings.Settings;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.token.DeregistrationRepository;
import org.clientele.store.token.PaymentTokenRepository;
import org.clientele.store.token.TokenReportRepository;
import org.clientele.token.NoticeResult;
import org.clientele.token.TokenNotice;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Stores reports as its superclass does, and tells what became of them. In an archive's processes
 * reports are stored without it.
 */
@Singleton
@Alternative
@Priority(1)
class ObservedReports extends TokenReportRepository {

  private static final ThreadLocal<@Nullable NoticeResult> LAST = new ThreadLocal<>();

  ObservedReports(
      DynamoDbClient dynamoDb,
      CustomerRepository customers,
      PaymentTokenRepository tokens,
      DeregistrationRepository deregistrations,
      Settings settings) {
    super(dynamoDb, customers, tokens, deregistrations, settings);
  }

  /** Returns what became of the last report of this thread since it was last asked. */
  Optional<String> takeOutcome() {
    @Nullable NoticeResult result = LAST.get();
    LAST.remove();
    return Optional.ofNullable(result).map(ObservedReports::word);
  }

  private static String word(NoticeResult result) {
    return switch (result) {
      case STORED -> "stored";
      case REPEATED -> "repeated";
      case OUT_OF_DATE -> "older";
      case NOT_WANTED -> "not wanted";
    };
  }

  @Override
  public Recorded record(TokenNotice notice, Instant now) {
    Recorded recorded = super.record(notice, now);
    LAST.set(recorded.result());
    return recorded;
  }
}
