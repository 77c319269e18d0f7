package org.clientele.api;

import java.util.Map;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerResponse;

/** What an operation answers: a status, a wire record, and headers beyond the common ones. */
public record ApiResponse(int status, Object body, Map<String, String> headers) {

  public static ApiResponse ok(Object body) {
    return new ApiResponse(200, body, Map.of());
  }

  public static ApiResponse ok(Customer customer) {
    return of(200, customer);
  }

  public static ApiResponse created(Customer customer) {
    return of(201, customer);
  }

  private static ApiResponse of(int status, Customer customer) {
    return new ApiResponse(
        status, CustomerResponse.from(customer), Map.of("ETag", entityTag(customer)));
  }

  static String entityTag(Customer customer) {
    return "\"" + customer.version() + "\"";
  }
}
