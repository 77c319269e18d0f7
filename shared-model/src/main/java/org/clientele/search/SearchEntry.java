package org.clientele.search;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.jspecify.annotations.Nullable;

/**
 * A text that a customer is found by. Prints as {@code ***}.
 *
 * @param text what a query has to be the beginning of: folded, or a mobile number with its country
 *     code, from its last digit to the first; at least three characters
 */
public record SearchEntry(Kind kind, String text) {

  /** What a text is of; in the order in which the customers are found. */
  public enum Kind {
    MOBILE,
    /** A name, an email address or a reference. */
    TEXT
  }

  /** A query has at least so many characters, so that a shorter text is never found. */
  public static final int SHORTEST = 3;

  /** Returns what a customer is found by; nothing of one that is not there or {@code DELETED}. */
  public static Set<SearchEntry> of(@Nullable Customer customer) {
    return customer == null || customer.status() == CustomerStatus.DELETED
        ? Set.of()
        : of(customer.details());
  }

  /** Returns what a customer of these details is found by, unless it is {@code DELETED}. */
  public static Set<SearchEntry> of(CustomerDetails details) {
    return Stream.concat(mobileNumber(details), texts(details))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Stream<SearchEntry> mobileNumber(CustomerDetails details) {
    return details.mobileNumber() == null
        ? Stream.empty()
        : Stream.of(
            new SearchEntry(Kind.MOBILE, reversed(details.countryCode() + details.mobileNumber())));
  }

  /** The first name is the beginning of the full one. */
  private static Stream<SearchEntry> texts(CustomerDetails details) {
    return Stream.of(
            fullName(details),
            details.lastName(),
            details.organisationName(),
            details.emailId(),
            details.merchantCustomerReference())
        .filter(Objects::nonNull)
        .map(SearchText::fold)
        .filter(text -> text.codePointCount(0, text.length()) >= SHORTEST)
        .map(text -> new SearchEntry(Kind.TEXT, text));
  }

  private static @Nullable String fullName(CustomerDetails details) {
    return details.firstName() == null || details.lastName() == null
        ? details.firstName()
        : details.firstName() + " " + details.lastName();
  }

  /** Returns a number from its last digit to the first. */
  public static String reversed(String digits) {
    return new StringBuilder(digits).reverse().toString();
  }

  @Override
  public String toString() {
    return kind + " ***";
  }
}
