package org.clientele.api;

import static org.clientele.error.ErrorCode.CARD_DATA_NOT_ALLOWED;

import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.clientele.carddata.CardDataGuard;
import org.clientele.error.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Where in a body a value stands, {@code billing_address.pincode}; prints as {@code body} for the
 * body itself.
 *
 * <p>Names come from the caller too (metadata keys, unknown fields) and are printed only if they
 * can hardly be data: a name with a number in it, or a long one, ends the path before it.
 */
record FieldPath(List<String> names) {

  private static final List<String> MOBILE_NUMBER = List.of("mobile_number");
  private static final List<String> REFERENCE = List.of("merchant_customer_reference");

  /** A mobile number has at most this many digits; one with more may be a card's. */
  private static final int MOBILE_NUMBER_DIGITS = 15;

  static final FieldPath ROOT = new FieldPath(List.of());

  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z][A-Za-z_]{0,31}[0-9]?");

  static FieldPath of(JsonMappingException e) {
    return new FieldPath(
        e.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .map(name -> name == null ? "" : name)
            .toList());
  }

  static FieldPath of(Path violated) {
    List<String> names = new ArrayList<>();
    for (Path.Node node : violated) {
      if (node.getKind() == ElementKind.CONTAINER_ELEMENT) {
        names.add(String.valueOf(node.getKey()));
      } else {
        names.add(node.getName());
      }
    }
    return new FieldPath(names);
  }

  static FieldPath of(@Nullable JsonStreamContext innermost) {
    Deque<String> names = new ArrayDeque<>();
    for (var context = innermost; context != null; context = context.getParent()) {
      if (context.getCurrentName() != null) {
        names.addFirst(context.getCurrentName());
      }
    }
    return new FieldPath(List.copyOf(names));
  }

  FieldPath child(String name) {
    List<String> longer = new ArrayList<>(names);
    longer.add(name);
    return new FieldPath(longer);
  }

  /**
   * Refuses what no text of a request may hold: control characters, half of a surrogate pair, and
   * card data. Mobile numbers of at most 15 digits are not searched for card numbers, which they
   * may look like.
   *
   * @param numericReference whether the same goes for a reference of digits alone
   */
  void requireAllowedText(JsonNode value, boolean numericReference) {
    if (value instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              entry -> {
                FieldPath field = child(entry.getKey());
                field.requireAllowedName(entry.getKey(), entry.getValue());
                field.requireAllowedText(entry.getValue(), numericReference);
              });
    } else if (value.isArray()) {
      value.forEach(element -> requireAllowedText(element, numericReference));
    } else if (value.isTextual()) {
      requireCleanText(value.textValue());
      if (!isNumber(value.textValue(), numericReference)
          && CardDataGuard.hasCardData(value.textValue())) {
        throw cardData();
      }
    }
  }

  private boolean isNumber(String text, boolean numericReference) {
    return names.equals(MOBILE_NUMBER)
        ? text.codePoints().filter(Character::isDigit).count() <= MOBILE_NUMBER_DIGITS
        : numericReference && names.equals(REFERENCE) && text.matches("[0-9]+");
  }

  private void requireAllowedName(String name, JsonNode value) {
    requireCleanText(name);
    if (CardDataGuard.hasCardData(name)
        || CardDataGuard.isSecret(name, value.isTextual() ? value.textValue() : value.toString())) {
      throw cardData();
    }
  }

  private ApiException cardData() {
    return new ApiException(CARD_DATA_NOT_ALLOWED, this + " must not hold card data", toString());
  }

  private void requireCleanText(String text) {
    boolean unclean =
        text.codePoints()
            .anyMatch(
                c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    if (unclean) {
      throw ApiException.invalid(toString(), "must not hold control characters or broken text");
    }
  }

  @Override
  public String toString() {
    var harmless = names.stream().takeWhile(name -> HARMLESS.matcher(name).matches()).toList();
    return harmless.isEmpty() ? "body" : String.join(".", harmless);
  }
}
