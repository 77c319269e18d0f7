package org.clientele.json;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.clientele.access.IssueTokenRequest;
import org.clientele.access.IssueTokenResponse;
import org.clientele.customer.Address;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerResponse;
import org.clientele.customer.CustomerStatus;
import org.clientele.customer.LookupCustomerRequest;
import org.clientele.customer.UpdateCustomerRequest;
import org.clientele.error.ErrorResponse;
import org.clientele.token.CardData;
import org.clientele.token.DeleteTokenRequest;
import org.clientele.token.DeleteTokenResponse;
import org.clientele.token.ListTokensRequest;
import org.clientele.token.ListTokensResponse;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentTokenResponse;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.ReportedToken;
import org.clientele.token.SetDefaultTokenRequest;
import org.clientele.token.TokenRecorded;

/**
 * The types that JSON is read into and written from, kept readable for Jackson in a native image.
 */
@RegisterForReflection(
    targets = {
      Address.class,
      CardData.class,
      CustomerDetails.class,
      CustomerResponse.class,
      DeleteTokenRequest.class,
      DeleteTokenResponse.class,
      CustomerStatus.class,
      ErrorResponse.class,
      ErrorResponse.Details.class,
      IssueTokenRequest.class,
      IssueTokenResponse.class,
      ListTokensRequest.class,
      ListTokensResponse.class,
      LookupCustomerRequest.class,
      PaymentMethod.class,
      PaymentTokenResponse.class,
      PaymentTokenStatus.class,
      ReportedToken.class,
      SetDefaultTokenRequest.class,
      TokenRecorded.class,
      UpdateCustomerRequest.class
    })
final class WireTypes {
  private WireTypes() {}
}
