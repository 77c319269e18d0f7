"""The steps of a story, told to infra/clients/run, and the card that the local server gives the customer."""

import os
import traceback
import urllib.request

URL = os.environ["CLIENTELE_URL"]
REFERENCE = os.environ["REFERENCE"]
MOBILE_NUMBER = os.environ["MOBILE_NUMBER"]


def step(name):
    """Runs the function at once, and goes on where it fails."""

    def run(story):
        try:
            story()
            print(f"STEP {name} ok", flush=True)
        except Exception:
            traceback.print_exc()
            print(f"STEP {name} failed", flush=True)

    return run


def equal(seen, expected):
    if seen != expected:
        raise AssertionError(f"{seen!r} instead of {expected!r}")


def record_token(customer_id):
    message = os.environ["TOKEN_RECORDED"].replace("CUSTOMER_ID", customer_id)
    urllib.request.urlopen(URL + "/local/tokens", message.encode()).close()
