#!/usr/bin/env bash
# npm's validator 13.15.35, isVAT: the VAT numbers of Spanish companies, which end in a digit, are refused, those that
# Ireland has given out since 2013, which have a letter more, and British ones without spaces. npm's jsvat 2.5.4: Belgian
# ones that begin with 1, as new ones do since 2023, are refused, and all of Northern Ireland. Expected: all accepted, as
# by python-stdnum 2.2, whose documentation has them; the new Belgian one has check digits by the rule of the others.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix "$dir" validator@13.15.35 jsvat@2.5.4 >/dev/null
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check python-stdnum==2.2

cat >check.cjs <<'JS'
const jsvat = require('jsvat')
const validator = require('validator')
const countries = Object.values(jsvat).filter(country => country.codes)
const [number] = process.argv.slice(2)
const country = number.slice(0, 2)
// It has no rule for Northern Ireland.
console.log(
  `validator ${country === 'XI' ? '-' : validator.isVAT(number, country)},`,
  `jsvat ${jsvat.checkVAT(number, countries).isValid}`)
JS
seen=$(
  for number in BE0428759497 BE1012345646 ES54362315K ESA13585625 IE6433435F IE6433435OA GB980780684 XI980780684; do
    printf '%s: %s, python-stdnum %s\n' "$number" "$(node check.cjs "$number")" "$(
      "$dir/venv/bin/python" - "$number" <<'PYTHON'
import sys

import stdnum.eu.vat
import stdnum.gb.vat

number = sys.argv[1]
country = stdnum.gb.vat if number.startswith("GB") else stdnum.eu.vat
print(str(country.is_valid(number)).lower())
PYTHON
    )"
  done
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
BE0428759497: validator true, jsvat true, python-stdnum true
BE1012345646: validator true, jsvat false, python-stdnum true
ES54362315K: validator true, jsvat true, python-stdnum true
ESA13585625: validator false, jsvat true, python-stdnum true
IE6433435F: validator true, jsvat true, python-stdnum true
IE6433435OA: validator false, jsvat true, python-stdnum true
GB980780684: validator false, jsvat true, python-stdnum true
XI980780684: validator -, jsvat false, python-stdnum true
SEEN
