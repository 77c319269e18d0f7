package main

import (
	"context"
	"errors"
	"net/http"

	"github.com/oapi-codegen/nullable"

	"story/client"
)

var ctx = context.Background()

func create(api *client.ClientWithResponses) (*client.CreateCustomerResponse, error) {
	key := reference + "-create"
	return api.CreateCustomerWithResponse(ctx, &client.CreateCustomerParams{IdempotencyKey: &key},
		client.CreateCustomerRequest{
			MerchantCustomerReference: nullable.NewNullableWithValue(reference),
			CountryCode:               nullable.NewNullableWithValue("+91"),
			MobileNumber:              nullable.NewNullableWithValue(mobileNumber),
			FirstName:                 nullable.NewNullableWithValue("Asha"),
			LastName:                  nullable.NewNullableWithValue("Iyer"),
			EmailId:                   nullable.NewNullableWithValue("asha@example.com"),
			BillingAddress: nullable.NewNullableWithValue(client.AddressDetails{
				Address1: nullable.NewNullableWithValue("1 MG Road"),
				City:     nullable.NewNullableWithValue("Bengaluru"),
				Pincode:  nullable.NewNullableWithValue("560001"),
			}),
			MerchantMetadata: nullable.NewNullableWithValue(client.MerchantMetadata{"tier": "gold", "note": "old"}),
		})
}

func main() {
	api, err := client.NewClientWithResponses(url)
	if err != nil {
		panic(err)
	}
	customer := &client.CustomerResponse{}
	var token client.Token

	step("token", func() error {
		answer, err := api.IssueTokenWithResponse(ctx, nil, client.AccessTokenRequest{
			ClientId: "demo-merchant", ClientSecret: "demo-secret", GrantType: client.ClientCredentials,
		})
		if err != nil {
			return err
		}
		api, err = client.NewClientWithResponses(url, client.WithRequestEditorFn(
			func(_ context.Context, request *http.Request) error {
				request.Header.Set("Authorization", "Bearer "+answer.JSON200.AccessToken)
				return nil
			}))
		return errors.Join(err, differences(
			answer.JSON200.TokenType, client.Bearer,
			answer.JSON200.ExpiresIn, 3600,
		))
	})
	step("create", func() error {
		answer, err := create(api)
		if err != nil {
			return err
		}
		customer = answer.JSON201
		return differences(
			answer.HTTPResponse.Header.Get("ETag"), `"1"`,
			*customer.MerchantCustomerReference, reference,
			*customer.CountryCode, "91",
			*customer.MobileNumber, mobileNumber,
			*customer.FirstName, "Asha",
			*customer.LastName, "Iyer",
			*customer.EmailId, "asha@example.com",
			*customer.BillingAddress.Address1, "1 MG Road",
			*customer.BillingAddress.City, "Bengaluru",
			*customer.BillingAddress.Pincode, "560001",
			*customer.MerchantMetadata, client.MerchantMetadata{"tier": "gold", "note": "old"},
			customer.Status, client.CustomerStatusINACTIVE,
		)
	})
	step("get", func() error {
		answer, err := api.GetCustomerWithResponse(ctx, customer.CustomerId, nil)
		return errors.Join(err, differences(answer.JSON200, customer))
	})
	step("lookup", func() error {
		answer, err := api.LookupCustomerWithResponse(ctx, &client.LookupCustomerParams{
			CountryCode: "+91", MobileNumber: mobileNumber, MerchantCustomerReference: reference,
		})
		return errors.Join(err, differences(answer.JSON200, customer))
	})
	step("update", func() error {
		active, since := client.CustomerStatusACTIVE, "2026"
		answer, err := api.UpdateCustomerWithResponse(ctx, customer.CustomerId, nil, client.UpdateCustomerRequest{
			Status:         &active,
			LastName:       nullable.NewNullNullable[string](),
			BillingAddress: nullable.NewNullableWithValue(client.AddressDetails{City: nullable.NewNullNullable[string]()}),
			MerchantMetadata: nullable.NewNullableWithValue(
				client.MerchantMetadataChange{"note": nil, "since": &since}),
		})
		if err != nil {
			return err
		}
		updated := answer.JSON200
		return differences(
			updated.Status, client.CustomerStatusACTIVE,
			*updated.FirstName, "Asha",
			updated.LastName, (*string)(nil),
			*updated.BillingAddress.Address1, "1 MG Road",
			updated.BillingAddress.City, (*string)(nil),
			*updated.MerchantMetadata, client.MerchantMetadata{"tier": "gold", "since": "2026"},
		)
	})
	step("list", func() error {
		if err := recordToken(customer.CustomerId); err != nil {
			return err
		}
		answer, err := api.ListTokensWithResponse(ctx, customer.CustomerId, nil)
		if err != nil {
			return err
		}
		token = answer.JSON200.Tokens[0]
		return differences(
			answer.JSON200.TotalTokens, 1,
			token.Status, client.TokenStatusACTIVE,
			token.PaymentMethod, client.CARD,
			token.ExpiredAt.Year(), 2099,
			*token.CardData.Last4Digit, "0007",
			*token.CardData.CardType, client.DEBIT,
			*token.CardData.Emi, false,
		)
	})
	step("default", func() error {
		answer, err := api.SetDefaultTokenWithResponse(ctx, customer.CustomerId, nil,
			client.SetDefaultTokenRequest{TokenId: token.TokenId})
		return errors.Join(err, differences(*answer.JSON200.DefaultTokenId, token.TokenId))
	})
	step("clear", func() error {
		answer, err := api.ClearDefaultTokenWithResponse(ctx, customer.CustomerId, nil)
		return errors.Join(err, differences(answer.JSON200.DefaultTokenId, (*client.TokenId)(nil)))
	})
	step("delete", func() error {
		answer, err := api.DeleteTokenWithResponse(ctx, customer.CustomerId, token.TokenId, nil,
			client.DeleteTokenRequest{MerchantUniqueReference: "removal-1"})
		if err != nil {
			return err
		}
		return differences(
			answer.JSON200.TokenId, token.TokenId,
			answer.JSON200.Status, client.TokenStatusDEACTIVATED,
			answer.JSON200.MerchantUniqueReference, "removal-1",
		)
	})
	step("400", func() error {
		answer, err := api.CreateCustomerWithResponse(ctx, nil, client.CreateCustomerRequest{
			FirstName: nullable.NewNullableWithValue("Asha"),
		})
		return errors.Join(err, differences(
			answer.JSON400.Code, client.INVALIDREQUEST,
			answer.JSON400.AdditionalErrorDetails.Reason, "merchant_customer_reference",
		))
	})
	step("404", func() error {
		answer, err := api.GetCustomerWithResponse(ctx, "cust-unknown", nil)
		return errors.Join(err, differences(answer.JSON404.Code, client.CUSTOMERNOTFOUND))
	})
	step("replay", func() error {
		answer, err := create(api)
		return errors.Join(err, differences(
			answer.HTTPResponse.Header.Get("Idempotent-Replayed"), "true",
			answer.JSON201, customer,
		))
	})
}
