package org.clientele.customer;

import static java.util.Objects.requireNonNull;
import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.clientele.error.ApiException;
import org.clientele.merchant.MerchantId;

/**
 * A merchant's customer, as stored.
 *
 * @param createdAt when the customer was first stored, UTC, to the microsecond
 * @param updatedAt when it last changed, UTC, to the microsecond; equals {@code createdAt} at first
 * @param version number of times it has been stored; 0 before the first
 */
public record Customer(
    CustomerId id,
    MerchantId merchantId,
    CustomerDetails details,
    CustomerStatus status,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  public Customer {
    requireNonNull(id, "id");
    requireNonNull(merchantId, "merchantId");
    requireNonNull(details, "details");
    requireNonNull(status, "status");
    requireNonNull(createdAt, "createdAt");
    requireNonNull(updatedAt, "updatedAt");
  }

  /**
   * Returns a customer that has not been stored yet; it starts {@code INACTIVE}.
   *
   * @throws ApiException {@code INVALID_REQUEST} if the details do not say who it is
   */
  public static Customer create(
      CustomerId id, MerchantId merchantId, CustomerDetails details, Instant now) {
    return new Customer(
        id, merchantId, details.requireIdentity(), CustomerStatus.INACTIVE, now, now, 0);
  }

  /**
   * Returns this customer with other details and status, or this very one where nothing differs.
   * {@code updatedAt} grows even when the clock has gone back.
   *
   * @throws ApiException {@code INVALID_REQUEST} if the details do not say who it is; {@code
   *     INVALID_USER_ACCOUNT} if it is {@code DELETED}, which accepts no change
   */
  public Customer update(CustomerDetails newDetails, CustomerStatus newStatus, Instant now) {
    if (newDetails.equals(details) && newStatus == status) {
      return this;
    }
    if (status == CustomerStatus.DELETED
        || (newStatus != status && !status.successors().contains(newStatus))) {
      throw new ApiException(
          INVALID_USER_ACCOUNT, "Relevant User Account not active/valid", "status");
    }
    Instant next = updatedAt.plus(1, ChronoUnit.MICROS);
    return new Customer(
        id,
        merchantId,
        newDetails.requireIdentity(),
        newStatus,
        createdAt,
        now.isAfter(next) ? now : next,
        version);
  }

  /** Returns this customer under another id, for one that was taken. */
  public Customer withId(CustomerId other) {
    return new Customer(other, merchantId, details, status, createdAt, updatedAt, version);
  }

  /** Returns this customer as it is after being stored once more. */
  public Customer stored() {
    return new Customer(id, merchantId, details, status, createdAt, updatedAt, version + 1);
  }
}
