package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"story/client"
)

func create(ctx context.Context, customers *client.CustomersAPIService) (*client.CustomerResponse, *http.Response, error) {
	address := client.NewAddressDetails()
	address.SetAddress1("1 MG Road")
	address.SetCity("Bengaluru")
	address.SetPincode("560001")
	request := client.NewCreateCustomerRequest()
	request.SetMerchantCustomerReference(reference)
	request.SetCountryCode("+91")
	request.SetMobileNumber(mobileNumber)
	request.SetFirstName("Asha")
	request.SetLastName("Iyer")
	request.SetEmailId("asha@example.com")
	request.SetBillingAddress(*address)
	request.SetMerchantMetadata(map[string]string{"tier": "gold", "note": "old"})
	return customers.CreateCustomer(ctx).CreateCustomerRequest(*request).IdempotencyKey(reference + "-create").Execute()
}

func refusal(answer *http.Response, err error, status int) (client.ErrorResponse, error) {
	var refused *client.GenericOpenAPIError
	if !errors.As(err, &refused) {
		return client.ErrorResponse{}, fmt.Errorf("not refused: %v", err)
	}
	return refused.Model().(client.ErrorResponse), differences(answer.StatusCode, status)
}

func main() {
	configuration := client.NewConfiguration()
	configuration.Servers = client.ServerConfigurations{{URL: url}}
	api := client.NewAPIClient(configuration)
	customers, tokens := api.CustomersAPI, api.TokensAPI
	ctx := context.Background()
	customer := &client.CustomerResponse{}
	var token client.Token

	step("token", func() error {
		request := client.NewAccessTokenRequest("demo-merchant", "demo-secret", client.GRANTTYPE_CLIENT_CREDENTIALS)
		answer, _, err := api.AuthenticationAPI.IssueToken(ctx).AccessTokenRequest(*request).Execute()
		if err != nil {
			return err
		}
		ctx = context.WithValue(ctx, client.ContextAccessToken, answer.AccessToken)
		return differences(answer.TokenType, client.ACCESSTOKENTYPE_BEARER, answer.ExpiresIn, int32(3600))
	})
	step("create", func() error {
		created, answer, err := create(ctx, customers)
		if err != nil {
			return err
		}
		customer = created
		return differences(
			answer.StatusCode, 201,
			answer.Header.Get("ETag"), `"1"`,
			customer.GetMerchantCustomerReference(), reference,
			customer.GetCountryCode(), "91",
			customer.GetMobileNumber(), mobileNumber,
			customer.GetFirstName(), "Asha",
			customer.GetLastName(), "Iyer",
			customer.GetEmailId(), "asha@example.com",
			customer.BillingAddress.GetAddress1(), "1 MG Road",
			customer.BillingAddress.GetCity(), "Bengaluru",
			customer.BillingAddress.GetPincode(), "560001",
			customer.GetMerchantMetadata(), map[string]string{"tier": "gold", "note": "old"},
			customer.Status, client.CUSTOMERSTATUS_INACTIVE,
		)
	})
	step("get", func() error {
		read, _, err := customers.GetCustomer(ctx, customer.CustomerId).Execute()
		return errors.Join(err, differences(read, customer))
	})
	step("lookup", func() error {
		found, _, err := customers.LookupCustomer(ctx).
			CountryCode("+91").MobileNumber(mobileNumber).MerchantCustomerReference(reference).Execute()
		return errors.Join(err, differences(found, customer))
	})
	step("update", func() error {
		since := "2026"
		address := client.NewAddressDetails()
		address.SetCityNil()
		request := client.NewUpdateCustomerRequest()
		request.SetStatus(client.CUSTOMERSTATUS_ACTIVE)
		request.SetLastNameNil()
		request.SetBillingAddress(*address)
		request.SetMerchantMetadata(map[string]*string{"note": nil, "since": &since})
		updated, _, err := customers.UpdateCustomer(ctx, customer.CustomerId).UpdateCustomerRequest(*request).Execute()
		if err != nil {
			return err
		}
		return differences(
			updated.Status, client.CUSTOMERSTATUS_ACTIVE,
			updated.GetFirstName(), "Asha",
			updated.LastName, (*string)(nil),
			updated.BillingAddress.GetAddress1(), "1 MG Road",
			updated.BillingAddress.City, (*string)(nil),
			updated.GetMerchantMetadata(), map[string]string{"tier": "gold", "since": "2026"},
		)
	})
	step("list", func() error {
		if err := recordToken(customer.CustomerId); err != nil {
			return err
		}
		answer, _, err := tokens.ListTokens(ctx, customer.CustomerId).Execute()
		if err != nil {
			return err
		}
		token = answer.Tokens[0]
		return differences(
			answer.TotalTokens, int32(1),
			token.Status, client.TOKENSTATUS_ACTIVE,
			token.PaymentMethod, client.PAYMENTMETHOD_CARD,
			token.ExpiredAt.Year(), 2099,
			token.CardData.GetLast4Digit(), "0007",
			token.CardData.GetCardType(), client.CARDTYPE_DEBIT,
			*token.CardData.Emi, false,
		)
	})
	step("default", func() error {
		request := client.NewSetDefaultTokenRequest(token.TokenId)
		updated, _, err := tokens.SetDefaultToken(ctx, customer.CustomerId).SetDefaultTokenRequest(*request).Execute()
		return errors.Join(err, differences(updated.GetDefaultTokenId(), token.TokenId))
	})
	step("clear", func() error {
		updated, _, err := tokens.ClearDefaultToken(ctx, customer.CustomerId).Execute()
		return errors.Join(err, differences(updated.DefaultTokenId, (*string)(nil)))
	})
	step("delete", func() error {
		request := client.NewDeleteTokenRequest("removal-1")
		deleted, _, err := tokens.DeleteToken(ctx, customer.CustomerId, token.TokenId).
			DeleteTokenRequest(*request).Execute()
		if err != nil {
			return err
		}
		return differences(
			deleted.TokenId, token.TokenId,
			deleted.Status, client.TOKENSTATUS_DEACTIVATED,
			deleted.MerchantUniqueReference, "removal-1",
		)
	})
	step("400", func() error {
		request := client.NewCreateCustomerRequest()
		request.SetFirstName("Asha")
		_, answer, err := customers.CreateCustomer(ctx).CreateCustomerRequest(*request).Execute()
		refused, err := refusal(answer, err, 400)
		return errors.Join(err, differences(
			refused.Code, client.ERRORCODE_INVALID_REQUEST,
			refused.AdditionalErrorDetails.GetReason(), "merchant_customer_reference",
		))
	})
	step("404", func() error {
		_, answer, err := customers.GetCustomer(ctx, "cust-unknown").Execute()
		refused, err := refusal(answer, err, 404)
		return errors.Join(err, differences(refused.Code, client.ERRORCODE_CUSTOMER_NOT_FOUND))
	})
	step("replay", func() error {
		replayed, answer, err := create(ctx, customers)
		return errors.Join(err, differences(
			answer.StatusCode, 201,
			answer.Header.Get("Idempotent-Replayed"), "true",
			replayed, customer,
		))
	})
}
