"""The story of twelve steps that every client is tried with; see infra/clients/README.md."""


def equal(seen, expected):
    if seen != expected:
        raise AssertionError(f"{seen!r} instead of {expected!r}")


REFERENCE = "rehearsal"
CUSTOMER = {
    "merchant_customer_reference": REFERENCE,
    "country_code": "+91",
    "mobile_number": "9876500000",
    "first_name": "Asha",
    "last_name": "Iyer",
    "email_id": "asha@example.com",
    "billing_address": {"address1": "1 MG Road", "city": "Bengaluru", "pincode": "560001"},
    "merchant_metadata": {"tier": "gold", "note": "old"},
}


def create(api):
    return api.call("POST", "/api/v1/customer", CUSTOMER, 201, Idempotency_Key=REFERENCE + "-create")


def tell(api, log_in, record):
    """The story, in which log_in has an access token made, and record a token of the customer; returns its id."""
    equal(log_in()["token_type"], "Bearer")

    created = create(api)
    customer = created.body
    equal(created.headers["ETag"], '"1"')
    equal({name: customer[name] for name in CUSTOMER}, CUSTOMER | {"country_code": "91"})
    equal(customer["status"], "INACTIVE")

    path = "/api/v1/customer/" + customer["customer_id"]
    equal(api.call("GET", path).body, customer)

    by = f"country_code=%2B91&mobile_number=9876500000&merchant_customer_reference={REFERENCE}"
    equal(api.call("GET", "/api/v1/customer?" + by).body, customer)

    change = {
        "status": "ACTIVE", "last_name": None, "billing_address": {"city": None},
        "merchant_metadata": {"note": None, "since": "2026"},
    }
    updated = api.call("PATCH", path, change).body
    equal((updated["status"], updated["first_name"], updated.get("last_name")), ("ACTIVE", "Asha", None))
    equal((updated["billing_address"]["address1"], updated["billing_address"].get("city")), ("1 MG Road", None))
    equal(updated["merchant_metadata"], {"tier": "gold", "since": "2026"})

    [token] = record(customer["customer_id"])
    equal((token["status"], token["payment_method"], token["card_data"]["last4_digit"]), ("ACTIVE", "CARD", "0007"))

    default = api.call("PUT", path + "/default-token", {"token_id": token["token_id"]}).body
    equal(default["default_token_id"], token["token_id"])

    equal(api.call("DELETE", path + "/default-token").body.get("default_token_id"), None)

    removal = {"merchant_unique_reference": "removal-1"}
    deleted = api.call("POST", f"{path}/tokens/{token['token_id']}/delete", removal).body
    equal((deleted["status"], deleted["merchant_unique_reference"]), ("DEACTIVATED", "removal-1"))

    error = api.call("POST", "/api/v1/customer", {"first_name": "Asha"}, 400).body
    equal((error["code"], error["additional_error_details"]["reason"]), ("INVALID_REQUEST", "merchant_customer_reference"))

    equal(api.call("GET", "/api/v1/customer/cust-unknown", expected=404).body["code"], "CUSTOMER_NOT_FOUND")

    replayed = create(api)
    equal((replayed.headers["Idempotent-Replayed"], replayed.body), ("true", customer))
    return customer["customer_id"]
