from openapi_client import (
    AccessTokenRequest, AddressDetails, ApiClient, AuthenticationApi, Configuration, CreateCustomerRequest, CustomersApi,
    DeleteTokenRequest, GrantType, SetDefaultTokenRequest, TokensApi, UpdateCustomerRequest,
)
from openapi_client.exceptions import BadRequestException, NotFoundException

from steps import MOBILE_NUMBER, REFERENCE, URL, equal, record_token, step

configuration = Configuration(host=URL)
client = ApiClient(configuration)
customers = CustomersApi(client)
tokens = TokensApi(client)
seen = {}


def create():
    request = CreateCustomerRequest(
        merchant_customer_reference=REFERENCE,
        country_code="+91",
        mobile_number=MOBILE_NUMBER,
        first_name="Asha",
        last_name="Iyer",
        email_id="asha@example.com",
        billing_address=AddressDetails(address1="1 MG Road", city="Bengaluru", pincode="560001"),
        merchant_metadata={"tier": "gold", "note": "old"},
    )
    return customers.create_customer_with_http_info(request, idempotency_key=REFERENCE + "-create")


def refused(exception, call):
    try:
        call()
    except exception as e:
        return e
    raise AssertionError("not refused")


@step("token")
def _():
    answer = AuthenticationApi(client).issue_token(
        AccessTokenRequest(
            client_id="demo-merchant", client_secret="demo-secret", grant_type=GrantType.CLIENT_CREDENTIALS
        )
    )
    equal(answer.token_type, "Bearer")
    equal(answer.expires_in, 3600)
    configuration.access_token = answer.access_token


@step("create")
def _():
    answer = create()
    equal(answer.status_code, 201)
    equal(answer.headers["ETag"], '"1"')
    seen["customer"] = customer = answer.data
    equal(customer.merchant_customer_reference, REFERENCE)
    equal(customer.country_code, "91")
    equal(customer.mobile_number, MOBILE_NUMBER)
    equal(customer.first_name, "Asha")
    equal(customer.last_name, "Iyer")
    equal(customer.email_id, "asha@example.com")
    equal(customer.billing_address.address1, "1 MG Road")
    equal(customer.billing_address.city, "Bengaluru")
    equal(customer.billing_address.pincode, "560001")
    equal(customer.merchant_metadata, {"tier": "gold", "note": "old"})
    equal(customer.status, "INACTIVE")


@step("get")
def _():
    equal(customers.get_customer(seen["customer"].customer_id), seen["customer"])


@step("lookup")
def _():
    equal(customers.lookup_customer("+91", MOBILE_NUMBER, REFERENCE), seen["customer"])


@step("update")
def _():
    customer = customers.update_customer(
        seen["customer"].customer_id,
        UpdateCustomerRequest(
            status="ACTIVE",
            last_name=None,
            billing_address=AddressDetails(city=None),
            merchant_metadata={"note": None, "since": "2026"},
        ),
    )
    equal(customer.status, "ACTIVE")
    equal(customer.first_name, "Asha")
    equal(customer.last_name, None)
    equal(customer.billing_address.address1, "1 MG Road")
    equal(customer.billing_address.city, None)
    equal(customer.merchant_metadata, {"tier": "gold", "since": "2026"})


@step("list")
def _():
    record_token(seen["customer"].customer_id)
    answer = tokens.list_tokens(seen["customer"].customer_id)
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
    customer = tokens.set_default_token(seen["customer"].customer_id, request)
    equal(customer.default_token_id, seen["token"].token_id)


@step("clear")
def _():
    equal(tokens.clear_default_token(seen["customer"].customer_id).default_token_id, None)


@step("delete")
def _():
    request = DeleteTokenRequest(merchant_unique_reference="removal-1")
    deleted = tokens.delete_token(seen["customer"].customer_id, seen["token"].token_id, request)
    equal(deleted.token_id, seen["token"].token_id)
    equal(deleted.status, "DEACTIVATED")
    equal(deleted.merchant_unique_reference, "removal-1")


@step("400")
def _():
    request = CreateCustomerRequest(first_name="Asha")
    error = refused(BadRequestException, lambda: customers.create_customer(request)).data
    equal(error.code, "INVALID_REQUEST")
    equal(error.additional_error_details.reason, "merchant_customer_reference")


@step("404")
def _():
    error = refused(NotFoundException, lambda: customers.get_customer("cust-unknown")).data
    equal(error.code, "CUSTOMER_NOT_FOUND")


@step("replay")
def _():
    answer = create()
    equal(answer.status_code, 201)
    equal(answer.headers["Idempotent-Replayed"], "true")
    equal(answer.data, seen["customer"])
