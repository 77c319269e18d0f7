package org.clientele.local;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.clientele.settings.Settings;
import org.clientele.store.token.DueTokenRepository;
import org.clientele.store.token.PaymentTokenRepository;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Deactivates as its superclass does, and counts the tokens. In an archive's processes it is done
 * without it.
 */
@Singleton
@Alternative
@Priority(1)
class ObservedSweep extends DueTokenRepository {

  private final AtomicLong swept = new AtomicLong();

  ObservedSweep(DynamoDbClient dynamoDb, PaymentTokenRepository tokens, Settings settings) {
    super(dynamoDb, tokens, settings);
  }

  /** Returns how many tokens have been deactivated since the server was started. */
  long swept() {
    return swept.get();
  }

  @Override
  public Outcome deactivate(List<DueToken> batch) {
    Outcome done = super.deactivate(batch);
    swept.addAndGet(done.swept());
    return done;
  }
}
