package org.clientele.token;

import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.jspecify.annotations.Nullable;

/** Notices of one token, of which only that matters which a test names. */
public final class TestingNotices {

  public static final Instant CREATED = Instant.parse("2024-10-04T13:11:29.645591Z");

  private static final MerchantId MERCHANT = new MerchantId("merchant");

  private TestingNotices() {}

  public static PaymentToken token(PaymentTokenStatus status, @Nullable Instant expiredAt) {
    return token("token-1", status, expiredAt, CREATED);
  }

  /** Returns a token that was last updated when it was reported. */
  public static PaymentToken token(
      String id, PaymentTokenStatus status, @Nullable Instant expiredAt, Instant updatedAt) {
    TokenNotice notice = whole("tsp", 1, CREATED, status, expiredAt);
    return PaymentToken.create(new PaymentTokenId(id), notice, updatedAt).nextVersion();
  }

  public static TokenNotice whole(
      String source,
      long sequence,
      Instant occurredAt,
      PaymentTokenStatus status,
      @Nullable Instant expiredAt) {
    return whole(source, sequence, occurredAt, "cust-1", values(status, expiredAt));
  }

  public static TokenNotice whole(
      String source,
      long sequence,
      Instant occurredAt,
      String customerId,
      Map<TokenField, Object> values) {
    return TokenNotice.whole(
        MERCHANT,
        source,
        new SourcePosition(sequence, occurredAt),
        null,
        "ref",
        new CustomerId(customerId),
        values,
        null);
  }

  public static Map<TokenField, Object> values(
      PaymentTokenStatus status, @Nullable Instant expiredAt) {
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);
    TokenField.STATUS.put(values, new StatusReport(status, null, null));
    TokenField.PAYMENT_METHOD.put(values, PaymentMethod.UPI);
    TokenField.EXPIRED_AT.put(values, expiredAt);
    return values;
  }

  public static TokenNotice change(
      String source,
      @Nullable Long sequence,
      Instant occurredAt,
      @Nullable String notificationId,
      TokenField field,
      @Nullable Object value) {
    return new TokenNotice(
        MERCHANT,
        source,
        new SourcePosition(sequence, occurredAt),
        notificationId,
        new TokenAddress(null, "ref"),
        null,
        EnumSet.of(field),
        value == null ? Map.of() : Map.of(field, value),
        null);
  }

  public static TokenNotice change(
      String source, long sequence, Instant occurredAt, PaymentTokenStatus status) {
    return change(
        source,
        sequence,
        occurredAt,
        source + sequence,
        TokenField.STATUS,
        new StatusReport(status, null, null));
  }
}
