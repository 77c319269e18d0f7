package org.clientele.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.token.PaymentTokenStatus.ACTIVE;
import static org.clientele.token.PaymentTokenStatus.DEACTIVATED;
import static org.clientele.token.PaymentTokenStatus.FAILED;
import static org.clientele.token.PaymentTokenStatus.INITIATED;
import static org.clientele.token.PaymentTokenStatus.SUSPENDED;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.clientele.customer.CustomerId;
import org.clientele.merchant.MerchantId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentTokenTest {

  private static final Instant CREATED = Instant.parse("2024-10-04T13:11:29.645591Z");
  private static final Instant EXPIRY = Instant.parse("2025-02-28T23:59:59.999999Z");

  /** The whole table of the contract, so that a pair left out is a failure. */
  private static final Map<PaymentTokenStatus, Set<PaymentTokenStatus>> ALLOWED =
      Map.of(
          INITIATED, Set.of(ACTIVE, FAILED, DEACTIVATED),
          ACTIVE, Set.of(SUSPENDED, DEACTIVATED),
          SUSPENDED, Set.of(ACTIVE, DEACTIVATED),
          FAILED, Set.of(),
          DEACTIVATED, Set.of());

  @ParameterizedTest
  @EnumSource
  void movesOnlyToTheStatusesInTheTable(PaymentTokenStatus from) {
    assertThat(ALLOWED).containsEntry(from, from.successors());
    assertThat(from.isFinal()).isEqualTo(from == FAILED || from == DEACTIVATED);
  }

  @ParameterizedTest
  @EnumSource
  void isReadAsStoredUntilTheMicrosecondBeforeItExpires(PaymentTokenStatus status) {
    PaymentToken token = token(status, EXPIRY);

    assertThat(token.asOf(EXPIRY.minusNanos(1_000))).isEqualTo(token);
  }

  @ParameterizedTest
  @EnumSource(names = {"INITIATED", "ACTIVE", "SUSPENDED"})
  void isDeactivatedFromTheMomentItExpires(PaymentTokenStatus status) {
    PaymentToken read = token(status, EXPIRY).asOf(EXPIRY);

    assertThat(read.status()).isEqualTo(DEACTIVATED);
    assertThat(read.statusReason()).isEqualTo("payment token expired");
    assertThat(read.updatedAt()).isEqualTo(EXPIRY);
    assertThat(read.asOf(EXPIRY.plusSeconds(86_400))).isEqualTo(read);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "DEACTIVATED"})
  void aFinalStatusOutlivesItsExpiry(PaymentTokenStatus status) {
    PaymentToken token = token(status, EXPIRY);

    assertThat(token.asOf(EXPIRY.plusSeconds(1))).isEqualTo(token);
  }

  @ParameterizedTest
  @EnumSource
  void withoutAnExpiryItNeverExpires(PaymentTokenStatus status) {
    PaymentToken token = token(status, null);

    assertThat(token.asOf(Instant.parse("2999-01-01T00:00:00Z"))).isEqualTo(token);
  }

  private static PaymentToken token(PaymentTokenStatus status, @Nullable Instant expiredAt) {
    return new PaymentToken(
        new PaymentTokenId("token-1"),
        new MerchantId("merchant"),
        new CustomerId("cust-1"),
        "ref",
        status,
        PaymentMethod.UPI,
        expiredAt,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        CREATED,
        CREATED,
        1);
  }
}
