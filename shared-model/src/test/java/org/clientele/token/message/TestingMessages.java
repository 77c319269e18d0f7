package org.clientele.token.message;

import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.StatusCause;
import org.jspecify.annotations.Nullable;

/** Messages of which only that matters which a test names. */
final class TestingMessages {

  static final String TIME = "2026-01-31T23:59:59.123456Z";

  static final ReportedCard CARD =
      new ReportedCard("1112", null, "CREDIT", null, null, null, null, null, null, null);

  private TestingMessages() {}

  static TokenRecorded recorded(String occurredAt, ReportedToken token) {
    return new TokenRecorded(
        "token.recorded", "tsp", 7L, null, occurredAt, "merchant", token, null);
  }

  static TokenChanged changed(ReportedToken change, @Nullable StatusCause cause) {
    return new TokenChanged(
        "token.changed",
        "tsp",
        "n-1",
        TIME,
        null,
        "merchant",
        new AddressedToken("provider-1", null, null),
        change,
        cause);
  }

  static ReportedToken whole(
      PaymentMethod method,
      @Nullable ReportedCard card,
      @Nullable String expiredAt,
      @Nullable String consentedAt,
      @Nullable AddressedToken replaces) {
    return token(
        "cust-1", PaymentTokenStatus.ACTIVE, method, card, expiredAt, consentedAt, replaces);
  }

  static ReportedToken change(
      @Nullable PaymentTokenStatus status,
      @Nullable ReportedCard card,
      @Nullable String expiredAt) {
    return token(null, status, null, card, expiredAt, null, null);
  }

  private static ReportedToken token(
      @Nullable String customerId,
      @Nullable PaymentTokenStatus status,
      @Nullable PaymentMethod method,
      @Nullable ReportedCard card,
      @Nullable String expiredAt,
      @Nullable String consentedAt,
      @Nullable AddressedToken replaces) {
    return new ReportedToken(
        customerId,
        customerId == null ? null : "ref",
        null,
        null,
        null,
        status,
        method,
        expiredAt,
        null,
        null,
        card,
        null,
        null,
        consentedAt,
        null,
        replaces);
  }
}
