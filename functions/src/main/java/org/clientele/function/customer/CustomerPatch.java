package org.clientele.function.customer;

import java.time.Instant;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.operation.UpdateCustomerRequest;
import org.clientele.error.ApiException;
import org.clientele.error.InvalidFields;
import org.clientele.http.ApiRequest;
import org.clientele.http.MergePatch;
import org.clientele.http.ProfileRules;

/**
 * What a PATCH changes of a customer.
 *
 * @param others what it says besides the details
 */
record CustomerPatch(MergePatch details, UpdateCustomerRequest others) {

  /**
   * Returns the patch that a request's body is.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it is out of its rule whatever it is applied to
   */
  static CustomerPatch of(ApiRequest request) {
    MergePatch patch = request.patch();
    var invalid = new InvalidFields();
    UpdateCustomerRequest others = invalid.read(() -> request.body(UpdateCustomerRequest.class));
    invalid.check(() -> patch.values(CustomerDetails.class, "status"));
    invalid.check(() -> ProfileRules.requireUpdate(request));
    if (patch.clears("status")) {
      invalid.add("status", "cannot be cleared");
    }
    return new CustomerPatch(patch, invalid.orRefuse(others));
  }

  /**
   * Returns a customer as the patch has it.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it changes what the service sets, or the result
   *     is out of its rule; and as {@link Customer#update}
   */
  Customer applyTo(Customer customer, Instant now) {
    others.requireUnchanged(customer.asOf(now), details.clears("default_token_id"));
    CustomerDetails changed = details.applyTo(customer.details());
    if (details.clears("country_code") && changed.mobileNumber() != null) {
      throw ApiException.invalid("country_code", "cannot be cleared without mobile_number");
    }
    return customer.update(
        changed, others.status() == null ? customer.status() : others.status(), now);
  }
}
