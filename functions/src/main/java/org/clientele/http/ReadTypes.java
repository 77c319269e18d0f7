package org.clientele.http;

import io.quarkus.hibernate.validator.ValidatorFactoryCustomizer;
import io.quarkus.runtime.ImageMode;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.clientele.access.IssueTokenRequest;
import org.clientele.customer.Address;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.operation.GetHistoryRequest;
import org.clientele.customer.operation.ListCustomersRequest;
import org.clientele.customer.operation.LookupCustomerRequest;
import org.clientele.customer.operation.UpdateCustomerRequest;
import org.clientele.customfield.PutCustomFieldRequest;
import org.clientele.token.operation.DeleteTokenRequest;
import org.clientele.token.operation.ListTokensRequest;
import org.clientele.token.operation.SetDefaultTokenRequest;
import org.hibernate.validator.BaseHibernateValidatorConfiguration;
import org.hibernate.validator.PredefinedScopeHibernateValidatorConfiguration;

/**
 * Prepares the constraints of those types alone that a function's requests are read as: those of
 * all types take a seventh of the start of a process of Java. A native image has them all from its
 * build, and so has a process of all functions.
 */
@Singleton
public class ReadTypes implements ValidatorFactoryCustomizer {

  @Override
  public void customize(BaseHibernateValidatorConfiguration<?> configuration) {
    onlyRoute()
        .ifPresent(
            route ->
                ((PredefinedScopeHibernateValidatorConfiguration) configuration)
                    .initializeBeanMetaData(of(route)));
  }

  /** Returns the types that a route's bodies and queries are read as, with those that they hold. */
  static Set<Class<?>> of(Route route) {
    return switch (route) {
      case ISSUE_TOKEN -> Set.of(IssueTokenRequest.class);
      case CREATE_CUSTOMER -> Set.of(CustomerDetails.class, Address.class);
      case LOOKUP_CUSTOMER -> Set.of(LookupCustomerRequest.class);
      case LIST_CUSTOMERS -> Set.of(ListCustomersRequest.class);
      case UPDATE_CUSTOMER ->
          Set.of(UpdateCustomerRequest.class, CustomerDetails.class, Address.class);
      case GET_HISTORY -> Set.of(GetHistoryRequest.class);
      case LIST_TOKENS, GET_TOKEN_BY_ID -> Set.of(ListTokensRequest.class);
      case DELETE_TOKEN, DELETE_TOKEN_BY_ID -> Set.of(DeleteTokenRequest.class);
      case SET_DEFAULT_TOKEN -> Set.of(SetDefaultTokenRequest.class);
      case PUT_CUSTOM_FIELD -> Set.of(PutCustomFieldRequest.class);
      case GET_JWK_SET,
          GET_CUSTOMER,
          DELETE_CUSTOMER,
          GET_TOKEN,
          CLEAR_DEFAULT_TOKEN,
          LIST_CUSTOM_FIELDS,
          GET_CUSTOM_FIELD,
          DELETE_CUSTOM_FIELD,
          REFUSE_UNKNOWN_ROUTE ->
          Set.of();
    };
  }

  /**
   * Lets only what has been prepared be read, because no constraint of another type would be kept.
   */
  static void require(Class<?> type) {
    onlyRoute()
        .filter(route -> !of(route).contains(type))
        .ifPresent(
            route -> {
              throw new IllegalStateException(
                  route.function() + " does not read " + type.getSimpleName());
            });
  }

  /** Returns the route of the one function that a process of Java is of. */
  private static Optional<Route> onlyRoute() {
    return ImageMode.current() == ImageMode.JVM
        ? Optional.ofNullable(System.getenv("QUARKUS_FUNQY_EXPORT")).flatMap(Route::ofFunction)
        : Optional.empty();
  }
}
