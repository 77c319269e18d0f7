package org.clientele.customfield;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.clientele.error.ApiException;
import org.clientele.time.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * A field that a merchant has defined for its customers, as stored; prints as its name and type.
 *
 * @param required whether a customer is not created without it, and it cannot be cleared
 * @param maxLength most code points of a text, or of each in a list; absent for {@link
 *     #DEFAULT_LENGTH}
 * @param allowedValues the texts that a value, or each in a list, may be; empty for any
 * @param used whether a customer may have a value: from then on its type is for good
 * @param deleted whether it takes no values any more; kept because its name may be in use
 * @param version number of times it has been stored, 0 before the first
 */
public record CustomField(
    String name,
    FieldType type,
    boolean required,
    @Nullable Integer maxLength,
    List<String> allowedValues,
    boolean used,
    boolean deleted,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  /** Most code points of a text where a definition does not say. */
  public static final int DEFAULT_LENGTH = 512;

  private static final int MOST_ELEMENTS = 50;
  private static final int DIGITS = 30;
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final Set<String> AMOUNT = Set.of("value", "currency");

  private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  public CustomField {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    requireNonNull(createdAt, "createdAt");
    requireNonNull(updatedAt, "updatedAt");
    allowedValues = List.copyOf(allowedValues);
  }

  /**
   * Returns this definition in place of one that there is, or that one where nothing differs.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it changes the type of one that is used
   */
  public CustomField replacing(CustomField stored) {
    if (stored.used && stored.type != type) {
      throw ApiException.invalid("type", "cannot be changed once a customer has had a value");
    }
    var next =
        new CustomField(
            name,
            type,
            required,
            maxLength,
            allowedValues,
            stored.used,
            false,
            stored.createdAt,
            updatedAt.isAfter(stored.updatedAt) ? updatedAt : stored.updatedAt,
            stored.version + 1);
    return next.isSameAs(stored) ? stored : next;
  }

  private boolean isSameAs(CustomField stored) {
    return !stored.deleted
        && stored.type == type
        && stored.required == required
        && Objects.equals(stored.maxLength, maxLength)
        && stored.allowedValues.equals(allowedValues);
  }

  /** Returns this definition as it is once it is stored. */
  public CustomField first() {
    return new CustomField(
        name,
        type,
        required,
        maxLength,
        allowedValues,
        used,
        deleted,
        createdAt,
        updatedAt,
        version + 1);
  }

  /** Returns this definition as it is once it takes no values any more. */
  public CustomField delete(Instant now) {
    return deleted
        ? this
        : new CustomField(
            name,
            type,
            required,
            maxLength,
            allowedValues,
            used,
            true,
            createdAt,
            now.isAfter(updatedAt) ? now : updatedAt,
            version + 1);
  }

  /**
   * Returns what is wrong with a value, as the end of a sentence that begins with the field; null
   * if nothing is.
   *
   * @param value as {@link org.clientele.customer.CustomerDetails} has it
   */
  @Nullable String fault(Object value) {
    return switch (type) {
      case STRING -> value instanceof String text ? faultOf(text) : "must be a string";
      case NUMBER -> isNumber(value) ? null : "must be a number of at most 30 digits";
      case INTEGER -> isInteger(value) ? null : "must be a whole number from -2^63 to 2^63 - 1";
      case BOOLEAN -> value instanceof Boolean ? null : "must be true or false";
      case DATE -> isDate(value) ? null : "must be a date like 2026-01-31";
      case DATETIME -> isTime(value) ? null : Timestamp.RULE;
      case ARRAY -> faultOfList(value);
      case MONETARY ->
          isAmount(value)
              ? null
              : "must be an object of value, a whole number of the smallest unit, and currency,"
                  + " three capital letters";
    };
  }

  private @Nullable String faultOf(String text) {
    int most = maxLength == null ? DEFAULT_LENGTH : maxLength;
    if (text.codePointCount(0, text.length()) > most) {
      return "must have at most %d characters".formatted(most);
    }
    return allowedValues.isEmpty() || allowedValues.contains(text)
        ? null
        : "must be one of its allowed values";
  }

  private @Nullable String faultOfList(Object value) {
    if (!(value instanceof List<?> list)
        || list.size() > MOST_ELEMENTS
        || !list.stream().allMatch(element -> element instanceof String text && !text.isEmpty())) {
      return "must be a list of at most 50 texts";
    }
    return list.stream()
        .map(element -> faultOf((String) element))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static boolean isNumber(Object value) {
    return value instanceof BigDecimal number
        && number.precision() <= DIGITS
        && number.scale() >= 0
        && number.scale() <= DIGITS;
  }

  private static boolean isInteger(Object value) {
    return value instanceof BigDecimal number
        && number.scale() == 0
        && number.compareTo(LEAST) >= 0
        && number.compareTo(MOST) <= 0;
  }

  private static boolean isDate(Object value) {
    try {
      return value instanceof String text
          && DATE.matcher(text).matches()
          && LocalDate.parse(text).getYear() > 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isTime(Object value) {
    try {
      return value instanceof String text && !Timestamp.parse(text).equals(Instant.MIN);
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isAmount(Object value) {
    return value instanceof Map<?, ?> amount
        && amount.keySet().equals(AMOUNT)
        && isInteger(requireNonNull(amount.get("value")))
        && amount.get("currency") instanceof String currency
        && CURRENCY.matcher(currency).matches();
  }

  @Override
  public String toString() {
    return name + " " + type;
  }
}
