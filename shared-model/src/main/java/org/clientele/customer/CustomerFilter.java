package org.clientele.customer;

import static org.clientele.customer.CustomerStatus.DELETED;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of a merchant's customers are wanted; what is absent is not asked for. Prints as {@code
 * ***}.
 *
 * @param status the only one wanted; absent for all but {@code DELETED}
 * @param createdFrom the earliest creation, to the microsecond
 * @param createdTo the latest creation, to the microsecond
 * @param changedSince the earliest change, to the microsecond
 * @param countryCode digits; only with a mobile number
 * @param mobileNumber digits, whole
 * @param emailId as customers' are kept, letter case included
 */
public record CustomerFilter(
    @Nullable CustomerStatus status,
    @Nullable Instant createdFrom,
    @Nullable Instant createdTo,
    @Nullable Instant changedSince,
    @Nullable String countryCode,
    @Nullable String mobileNumber,
    @Nullable String emailId) {

  /**
   * Whether a customer is wanted.
   *
   * @param customer as its readers see it
   */
  public boolean matches(Customer customer) {
    CustomerDetails details = customer.details();
    return (status == null ? customer.status() != DELETED : customer.status() == status)
        && (createdFrom == null || !customer.createdAt().isBefore(createdFrom))
        && (createdTo == null || !customer.createdAt().isAfter(createdTo))
        && (changedSince == null || !customer.updatedAt().isBefore(changedSince))
        && (countryCode == null || countryCode.equals(details.countryCode()))
        && (mobileNumber == null || mobileNumber.equals(details.mobileNumber()))
        && (emailId == null || emailId.equals(details.emailId()));
  }

  /** Returns the statuses of which customers are wanted. */
  public Set<CustomerStatus> statuses() {
    return status == null ? EnumSet.complementOf(EnumSet.of(DELETED)) : EnumSet.of(status);
  }

  /** Returns a text that only equal filters have. */
  public String canonical() {
    var text = new StringBuilder();
    add(text, status);
    add(text, createdFrom);
    add(text, createdTo);
    add(text, changedSince);
    add(text, countryCode);
    add(text, mobileNumber);
    add(text, emailId);
    return text.toString();
  }

  private static void add(StringBuilder text, @Nullable Object value) {
    if (value == null) {
      text.append('-');
    } else {
      text.append(value.toString().length()).append(':').append(value);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
