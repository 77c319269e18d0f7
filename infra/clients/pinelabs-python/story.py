from datetime import datetime, timezone

from pinelabs import Address, PinelabsApi
from pinelabs.errors import BadRequestError, NotFoundError

from relay import relay
from steps import MOBILE_NUMBER, REFERENCE, URL, equal, record_token, step

REQUEST = {
    "base_url": relay(URL),
    "request_id": REFERENCE,
    "request_timestamp": datetime(2026, 1, 1, tzinfo=timezone.utc),
}
seen = {}


def create(client, **headers):
    return client.customers.with_raw_response.create_customer(
        merchant_customer_reference=REFERENCE,
        country_code="+91",
        mobile_number=MOBILE_NUMBER,
        first_name="Asha",
        last_name="Iyer",
        email_id="",
        billing_address=Address(address1="1 MG Road", city="Bengaluru", pincode="560001", adddress_type="Home"),
        merchant_metadata={"tier": "gold", "note": "old"},
        request_options={"additional_headers": headers},
    )


def refused(exception, call):
    try:
        call()
    except exception as e:
        return e
    raise AssertionError("not refused")


@step("token")
def _():
    # With the empty token of its README it sends nothing: findings/pinelabs-python-cannot-fetch-its-first-token.sh
    answer = PinelabsApi(**REQUEST, token="none").authentication.generate_token(
        client_id="demo-merchant", client_secret="demo-secret", grant_type="client_credentials"
    )
    assert answer.access_token
    assert answer.expires_at
    seen["client"] = PinelabsApi(**REQUEST, token=answer.access_token)


@step("create")
def _():
    answer = create(seen["client"], **{"Idempotency-Key": REFERENCE + "-create"})
    equal(answer.headers["etag"], '"1"')
    seen["customer"] = customer = answer.data
    equal(customer.merchant_customer_reference, REFERENCE)
    equal(customer.country_code, "91")
    equal(customer.mobile_number, MOBILE_NUMBER)
    equal(customer.first_name, "Asha")
    equal(customer.last_name, "Iyer")
    equal(customer.email_id, None)
    equal(customer.billing_address.address1, "1 MG Road")
    equal(customer.billing_address.city, "Bengaluru")
    equal(customer.billing_address.pincode, "560001")
    equal(customer.billing_address.adddress_type, "Home")
    equal(customer.merchant_metadata, {"tier": "gold", "note": "old"})
    equal(customer.status, "INACTIVE")


@step("get")
def _():
    equal(seen["client"].customers.get_customer_by_id(seen["customer"].customer_id), seen["customer"])


@step("lookup")
def _():
    customer = seen["client"].customers.get_customer_details(
        country_code="+91", mobile_number=MOBILE_NUMBER, merchant_customer_reference=REFERENCE
    )
    equal(customer, seen["customer"])


# It has no null that would not be left out, and no metadata in an update: "" clears a text.
@step("update")
def _():
    customer = seen["client"].customers.update_customer(
        seen["customer"].customer_id,
        status="active",
        last_name="",
        billing_address=Address(city=""),
    )
    equal(customer.status, "ACTIVE")
    equal(customer.first_name, "Asha")
    equal(customer.last_name, None)
    equal(customer.billing_address.address1, "1 MG Road")
    equal(customer.billing_address.city, None)
    equal(customer.merchant_metadata, {"tier": "gold", "note": "old"})


@step("list")
def _():
    tokenization = seen["client"].tokenization
    record_token(seen["customer"].customer_id)
    answer = tokenization.get_customer_tokens_by_customer_id(seen["customer"].customer_id)
    equal(answer.total_tokens, 1)
    seen["token"] = token = answer.tokens[0]
    equal(token.status, "ACTIVE")
    equal(token.payment_method, "CARD")
    equal(token.card_data.last4digit, "0007")
    equal(token.card_data.card_type, "DEBIT")
    equal(token.card_data.emi, False)
    equal(tokenization.get_customer_token_by_token_id(seen["customer"].customer_id, token.token_id), token)
    known = tokenization.get_service_provider_token(token.token_id)
    equal((known.token_id, known.status), (token.token_id, "ACTIVE"))
    all_known = tokenization.get_service_provider_token(seen["customer"].customer_id)
    equal([one.token_id for one in all_known.tokens], [token.token_id])


@step("delete")
def _():
    deleted = seen["client"].tokenization.delete_customer_token(
        seen["customer"].customer_id, seen["token"].token_id, merchant_unique_reference="removal-1"
    )
    equal(deleted.token_id, seen["token"].token_id)
    equal(deleted.status, "DEACTIVATED")
    equal(deleted.merchant_unique_reference, "removal-1")
    again = seen["client"].tokenization.delete_token_by_token_id(seen["token"].token_id)
    equal((again.token_id, again.status), (seen["token"].token_id, "DEACTIVATED"))


@step("400")
def _():
    error = refused(BadRequestError, lambda: seen["client"].customers.create_customer(first_name="Asha"))
    equal(error.body["code"], "INVALID_REQUEST")
    equal(error.body["additional_error_details"]["reason"], "merchant_customer_reference")


@step("404")
def _():
    error = refused(NotFoundError, lambda: seen["client"].customers.get_customer_by_id("cust-unknown"))
    equal(error.body.code, "CUSTOMER_NOT_FOUND")


@step("replay")
def _():
    answer = create(seen["client"], **{"Idempotency-Key": REFERENCE + "-create"})
    equal(answer.headers["idempotent-replayed"], "true")
    equal(answer.data, seen["customer"])
