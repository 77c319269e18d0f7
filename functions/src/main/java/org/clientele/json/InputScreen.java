package org.clientele.json;

import static org.clientele.error.ErrorCode.CARD_DATA_NOT_ALLOWED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.carddata.CardDataGuard;
import org.clientele.customer.Gstin;
import org.clientele.customer.NormalForm;
import org.clientele.error.ApiException;

/**
 * Refuses what no text that comes in may hold: control characters but for the tabs and line breaks
 * of names, addresses and metadata, half of a surrogate pair, and card data. Mobile numbers of at
 * most 15 digits may look like card numbers. Texts are searched as they come, as they are kept, and
 * in Unicode's NFKC, which makes digits of superscripts and the like; numbers where they are kept,
 * in custom fields.
 *
 * @param numericReference asked where a reference of digits alone looks like one, whether it may
 */
record InputScreen(BooleanSupplier numericReference) {

  private static final FieldPath MOBILE_NUMBER = FieldPath.ROOT.child("mobile_number");

  /** A reference, and what is searched for, which may be one. */
  private static final Set<FieldPath> REFERENCES =
      Set.of(FieldPath.ROOT.child("merchant_customer_reference"), FieldPath.ROOT.child("search"));

  private static final FieldPath GSTIN = FieldPath.ROOT.child("gstin");
  private static final String CUSTOM_FIELDS = "custom_fields";

  /** What people type or print in several lines; no other text holds a control character. */
  private static final Set<String> OF_LINES =
      Set.of(
          "first_name",
          "last_name",
          "organisation_name",
          "billing_address",
          "shipping_address",
          "merchant_metadata",
          CUSTOM_FIELDS);

  private static final Pattern TAB_OR_LINE_BREAK = Pattern.compile("[\\t\\n\\r]");

  /** A mobile number has at most this many digits; one with more may be a card's. */
  private static final int MOBILE_NUMBER_DIGITS = 15;

  private static final int MOST_DIGITS = 40;

  /**
   * Does nothing for an object of allowed names and texts.
   *
   * @throws ApiException {@code INVALID_REQUEST}, {@code CARD_DATA_NOT_ALLOWED}, naming the field
   */
  void requireAllowed(ObjectNode object) {
    requireAllowed(FieldPath.ROOT, object);
  }

  private void requireAllowed(FieldPath path, JsonNode value) {
    if (value instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              entry -> {
                FieldPath field = path.child(entry.getKey());
                requireAllowedName(field, entry.getKey(), entry.getValue());
                requireAllowed(field, entry.getValue());
              });
    } else if (value.isArray()) {
      value.forEach(element -> requireAllowed(path, element));
    } else if (value.isTextual()) {
      requireAllowedText(path, value.textValue());
    } else if (value.isNumber() && path.names().get(0).equals(CUSTOM_FIELDS)) {
      requireAllowedText(path, digits(value.decimalValue()));
    }
  }

  private static void requireAllowedName(FieldPath field, String name, JsonNode value) {
    requireCleanText(field, name);
    String text = value.isTextual() ? value.textValue() : value.toString();
    if (CardDataGuard.hasCardData(name) || CardDataGuard.isSecret(name, text)) {
      throw cardData(field);
    }
  }

  private void requireAllowedText(FieldPath path, String text) {
    requireCleanText(
        path, mayHaveLines(path) ? TAB_OR_LINE_BREAK.matcher(text).replaceAll(" ") : text);
    if (Stream.of(text, kept(path, text), Normalizer.normalize(text, Form.NFKC))
            .distinct()
            .anyMatch(CardDataGuard::hasCardData)
        && !mayLookLikeCard(path, text)) {
      throw cardData(path);
    }
  }

  /** Returns a number as it is kept; one that is not is not written out. */
  private static String digits(BigDecimal number) {
    BigDecimal kept = number.stripTrailingZeros();
    boolean isKept = kept.scale() <= MOST_DIGITS && kept.scale() >= -MOST_DIGITS;
    return isKept ? kept.toPlainString() : "";
  }

  private static boolean mayHaveLines(FieldPath path) {
    return path.names().stream()
        .dropWhile(name -> name.equals("token"))
        .findFirst()
        .filter(OF_LINES::contains)
        .isPresent();
  }

  /** Returns a text as it is kept, which may bring digits together. */
  private static String kept(FieldPath path, String text) {
    String kept = path.equals(GSTIN) ? Gstin.normalForm(text) : NormalForm.ofLine(text);
    return kept == null ? "" : kept;
  }

  private boolean mayLookLikeCard(FieldPath path, String text) {
    return path.equals(MOBILE_NUMBER)
        ? text.codePoints().filter(Character::isDigit).count() <= MOBILE_NUMBER_DIGITS
        : REFERENCES.contains(path) && text.matches("[0-9]+") && numericReference.getAsBoolean();
  }

  private static void requireCleanText(FieldPath path, String text) {
    boolean unclean =
        text.codePoints()
            .anyMatch(
                c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    if (unclean) {
      throw ApiException.invalid(
          path.toString(), "must not hold control characters or broken text");
    }
  }

  private static ApiException cardData(FieldPath path) {
    return new ApiException(
        CARD_DATA_NOT_ALLOWED, path + " must not hold card data", path.toString());
  }
}
