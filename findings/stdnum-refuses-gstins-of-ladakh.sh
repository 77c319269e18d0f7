#!/usr/bin/env bash
# python-stdnum 2.2, stdnum.in_.gstin: the tax numbers of Ladakh (state code 38), of Other Territory (97), and those of
# who deducts tax at source (D in place 14) are refused. Expected: accepted like Karnataka's, for the GST portal issues
# them. The PAN is the one in python-stdnum's own documentation; the check character is computed by python-stdnum.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check python-stdnum==2.2

seen=$("$dir/bin/python" - <<'PYTHON'
from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.in_ import gstin

for what, number in (
    ("Karnataka", "29AAPFU0939F1Z"),
    ("Ladakh", "38AAPFU0939F1Z"),
    ("Other Territory", "97AAPFU0939F1Z"),
    ("Karnataka, tax deductor", "29AAPFU0939F1D"),
):
    number += luhn.calc_check_digit(number, alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    try:
        gstin.validate(number)
        print(what, number, "accepted")
    except ValidationError as e:
        print(what, number, type(e).__name__)
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
Karnataka 29AAPFU0939F1ZR accepted
Ladakh 38AAPFU0939F1ZS InvalidComponent
Other Territory 97AAPFU0939F1ZO InvalidComponent
Karnataka, tax deductor 29AAPFU0939F1D0 InvalidComponent
SEEN
