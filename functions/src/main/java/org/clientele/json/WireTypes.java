package org.clientele.json;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.clientele.access.IssueTokenRequest;
import org.clientele.access.IssueTokenResponse;
import org.clientele.access.JwkSetResponse;
import org.clientele.access.OAuthErrorResponse;
import org.clientele.customer.Address;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.customer.operation.CustomerResponse;
import org.clientele.customer.operation.GetHistoryRequest;
import org.clientele.customer.operation.HistoryResponse;
import org.clientele.customer.operation.ListCustomersRequest;
import org.clientele.customer.operation.ListCustomersResponse;
import org.clientele.customer.operation.LookupCustomerRequest;
import org.clientele.customer.operation.UpdateCustomerRequest;
import org.clientele.customfield.CustomFieldResponse;
import org.clientele.customfield.FieldType;
import org.clientele.customfield.ListCustomFieldsResponse;
import org.clientele.customfield.PutCustomFieldRequest;
import org.clientele.error.ErrorResponse;
import org.clientele.token.CardData;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.StatusCause;
import org.clientele.token.TokenKind;
import org.clientele.token.message.AddressedToken;
import org.clientele.token.message.ReportedCard;
import org.clientele.token.message.ReportedToken;
import org.clientele.token.message.TokenChanged;
import org.clientele.token.message.TokenDeregistrationRequested;
import org.clientele.token.message.TokenRecorded;
import org.clientele.token.operation.DeleteTokenRequest;
import org.clientele.token.operation.DeleteTokenResponse;
import org.clientele.token.operation.ListTokensRequest;
import org.clientele.token.operation.ListTokensResponse;
import org.clientele.token.operation.PaymentTokenResponse;
import org.clientele.token.operation.SetDefaultTokenRequest;

/**
 * The types that JSON is read into and written from, kept readable for Jackson in a native image.
 */
@RegisterForReflection(
    targets = {
      Address.class,
      AddressedToken.class,
      CardData.class,
      ChangeOrigin.Party.class,
      CustomerDetails.class,
      CustomFieldResponse.class,
      CustomerResponse.class,
      DeleteTokenRequest.class,
      DeleteTokenResponse.class,
      CustomerStatus.class,
      ErrorResponse.class,
      ErrorResponse.Details.class,
      ErrorResponse.FieldError.class,
      FieldType.class,
      GetHistoryRequest.class,
      HistoryResponse.class,
      HistoryResponse.Entry.class,
      IssueTokenRequest.class,
      IssueTokenResponse.class,
      JwkSetResponse.class,
      JwkSetResponse.Jwk.class,
      ListCustomersRequest.class,
      ListCustomersResponse.class,
      ListCustomFieldsResponse.class,
      ListTokensRequest.class,
      ListTokensResponse.class,
      OAuthErrorResponse.class,
      OAuthErrorResponse.Code.class,
      LookupCustomerRequest.class,
      PaymentMethod.class,
      PaymentTokenResponse.class,
      PaymentTokenStatus.class,
      PutCustomFieldRequest.class,
      ReportedCard.class,
      ReportedToken.class,
      SetDefaultTokenRequest.class,
      StatusCause.class,
      StatusCause.Party.class,
      TokenChanged.class,
      TokenKind.class,
      TokenDeregistrationRequested.class,
      TokenDeregistrationRequested.Cause.class,
      TokenDeregistrationRequested.Source.class,
      TokenRecorded.class,
      UpdateCustomerRequest.class
    })
final class WireTypes {
  private WireTypes() {}
}
