package org.clientele.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.clientele.customer.CustomerFilter;
import org.clientele.customer.Gstin;
import org.clientele.customer.MobileNumber;
import org.clientele.customer.operation.LookupCustomerRequest;
import org.clientele.error.ApiException;
import org.clientele.error.InvalidFields;
import org.clientele.json.FieldPath;
import org.clientele.merchant.Profile;
import org.jspecify.annotations.Nullable;

/**
 * What each profile asks of fields beyond what both do. Only what is sent is checked, so that a
 * customer stored under other rules can still be changed; the strict profile checks it as written.
 */
public final class ProfileRules {

  /** What the vendor's pages say of a field; an empty one is absent. */
  private record StrictRule(String field, Predicate<String> isAllowed, String message) {

    StrictRule(String field, String pattern, String message) {
      this(field, Pattern.compile(pattern).asMatchPredicate(), message);
    }

    void check(ObjectNode body, InvalidFields invalid) {
      JsonNode value = body.at("/" + field.replace('.', '/'));
      if (value.isTextual() && !value.asText().isEmpty() && !isAllowed.test(value.asText())) {
        invalid.add(field, message);
      }
    }
  }

  private static final String NAME = "[A-Za-z0-9 ._-]{1,50}";
  private static final String NAME_RULE = "must be 1 to 50 of A-Z a-z 0-9 space . _ -";
  private static final String PINCODE = "[0-9]{6,10}";
  private static final String PINCODE_RULE = "must have 6 to 10 digits";
  private static final String MOBILE_NUMBER = "mobile_number";

  private static final List<StrictRule> STRICT_RULES =
      List.of(
          new StrictRule("first_name", NAME, NAME_RULE),
          new StrictRule("last_name", NAME, NAME_RULE),
          new StrictRule(MOBILE_NUMBER, "[0-9]{10,20}", "must have 10 to 20 digits"),
          new StrictRule(
              "email_id",
              "(?=.{1,50}$)[!-?A-~]+@[!-?A-~]+",
              "must have one @ and at most 50 characters of printable ASCII"),
          new StrictRule("billing_address.pincode", PINCODE, PINCODE_RULE),
          new StrictRule("shipping_address.pincode", PINCODE, PINCODE_RULE),
          new StrictRule(
              "gstin", Gstin::isIssued, "must be a GSTIN in upper case with its check character"));

  private static final int PAIR_LENGTH = 256;

  private ProfileRules() {}

  /**
   * Refuses a create that the profile does not take.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the fields
   */
  public static void requireCreate(ApiRequest request) {
    if (isStrict(request)) {
      requireStrict(request.bodyObject());
    } else {
      String sent = request.bodyObject().path(MOBILE_NUMBER).textValue();
      requireMobileDigits(MobileNumber.normalForm(sent), 6, 15);
    }
  }

  /**
   * Refuses a merge patch that the profile does not take.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the fields
   */
  public static void requireUpdate(ApiRequest request) {
    var invalid = new InvalidFields();
    invalid.check(() -> requireCreate(request));
    ObjectNode body = request.bodyObject();
    if (isStrict(request) && body.has(MOBILE_NUMBER) && !body.has("country_code")) {
      invalid.add("country_code", "is required with mobile_number");
    }
    invalid.requireNone();
  }

  /**
   * Refuses a lookup for a mobile number that the profile does not take.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field
   */
  public static void requireLookup(ApiRequest request, LookupCustomerRequest wanted) {
    requireWanted(request, wanted.mobileNumber());
  }

  /**
   * Refuses a filter by a mobile number that the profile does not take.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field
   */
  public static void requireFilter(ApiRequest request, CustomerFilter wanted) {
    requireWanted(request, wanted.mobileNumber());
  }

  private static void requireWanted(ApiRequest request, @Nullable String mobileNumber) {
    // Every profile takes 10 to 15 digits, so that most requests need not know the merchant's.
    if (mobileNumber != null && (mobileNumber.length() < 10 || mobileNumber.length() > 15)) {
      boolean strict = isStrict(request);
      requireMobileDigits(mobileNumber, strict ? 10 : 6, strict ? 20 : 15);
    }
  }

  private static boolean isStrict(ApiRequest request) {
    return request.merchantSettings().profile() == Profile.STRICT;
  }

  private static void requireMobileDigits(@Nullable String number, int least, int most) {
    if (number != null && (number.length() < least || number.length() > most)) {
      throw ApiException.invalid(MOBILE_NUMBER, "must have %d to %d digits".formatted(least, most));
    }
  }

  private static void requireStrict(ObjectNode body) {
    var invalid = new InvalidFields();
    STRICT_RULES.forEach(rule -> rule.check(body, invalid));
    body.path("merchant_metadata").properties().forEach(pair -> checkLength(pair, invalid));
    invalid.requireNone();
  }

  private static void checkLength(Map.Entry<String, JsonNode> pair, InvalidFields invalid) {
    String text = pair.getKey() + pair.getValue().asText();
    if (text.codePointCount(0, text.length()) > PAIR_LENGTH) {
      FieldPath path = FieldPath.ROOT.child("merchant_metadata").child(pair.getKey());
      invalid.add(path.toString(), "must have at most 256 characters with its key");
    }
  }
}
