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
import java.util.Set;
import java.util.regex.Pattern;
import org.clientele.carddata.CardDataGuard;
import org.clientele.customer.Gstin;
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
  private static final List<String> GSTIN = List.of("gstin");

  /** What people type or print in several lines; no other text holds a control character. */
  private static final Set<String> OF_LINES =
      Set.of("first_name", "last_name", "billing_address", "shipping_address", "merchant_metadata");

  private static final Pattern TAB_OR_LINE_BREAK = Pattern.compile("[\\t\\n\\r]");

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
   * Refuses what no text of a request may hold: control characters but for the tabs and line breaks
   * of names, addresses and metadata, half of a surrogate pair, and card data. Mobile numbers of at
   * most 15 digits are not searched for card numbers, which they may look like.
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
      String text = value.textValue();
      requireCleanText(mayHaveLines() ? TAB_OR_LINE_BREAK.matcher(text).replaceAll(" ") : text);
      if (!isNumber(text, numericReference)
          && (CardDataGuard.hasCardData(text) || CardDataGuard.hasCardData(stored(text)))) {
        throw cardData();
      }
    }
  }

  private boolean mayHaveLines() {
    return !names.isEmpty() && OF_LINES.contains(names.get(0));
  }

  /** Returns a text as its field keeps it, if that drops what stands between its characters. */
  private String stored(String text) {
    return names.equals(GSTIN) ? String.valueOf(Gstin.normalForm(text)) : "";
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
