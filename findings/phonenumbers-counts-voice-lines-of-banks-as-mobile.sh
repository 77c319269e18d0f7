#!/usr/bin/env bash
# phonenumbers 9.0.43 (libphonenumber's data): numbers of India's 160 series count as mobile numbers. Expected: a
# company's number (UAN), like the 140 series of telemarketers. The Department of Telecommunications set 1600 and 1601
# aside in May 2024 for outgoing service and transactional voice calls of government, banks, insurers and brokers; no
# handset has such a number. The ones asked about name no circle, so nobody has them.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check phonenumbers==9.0.43

seen=$("$dir/bin/python" - <<'PYTHON'
import phonenumbers

kind = phonenumbers.PhoneNumberType
example = phonenumbers.example_number_for_type("IN", kind.MOBILE)
for series, number in ("mobile", str(example.national_number)), ("140", "1400000000"), ("160", "1601000000"):
    parsed = phonenumbers.parse(number, "IN")
    print(series, number, kind.to_string(phonenumbers.number_type(parsed)))
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
mobile 8123456789 MOBILE
140 1400000000 UAN
160 1601000000 MOBILE
SEEN
