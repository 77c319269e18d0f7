#!/usr/bin/env bash
# Faker 40.63.0, locale en_IN: aadhaar_id() ends with a Luhn check digit, so python-stdnum 2.2 refuses nine of ten.
# Expected: numbers that pass. UIDAI's check digit is Verhoeff's, which python-stdnum checks. All numbers are invented
# by Faker.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check Faker==40.63.0 python-stdnum==2.2

seen=$("$dir/bin/python" - <<'PYTHON'
from faker import Faker
from stdnum import luhn
from stdnum.in_ import aadhaar

faker = Faker("en_IN")
faker.seed_instance(1)
numbers = [faker.aadhaar_id() for _ in range(1000)]
print("of", len(numbers), "numbers")
print("with a Luhn check digit:", sum(map(luhn.is_valid, numbers)))
print("valid as an Aadhaar number:", sum(map(aadhaar.is_valid, numbers)))
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
of 1000 numbers
with a Luhn check digit: 1000
valid as an Aadhaar number: 93
SEEN
