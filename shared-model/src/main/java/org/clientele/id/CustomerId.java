package org.clientele.customer;

import java.time.Instant;
import java.util.regex.Pattern;
import org.clientele.error.ApiException;
import org.clientele.time.GeneratedId;

/**
 * Names a customer. Opaque on input; the ids that we make look like {@code
 * cust-v1-260528202100-aa-iDjsog}.
 *
 * @param value 1 to 50 of {@code A-Z a-z 0-9 _ -}
 */
public record CustomerId(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,50}");

  /**
   * @throws ApiException {@code INVALID_REQUEST} if {@code value} is out of its form
   */
  public CustomerId {
    if (!FORM.matcher(value).matches()) {
      throw ApiException.invalid("customer_id", "must be 1 to 50 of A-Z a-z 0-9 _ -");
    }
  }

  /** Returns a new id, which may exist already: the store refuses it then. */
  public static CustomerId random(Instant now) {
    return new CustomerId(GeneratedId.next("cust", now));
  }

  @Override
  public String toString() {
    return value;
  }
}
