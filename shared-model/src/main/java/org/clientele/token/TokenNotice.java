package org.clientele.token;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.jspecify.annotations.Nullable;

/**
 * What a token service provider says of a token: the whole of it, or some fields.
 *
 * @param source the provider
 * @param notificationId the same for each delivery of the same notice; absent where the provider
 *     counts instead
 * @param customerId whose the token is; present exactly where the notice tells of the whole token
 * @param fields those that are said; one without a value is cleared
 * @param replaced the token in whose place this one comes
 */
public record TokenNotice(
    MerchantId merchantId,
    String source,
    SourcePosition position,
    @Nullable String notificationId,
    TokenAddress token,
    @Nullable CustomerId customerId,
    Set<TokenField> fields,
    Map<TokenField, Object> values,
    @Nullable ReplacedToken replaced) {

  /**
   * A token that another one replaces.
   *
   * @param carriesConsent whether the customer's consent holds for the new token too
   */
  public record ReplacedToken(TokenAddress token, boolean carriesConsent) {}

  private static final Set<TokenField> CONSENT =
      EnumSet.of(TokenField.CONSENTED_AT, TokenField.CONSENT_REFERENCE);

  public TokenNotice {
    requireNonNull(merchantId, "merchantId");
    requireNonNull(source, "source");
    requireNonNull(position, "position");
    requireNonNull(token, "token");
    fields = Collections.unmodifiableSet(fields);
    values = Collections.unmodifiableMap(values);
  }

  /** Returns a notice of the whole token: a field without a value has none. */
  public static TokenNotice whole(
      MerchantId merchantId,
      String source,
      SourcePosition position,
      @Nullable String notificationId,
      String merchantTokenReference,
      CustomerId customerId,
      Map<TokenField, Object> values,
      @Nullable ReplacedToken replaced) {
    return new TokenNotice(
        merchantId,
        source,
        position,
        notificationId,
        new TokenAddress((String) values.get(TokenField.PROVIDER_TOKEN_ID), merchantTokenReference),
        customerId,
        EnumSet.allOf(TokenField.class),
        values,
        replaced);
  }

  /** Whether it tells of the whole token, so that it may be a new one. */
  public boolean isWhole() {
    return customerId != null;
  }

  /** Returns the status that is reported, if one is. */
  public @Nullable PaymentTokenStatus status() {
    return values.get(TokenField.STATUS) instanceof StatusReport report ? report.status() : null;
  }

  boolean hasCardData() {
    return TokenField.CARD_DATA.stream().anyMatch(values::containsKey);
  }

  /** Returns where in the message a field stands. */
  public String path(TokenField field) {
    return (isWhole() ? "token." : "change.") + field.path();
  }

  /** Whether the customer agreed to have the token saved, after that time. */
  boolean isConsentedAfter(Instant time) {
    return values.get(TokenField.CONSENTED_AT) instanceof Instant given && given.isAfter(time);
  }

  /** Returns this notice with the consent that was given for another token, unless it has one. */
  public TokenNotice withConsentOf(PaymentToken other) {
    if (CONSENT.stream().anyMatch(values::containsKey)) {
      return this;
    }
    Map<TokenField, Object> all = new EnumMap<>(TokenField.class);
    all.putAll(values);
    CONSENT.forEach(field -> field.put(all, other.sources().value(field)));
    return new TokenNotice(
        merchantId, source, position, notificationId, token, customerId, fields, all, replaced);
  }

  /** Returns this notice without what is not kept of the card; that counts as cleared. */
  public TokenNotice keeping(KeptCardData kept) {
    return new TokenNotice(
        merchantId,
        source,
        position,
        notificationId,
        token,
        customerId,
        fields,
        kept.of(values),
        replaced);
  }

  @Override
  public String toString() {
    return "***";
  }
}
