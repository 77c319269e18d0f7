package org.clientele;

import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.clientele.customer.Customer;
import org.clientele.id.MerchantId;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.SourcePosition;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenAddress;
import org.clientele.token.TokenField;
import org.clientele.token.TokenNotice;
import org.clientele.token.TokenNotice.ReplacedToken;
import org.jspecify.annotations.Nullable;

/**
 * What token service providers say of the tokens of one merchant, built from what a test names.
 *
 * @param values of the fields that are said
 */
public record TestingNotices(
    MerchantId merchantId,
    String source,
    @Nullable Long sequence,
    Instant occurredAt,
    @Nullable String notificationId,
    Map<TokenField, Object> values,
    @Nullable ReplacedToken replaced) {

  /** Returns a notice that an active UPI token was made, the first of its source. */
  public static TestingNotices active(MerchantId merchantId, Instant occurredAt) {
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);
    values.put(TokenField.PAYMENT_METHOD, PaymentMethod.UPI);
    values.put(TokenField.STATUS, new StatusReport(PaymentTokenStatus.ACTIVE, null, null));
    return new TestingNotices(merchantId, "tsp", 1L, occurredAt, null, values, null);
  }

  public TestingNotices from(String otherSource) {
    return new TestingNotices(
        merchantId, otherSource, sequence, occurredAt, notificationId, values, replaced);
  }

  public TestingNotices at(@Nullable Long otherSequence, Instant time) {
    return new TestingNotices(
        merchantId, source, otherSequence, time, notificationId, values, replaced);
  }

  public TestingNotices called(String id) {
    return new TestingNotices(merchantId, source, sequence, occurredAt, id, values, replaced);
  }

  public TestingNotices with(TokenField field, @Nullable Object value) {
    Map<TokenField, Object> others = new EnumMap<>(values);
    others.remove(field);
    field.put(others, value);
    return new TestingNotices(
        merchantId, source, sequence, occurredAt, notificationId, others, replaced);
  }

  public TestingNotices in(PaymentTokenStatus status) {
    return with(TokenField.STATUS, new StatusReport(status, null, null));
  }

  public TestingNotices replacing(TokenAddress old, boolean carriesConsent) {
    return new TestingNotices(
        merchantId,
        source,
        sequence,
        occurredAt,
        notificationId,
        values,
        new ReplacedToken(old, carriesConsent));
  }

  /** Returns the notice of the whole token. */
  public TokenNotice of(Customer customer, String reference) {
    return TokenNotice.whole(
        merchantId,
        source,
        new SourcePosition(sequence, occurredAt),
        notificationId,
        reference,
        customer.id(),
        values,
        replaced);
  }

  /** Returns the notice that these fields alone have changed. */
  public TokenNotice change(TokenAddress token, TokenField first, TokenField... others) {
    Set<TokenField> fields = EnumSet.of(first, others);
    Map<TokenField, Object> said = new EnumMap<>(values);
    said.keySet().retainAll(fields);
    return new TokenNotice(
        merchantId,
        source,
        new SourcePosition(sequence, occurredAt),
        notificationId,
        token,
        null,
        fields,
        said,
        null);
  }
}
