package org.clientele.search;

import java.util.regex.Pattern;
import org.clientele.customer.Customer;
import org.clientele.customer.MobileNumber;
import org.clientele.error.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * What customers are searched for: the beginning of a name, an email address or a reference, or the
 * end of a mobile number. Prints as {@code ***}.
 *
 * @param text what the text of an entry has to begin with
 * @param mobileEnd the last digits of a mobile number, the last one first; null where what is
 *     searched for is none
 */
public record SearchQuery(String text, @Nullable String mobileEnd) {

  /** So many digits at the end of a mobile number are enough. */
  private static final Pattern DIGITS = Pattern.compile("[0-9]{4,}");

  /**
   * Returns the query that a caller has typed.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it has fewer than three characters that are
   *     compared
   */
  public static SearchQuery of(String typed) {
    String text = SearchText.fold(typed);
    if (text.codePointCount(0, text.length()) < SearchEntry.SHORTEST) {
      throw ApiException.invalid("search", "must have at least 3 characters");
    }
    String digits = MobileNumber.normalForm(text.replaceFirst("^\\+", ""));
    return new SearchQuery(
        text,
        digits != null && DIGITS.matcher(digits).matches() ? SearchEntry.reversed(digits) : null);
  }

  /** Whether a text is one that is searched for. */
  public boolean matches(SearchEntry entry) {
    return switch (entry.kind()) {
      case MOBILE -> mobileEnd != null && entry.text().startsWith(mobileEnd);
      case TEXT -> entry.text().startsWith(text);
    };
  }

  /** Whether a customer is found, as it is now. */
  public boolean matches(Customer customer) {
    return SearchEntry.of(customer).stream().anyMatch(this::matches);
  }

  @Override
  public String toString() {
    return "***";
  }
}
