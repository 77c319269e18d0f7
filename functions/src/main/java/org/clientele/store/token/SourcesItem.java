package org.clientele.store.token;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.time.Timestamp;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.SourcePosition;
import org.clientele.token.SourceState;
import org.clientele.token.StatusCause;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenField;
import org.clientele.token.TokenKind;
import org.clientele.token.TokenSources;
import org.jspecify.annotations.Nullable;

/** The sources of a token, as part of its item: a list of maps of fields. */
final class SourcesItem {

  private static final String NAME = "source";

  /** A position is a text: the sequence, if there is one, and the time, parted by this. */
  private static final String WHOLE = "whole";

  private static final char PARTED = '@';
  private static final String LATER = "later";

  private static final String STATUS_REASON = "status_reason";
  private static final String CAUSE = "cause";
  private static final String BY = "by";
  private static final String REASON = "reason";
  private static final String PROVIDER_CODE = "provider_code";

  private SourcesItem() {}

  static List<Attributes> of(TokenSources sources) {
    return sources.states().stream().map(SourcesItem::of).toList();
  }

  private static Attributes of(SourceState state) {
    Attributes item = Attributes.empty().put(NAME, state.name());
    state.values().forEach((field, value) -> put(item, field, value));
    if (state.whole() != null) {
      item.put(WHOLE, text(state.whole()));
    }
    if (!state.later().isEmpty()) {
      Attributes later = Attributes.empty();
      state.later().forEach((field, position) -> later.put(field.key(), text(position)));
      item.put(LATER, later);
    }
    return item;
  }

  @SuppressWarnings("unchecked") // the only maps are of texts
  private static void put(Attributes item, TokenField field, Object value) {
    if (value instanceof StatusReport report) {
      item.put(field.key(), report.status().name())
          .put(STATUS_REASON, report.words())
          .put(CAUSE, of(report.cause()));
    } else if (value instanceof Instant time) {
      item.put(field.key(), time);
    } else if (value instanceof Boolean flag) {
      item.put(field.key(), flag);
    } else if (value instanceof Map<?, ?> pairs) {
      item.put(field.key(), (Map<String, String>) pairs);
    } else if (value instanceof Enum<?> constant) {
      item.put(field.key(), constant.name());
    } else {
      item.put(field.key(), value.toString());
    }
  }

  private static @Nullable Attributes of(@Nullable StatusCause cause) {
    return cause == null
        ? null
        : Attributes.empty()
            .put(BY, cause.by().name())
            .put(REASON, cause.reason())
            .put(PROVIDER_CODE, cause.providerCode());
  }

  private static String text(SourcePosition position) {
    String sequence = position.sequence() == null ? "" : position.sequence().toString();
    return sequence + PARTED + Timestamp.format(position.occurredAt());
  }

  static TokenSources toSources(List<Attributes> items) {
    return new TokenSources(items.stream().map(SourcesItem::toState).toList());
  }

  private static SourceState toState(Attributes item) {
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);
    Map<TokenField, SourcePosition> later = new EnumMap<>(TokenField.class);
    Attributes laterItem = item.nested(LATER);
    for (TokenField field : TokenField.values()) {
      field.put(values, value(item, field));
      String position = laterItem == null ? null : laterItem.text(field.key());
      if (position != null) {
        later.put(field, toPosition(position));
      }
    }
    String whole = item.text(WHOLE);
    return new SourceState(
        item.requiredText(NAME), values, whole == null ? null : toPosition(whole), later);
  }

  private static @Nullable Object value(Attributes item, TokenField field) {
    String name = field.key();
    return switch (field) {
      case STATUS -> toStatus(item);
      case PAYMENT_METHOD -> item.constant(name, PaymentMethod.class);
      case KIND -> item.constant(name, TokenKind.class);
      case EXPIRED_AT, CONSENTED_AT, CARD_UPDATED_AT -> item.instant(name);
      case IS_COMPLIANT, INTERNATIONAL, EMI, CVV_REQUIRED -> item.flag(name);
      case MERCHANT_METADATA -> item.pairs(name);
      case CONSENT_REFERENCE,
          PROVIDER_TOKEN_ID,
          REQUESTOR_ID,
          LAST4_DIGIT,
          CARD_TYPE,
          NETWORK_NAME,
          ISSUER_NAME,
          CARD_CATEGORY,
          COUNTRY_CODE ->
          item.text(name);
    };
  }

  private static @Nullable StatusReport toStatus(Attributes item) {
    PaymentTokenStatus status = item.constant(TokenField.STATUS.key(), PaymentTokenStatus.class);
    return status == null
        ? null
        : new StatusReport(status, item.text(STATUS_REASON), toCause(item.nested(CAUSE)));
  }

  private static @Nullable StatusCause toCause(@Nullable Attributes cause) {
    return cause == null
        ? null
        : new StatusCause(
            StatusCause.Party.valueOf(cause.requiredText(BY)),
            cause.text(REASON),
            cause.text(PROVIDER_CODE));
  }

  private static SourcePosition toPosition(String text) {
    int parted = text.indexOf(PARTED);
    Long sequence = parted == 0 ? null : Long.valueOf(text.substring(0, parted));
    return new SourcePosition(sequence, Instant.parse(text.substring(parted + 1)));
  }
}
