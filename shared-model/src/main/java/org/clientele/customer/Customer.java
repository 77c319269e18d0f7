package org.clientele.customer;

import static java.util.Objects.requireNonNull;
import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.jspecify.annotations.Nullable;

/**
 * A merchant's customer, as stored.
 *
 * @param defaultToken as it was set; {@link #asOf} tells whether it still is
 * @param formerDefaultToken the token that ended as its default, if none has been chosen since
 * @param createdBy who had it created
 * @param createdAt when the customer was first stored, UTC, to the microsecond
 * @param updatedAt when it last changed, UTC, to the microsecond; equals {@code createdAt} at first
 * @param version number of times it has been stored, 0 before the first, and one more while its
 *     readers see that its default token has expired
 */
public record Customer(
    CustomerId id,
    MerchantId merchantId,
    CustomerDetails details,
    CustomerStatus status,
    @Nullable DefaultToken defaultToken,
    @Nullable String formerDefaultToken,
    ChangeOrigin createdBy,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  public Customer {
    requireNonNull(id, "id");
    requireNonNull(merchantId, "merchantId");
    requireNonNull(details, "details");
    requireNonNull(status, "status");
    requireNonNull(createdBy, "createdBy");
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
    return create(id, merchantId, details, CustomerStatus.INACTIVE, now);
  }

  /**
   * Returns a customer that has not been stored yet, with the status in which its merchant's begin.
   *
   * @throws ApiException {@code INVALID_REQUEST} if the details do not say who it is
   */
  public static Customer create(
      CustomerId id,
      MerchantId merchantId,
      CustomerDetails details,
      CustomerStatus initialStatus,
      Instant now) {
    return new Customer(
        id,
        merchantId,
        details.requireIdentity(),
        initialStatus,
        null,
        null,
        ChangeOrigin.UNKNOWN_REQUEST,
        now,
        now,
        0);
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
      throw forbidden();
    }
    Customer seen = asOf(now);
    DefaultToken kept = newStatus == CustomerStatus.DELETED ? null : defaultToken;
    // While an expired default is kept, for a renewal, its readers see a version more again.
    long before = kept == null ? seen.version : version;
    return new Customer(
        id,
        merchantId,
        newDetails.requireIdentity(),
        newStatus,
        kept,
        newStatus == CustomerStatus.DELETED ? null : formerDefaultToken,
        createdBy,
        createdAt,
        seen.next(now),
        before);
  }

  /**
   * Returns this customer with another default token, or with none, or this very one where its
   * readers see no difference.
   *
   * @throws ApiException {@code INVALID_USER_ACCOUNT} if it is {@code DELETED}
   */
  public Customer withDefaultToken(@Nullable DefaultToken token, Instant now) {
    Customer seen = asOf(now);
    if (Objects.equals(token, seen.defaultToken)) {
      return this;
    }
    if (status == CustomerStatus.DELETED) {
      throw forbidden();
    }
    return new Customer(
        id,
        merchantId,
        details,
        status,
        token,
        null,
        createdBy,
        createdAt,
        seen.next(now),
        seen.version);
  }

  /**
   * Returns this customer as a reader at {@code now} must see it: an expired token is no default.
   * By that the customer has changed when the token expired, though nobody has stored it.
   */
  public Customer asOf(Instant now) {
    if (defaultToken == null
        || defaultToken.expiredAt() == null
        || now.isBefore(defaultToken.expiredAt())) {
      return this;
    }
    return new Customer(
        id,
        merchantId,
        details,
        status,
        null,
        defaultToken.tokenId(),
        createdBy,
        createdAt,
        next(defaultToken.expiredAt()),
        version + 1);
  }

  /**
   * Returns this customer without anything that was known of it, or this very one if it was erased
   * before. Its id, its status and its times are left.
   *
   * @throws ApiException {@code INVALID_USER_ACCOUNT} if it is not {@code DELETED}
   */
  public Customer erase(Instant now) {
    if (status != CustomerStatus.DELETED) {
      throw forbidden();
    }
    return isErased()
        ? this
        : new Customer(
            id,
            merchantId,
            CustomerDetails.none(),
            status,
            null,
            null,
            createdBy.withoutRequest(),
            createdAt,
            next(now),
            version);
  }

  /** Whether it was erased; no other customer is without both a reference and a mobile number. */
  public boolean isErased() {
    return !details.sayWho();
  }

  private Instant next(Instant now) {
    Instant next = updatedAt.plus(1, ChronoUnit.MICROS);
    return now.isAfter(next) ? now : next;
  }

  private static ApiException forbidden() {
    return new ApiException(
        INVALID_USER_ACCOUNT, "Relevant User Account not active/valid", "status");
  }

  /** Returns this customer under another id, for one that was taken. */
  public Customer withId(CustomerId other) {
    return new Customer(
        other,
        merchantId,
        details,
        status,
        defaultToken,
        formerDefaultToken,
        createdBy,
        createdAt,
        updatedAt,
        version);
  }

  /** Returns this customer as one that was created so. */
  public Customer withCreator(ChangeOrigin creator) {
    return new Customer(
        id,
        merchantId,
        details,
        status,
        defaultToken,
        formerDefaultToken,
        creator,
        createdAt,
        updatedAt,
        version);
  }

  /** Returns this customer as it is after being stored once more. */
  public Customer nextVersion() {
    return new Customer(
        id,
        merchantId,
        details,
        status,
        defaultToken,
        formerDefaultToken,
        createdBy,
        createdAt,
        updatedAt,
        version + 1);
  }

  /**
   * Returns this customer as it is to be stored with another default token, or with none. Where its
   * readers see no difference, a default token that has expired is cleared without their seeing
   * one.
   *
   * @throws ApiException as {@link #withDefaultToken}
   */
  public Customer nextVersion(@Nullable DefaultToken token, Instant now) {
    Customer changed = withDefaultToken(token, now);
    return changed.equals(this) ? asOf(now) : changed.nextVersion();
  }

  /**
   * Returns this customer as it is to be stored once a token has ended that was its default, or
   * would have been: it is the default again if it comes back and no other one is chosen.
   */
  public Customer afterDefaultEnded(String tokenId, Instant now) {
    Customer next = nextVersion(null, now);
    return new Customer(
        id,
        merchantId,
        details,
        status,
        null,
        tokenId,
        createdBy,
        createdAt,
        next.updatedAt,
        next.version);
  }

  /** Whether a token is its default. */
  public boolean hasDefault(String tokenId) {
    return defaultToken != null && defaultToken.tokenId().equals(tokenId);
  }

  /** Whether a token ended as its default, and none has been chosen since. */
  public boolean hadDefault(String tokenId) {
    return defaultToken == null && tokenId.equals(formerDefaultToken);
  }
}
