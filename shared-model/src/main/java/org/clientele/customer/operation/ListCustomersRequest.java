package org.clientele.customer.operation;

import static org.clientele.customer.CustomerDetails.COUNTRY_CODE;
import static org.clientele.customer.CustomerDetails.COUNTRY_CODE_RULE;
import static org.clientele.customer.CustomerDetails.EMAIL;
import static org.clientele.customer.CustomerDetails.EMAIL_RULE;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Null;
import jakarta.validation.constraints.Pattern;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerFilter;
import org.clientele.customer.CustomerStatus;
import org.clientele.customer.MobileNumber;
import org.clientele.customer.NormalForm;
import org.clientele.error.ApiException;
import org.clientele.error.InvalidFields;
import org.clientele.time.Timestamp;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/**
 * Query of {@code GET /api/v1/customers}; prints as {@code ***}. A filter that is given empty is
 * out of its rule: without it, many more customers would be answered than the caller means.
 *
 * @param limit how many customers a page has at most
 * @param cursor the {@code next_cursor} of the page before; absent for the first
 * @param search what a name, an email address or a reference begins with, or a mobile number ends
 *     with
 * @param count {@code approximate} to be told how many customers there are
 * @param offset what other services take, and this one refuses
 */
public record ListCustomersRequest(
    @JsonProperty("limit")
        @Pattern(regexp = "[1-9][0-9]?|100", message = "must be a whole number from 1 to 100")
        @Nullable String limit,
    @JsonProperty("cursor") @Nullable String cursor,
    @JsonProperty("status") @Nullable CustomerStatus status,
    @JsonProperty("created_from") @Nullable String createdFrom,
    @JsonProperty("created_to") @Nullable String createdTo,
    @JsonProperty("changed_since") @Nullable String changedSince,
    @JsonProperty("country_code") @Pattern(regexp = COUNTRY_CODE, message = COUNTRY_CODE_RULE)
        @Nullable String countryCode,
    @JsonProperty("mobile_number")
        @Pattern(regexp = MobileNumber.RULE, message = MobileNumber.MESSAGE)
        @Nullable String mobileNumber,
    @JsonProperty("email_id")
        @CodePointLength(max = 254, message = "must have at most 254 characters")
        @Pattern(regexp = EMAIL, message = EMAIL_RULE)
        @Nullable String emailId,
    @JsonProperty("search")
        @CodePointLength(max = 254, message = "must have at most 254 characters")
        @Nullable String search,
    @JsonProperty("count") @Pattern(regexp = "approximate", message = "must be approximate")
        @Nullable String count,
    @JsonProperty("offset")
        @Null(message = "is not taken: a list goes on with the next_cursor of its answer as cursor")
        @Nullable String offset) {

  private static final int DEFAULT_LIMIT = 20;

  /** A plus sign that is not escaped is a blank in a query. */
  private static final java.util.regex.Pattern UNESCAPED_PLUS =
      java.util.regex.Pattern.compile(" (?=[0-9]{2}:[0-9]{2}$)");

  public ListCustomersRequest {
    countryCode = normalForm(countryCode, CustomerDetails::digitsOfCountryCode);
    mobileNumber = normalForm(mobileNumber, MobileNumber::normalForm);
    emailId = normalForm(emailId, NormalForm::of);
  }

  private static @Nullable String normalForm(
      @Nullable String given, UnaryOperator<@Nullable String> form) {
    if (given == null) {
      return null;
    }
    String normal = form.apply(given);
    return normal == null ? "" : normal;
  }

  /** Returns how many customers the page has at most. */
  public int pageSize() {
    return limit == null ? DEFAULT_LIMIT : Integer.parseInt(limit);
  }

  /**
   * Returns which customers are wanted.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the times that are none, or that leave
   *     nothing between them, or the field that is missing beside another
   */
  public CustomerFilter toFilter() {
    var invalid = new InvalidFields();
    Instant from = instant("created_from", createdFrom, invalid);
    Instant to = instant("created_to", createdTo, invalid);
    Instant since = instant("changed_since", changedSince, invalid);
    if (from != null && to != null && to.isBefore(from)) {
      invalid.add("created_to", "must not be before created_from");
    }
    if (countryCode != null && mobileNumber == null) {
      invalid.add("mobile_number", "is required with country_code");
    }
    if (count != null && isNarrowed()) {
      invalid.add("count", "is of all customers, or of a status: nothing else may be asked for");
    }
    invalid.requireNone();
    return new CustomerFilter(status, from, to, since, countryCode, mobileNumber, emailId);
  }

  private boolean isNarrowed() {
    return Stream.of(
            createdFrom, createdTo, changedSince, countryCode, mobileNumber, emailId, search)
        .anyMatch(Objects::nonNull);
  }

  private static @Nullable Instant instant(
      String field, @Nullable String text, InvalidFields invalid) {
    if (text == null) {
      return null;
    }
    try {
      return Timestamp.parse(UNESCAPED_PLUS.matcher(text).replaceFirst("+"));
    } catch (DateTimeException e) {
      invalid.add(field, Timestamp.RULE);
      return null;
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
