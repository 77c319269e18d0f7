from client import AuthenticatedClient, Client
from client.api.authentication import issue_token
from client.api.customers import create_customer, get_customer, lookup_customer, update_customer
from client.api.tokens import clear_default_token, delete_token, list_tokens, set_default_token
from client.models import (
    AccessTokenRequest, AddressDetails, CreateCustomerRequest, CustomerStatus, DeleteTokenRequest, ErrorResponse,
    GrantType, MerchantMetadata, MerchantMetadataChange, SetDefaultTokenRequest, UpdateCustomerRequest,
)
from client.types import UNSET

from steps import MOBILE_NUMBER, REFERENCE, URL, equal, record_token, step

seen = {}


def create():
    metadata = MerchantMetadata()
    metadata["tier"] = "gold"
    metadata["note"] = "old"
    request = CreateCustomerRequest(
        merchant_customer_reference=REFERENCE,
        country_code="+91",
        mobile_number=MOBILE_NUMBER,
        first_name="Asha",
        last_name="Iyer",
        email_id="asha@example.com",
        billing_address=AddressDetails(address1="1 MG Road", city="Bengaluru", pincode="560001"),
        merchant_metadata=metadata,
    )
    return create_customer.sync_detailed(client=seen["client"], body=request, idempotency_key=REFERENCE + "-create")


def refused(answer, status):
    equal(answer.status_code, status)
    assert isinstance(answer.parsed, ErrorResponse)
    return answer.parsed


@step("token")
def _():
    request = AccessTokenRequest(
        client_id="demo-merchant", client_secret="demo-secret", grant_type=GrantType.CLIENT_CREDENTIALS
    )
    answer = issue_token.sync(client=Client(base_url=URL), body=request)
    equal(answer.token_type, "Bearer")
    equal(answer.expires_in, 3600)
    seen["client"] = AuthenticatedClient(base_url=URL, token=answer.access_token)


@step("create")
def _():
    answer = create()
    equal(answer.status_code, 201)
    equal(answer.headers["ETag"], '"1"')
    seen["customer"] = customer = answer.parsed
    equal(customer.merchant_customer_reference, REFERENCE)
    equal(customer.country_code, "91")
    equal(customer.mobile_number, MOBILE_NUMBER)
    equal(customer.first_name, "Asha")
    equal(customer.last_name, "Iyer")
    equal(customer.email_id, "asha@example.com")
    equal(customer.billing_address.address1, "1 MG Road")
    equal(customer.billing_address.city, "Bengaluru")
    equal(customer.billing_address.pincode, "560001")
    equal(customer.merchant_metadata.to_dict(), {"tier": "gold", "note": "old"})
    equal(customer.status, CustomerStatus.INACTIVE)


@step("get")
def _():
    equal(get_customer.sync(seen["customer"].customer_id, client=seen["client"]), seen["customer"])


@step("lookup")
def _():
    customer = lookup_customer.sync(
        client=seen["client"],
        country_code="+91",
        mobile_number=MOBILE_NUMBER,
        merchant_customer_reference=REFERENCE,
    )
    equal(customer, seen["customer"])


@step("update")
def _():
    metadata = MerchantMetadataChange()
    metadata["note"] = None
    metadata["since"] = "2026"
    request = UpdateCustomerRequest(
        status=CustomerStatus.ACTIVE,
        last_name=None,
        billing_address=AddressDetails(city=None),
        merchant_metadata=metadata,
    )
    customer = update_customer.sync(seen["customer"].customer_id, client=seen["client"], body=request)
    equal(customer.status, CustomerStatus.ACTIVE)
    equal(customer.first_name, "Asha")
    equal(customer.last_name, UNSET)
    equal(customer.billing_address.address1, "1 MG Road")
    equal(customer.billing_address.city, UNSET)
    equal(customer.merchant_metadata.to_dict(), {"tier": "gold", "since": "2026"})


@step("list")
def _():
    record_token(seen["customer"].customer_id)
    answer = list_tokens.sync(seen["customer"].customer_id, client=seen["client"])
    equal(answer.total_tokens, 1)
    seen["token"] = token = answer.tokens[0]
    equal(token.status, "ACTIVE")
    equal(token.payment_method, "CARD")
    equal(token.expired_at.year, 2099)
    equal(token.card_data.last4_digit, "0007")
    equal(token.card_data.card_type, "DEBIT")
    equal(token.card_data.emi, False)


@step("default")
def _():
    request = SetDefaultTokenRequest(token_id=seen["token"].token_id)
    customer = set_default_token.sync(seen["customer"].customer_id, client=seen["client"], body=request)
    equal(customer.default_token_id, seen["token"].token_id)


@step("clear")
def _():
    customer = clear_default_token.sync(seen["customer"].customer_id, client=seen["client"])
    equal(customer.default_token_id, UNSET)


@step("delete")
def _():
    request = DeleteTokenRequest(merchant_unique_reference="removal-1")
    token_id = seen["token"].token_id
    deleted = delete_token.sync(seen["customer"].customer_id, token_id, client=seen["client"], body=request)
    equal(deleted.token_id, token_id)
    equal(deleted.status, "DEACTIVATED")
    equal(deleted.merchant_unique_reference, "removal-1")


@step("400")
def _():
    request = CreateCustomerRequest(first_name="Asha")
    error = refused(create_customer.sync_detailed(client=seen["client"], body=request), 400)
    equal(error.code, "INVALID_REQUEST")
    equal(error.additional_error_details.reason, "merchant_customer_reference")


@step("404")
def _():
    error = refused(get_customer.sync_detailed("cust-unknown", client=seen["client"]), 404)
    equal(error.code, "CUSTOMER_NOT_FOUND")


@step("replay")
def _():
    answer = create()
    equal(answer.status_code, 201)
    equal(answer.headers["Idempotent-Replayed"], "true")
    equal(answer.parsed, seen["customer"])
