package org.clientele.store.token;

import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  /** The names of fields by their position, which those have in common that came together. */
  private static final String LATER = "later";

  private static final String COMMA = ",";

  private static final String STATUS_REASON = "status_reason";
  private static final String CAUSE = "cause";
  private static final String BY = "by";
  private static final String REASON = "reason";
  private static final String PROVIDER_CODE = "provider_code";

  /** Names count like values: with the long ones a token of six sources has more than 4 KB. */
  private static final Map<TokenField, String> SHORT =
      Map.of(
          TokenField.PROVIDER_TOKEN_ID, "id",
          TokenField.MERCHANT_METADATA, "metadata",
          TokenField.PAYMENT_METHOD, "method",
          TokenField.CONSENT_REFERENCE, "consent",
          TokenField.CARD_UPDATED_AT, "card_at",
          TokenField.LAST4_DIGIT, "last4",
          TokenField.CARD_CATEGORY, "category",
          TokenField.NETWORK_NAME, "network",
          TokenField.ISSUER_NAME, "issuer",
          TokenField.COUNTRY_CODE, "country");

  private static final Map<String, TokenField> FIELDS =
      Arrays.stream(TokenField.values()).collect(toUnmodifiableMap(SourcesItem::name, identity()));

  private SourcesItem() {}

  private static String name(TokenField field) {
    return SHORT.getOrDefault(field, field.key());
  }

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
      Map<String, String> later = new TreeMap<>();
      state
          .later()
          .forEach(
              (field, position) ->
                  later.merge(text(position), name(field), (one, other) -> one + COMMA + other));
      item.put(LATER, later);
    }
    return item;
  }

  @SuppressWarnings("unchecked") // the only maps are of texts
  private static void put(Attributes item, TokenField field, Object value) {
    if (value instanceof StatusReport report) {
      item.put(name(field), report.status().name())
          .put(STATUS_REASON, report.words())
          .put(CAUSE, of(report.cause()));
    } else if (value instanceof Instant time) {
      item.put(name(field), time.toString());
    } else if (value instanceof Boolean flag) {
      item.put(name(field), flag);
    } else if (value instanceof Map<?, ?> pairs) {
      item.put(name(field), (Map<String, String>) pairs);
    } else if (value instanceof Enum<?> constant) {
      item.put(name(field), constant.name());
    } else {
      item.put(name(field), value.toString());
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
    return sequence + PARTED + position.occurredAt();
  }

  static TokenSources toSources(List<Attributes> items) {
    return new TokenSources(items.stream().map(SourcesItem::toState).toList());
  }

  private static SourceState toState(Attributes item) {
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);
    for (String name : item.toMap().keySet()) {
      TokenField field = FIELDS.get(name);
      if (field != null) {
        field.put(values, value(item, name, field));
      }
    }
    String whole = item.text(WHOLE);
    return new SourceState(
        item.requiredText(NAME), values, whole == null ? null : toPosition(whole), later(item));
  }

  private static Map<TokenField, SourcePosition> later(Attributes item) {
    Map<String, String> positions = item.pairs(LATER);
    Map<TokenField, SourcePosition> later = new EnumMap<>(TokenField.class);
    if (positions != null) {
      positions.forEach(
          (position, fields) -> {
            for (String field : fields.split(COMMA, -1)) {
              later.put(requireNonNull(FIELDS.get(field), field), toPosition(position));
            }
          });
    }
    return later;
  }

  private static @Nullable Object value(Attributes item, String name, TokenField field) {
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
    return new SourcePosition(sequence, Timestamp.read(text.substring(parted + 1)));
  }
}
