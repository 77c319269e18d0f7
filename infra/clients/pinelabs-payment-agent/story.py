import jwt
from pinelabs_p3p_client import (
    Amount, CreateTokenOptions, PaymentMethod, PineLabsOnlineClient, PineLabsOnlineClientConfig,
)
from pinelabs_p3p_client.client.auth_manager import AuthManager
from pinelabs_p3p_client.utils.errors import P3PError
import httpx

from relay import relay
from steps import MOBILE_NUMBER, URL, equal, step

config = PineLabsOnlineClientConfig(
    env=relay(URL), clientId="demo-merchant", clientSecret="demo-secret", merchantId="other-merchant"
)


# Its public calls do this first; only here the access token can be looked at.
@step("token")
def _():
    access_token = AuthManager(config, config.env, httpx.Client()).get_access_token()
    equal(jwt.decode(access_token, options={"verify_signature": False})["merchant_id"], "demo-merchant")


@step("404")
def _():
    options = CreateTokenOptions(
        paymentMethod=PaymentMethod.RESERVE_PAY,
        mobileNumber=MOBILE_NUMBER,
        challengeId="challenge-1",
        paymentAmount=Amount(value=100, currency="INR"),
    )
    try:
        PineLabsOnlineClient.create(config).methods.create_token(options)
    except P3PError as e:
        equal(e.http_status, 404)
        equal(e.code, "NOT_FOUND")
        return
    raise AssertionError("not refused")
