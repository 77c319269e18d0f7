package org.clientele.function.customer;

import java.time.Instant;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.customer.UpdateCustomerRequest;
import org.clientele.error.ApiException;
import org.clientele.http.ApiRequest;
import org.clientele.http.MergePatch;
import org.clientele.http.ProfileRules;
import org.jspecify.annotations.Nullable;

/**
 * What a PATCH changes of a customer.
 *
 * @param status absent if it stays
 */
record CustomerPatch(MergePatch details, @Nullable CustomerStatus status) {

  /**
   * Returns the patch that a request's body is.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it is out of its rule whatever it is applied to
   */
  static CustomerPatch of(ApiRequest request, ProfileRules profile) {
    var body = request.body(UpdateCustomerRequest.class);
    body.requireNoOtherThan(request.customerId());
    MergePatch patch = request.patch();
    profile.requireUpdate(request, patch.values(CustomerDetails.class));
    if (patch.clears("status")) {
      throw ApiException.invalid("status", "cannot be cleared");
    }
    return new CustomerPatch(patch, body.status());
  }

  /**
   * Returns a customer as the patch has it.
   *
   * @throws ApiException {@code INVALID_REQUEST} if the result is out of its rule; and as {@link
   *     Customer#update}
   */
  Customer applyTo(Customer customer, Instant now) {
    CustomerDetails changed = details.applyTo(customer.details());
    if (details.clears("country_code") && changed.mobileNumber() != null) {
      throw ApiException.invalid("country_code", "cannot be cleared without mobile_number");
    }
    return customer.update(changed, status == null ? customer.status() : status, now);
  }
}
