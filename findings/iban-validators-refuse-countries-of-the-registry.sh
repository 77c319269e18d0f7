#!/usr/bin/env bash
# validator 13.15.35 (isIBAN), iban 0.0.14 and ibankit 1.6.5, asked about one account each of fourteen countries of SWIFT's
# IBAN registry (ISO 13616), most of them its own examples: validator refuses all, iban twelve, ibankit Yemen's. Expected:
# valid, as in ibantools 4.5.4 and python-stdnum 2.2. validator knows Belarus, and refuses the letters that its account
# numbers may have; it has no entry for the others. (Its pull request 2780 brings three of them.)
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check python-stdnum==2.2
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$dir" \
  validator@13.15.35 ibantools@4.5.4 iban@0.0.14 ibankit@1.6.5

accounts=(
  BI4210000100010000332045181 BY13NBRB3600900000002Z00AB00 DJ2100010000000154000100186 FK88SC123456789012
  HN88CABF00000000000250005469 LY83002048000020100120361 MN121234123456789123 NI45BAPR00000013000003558124
  OM810180000001299123456 RU0304452522540817810538091310419 SD8811123456789012 SO211000001001000100141
  ST23000100010051845310146 YE15CBYE0001018861234567891234
)
seen=$(
  cd "$dir"
  bin/python - "${accounts[@]}" <<'PYTHON'
import sys

from stdnum import iban

print("python-stdnum refuses", *[account[:2] for account in sys.argv[1:] if not iban.is_valid(account)] or ["none"])
PYTHON
  node - "${accounts[@]}" <<'NODE'
const accounts = process.argv.slice(2)
const validators = {
  ibantools: require('ibantools').isValidIBAN,
  validator: (account) => require('validator').isIBAN(account),
  iban: require('iban').isValid,
  ibankit: (account) => require('ibankit').IBAN.isValid(account),
}
for (const [name, isValid] of Object.entries(validators)) {
  const refused = accounts.filter((account) => !isValid(account)).map((account) => account.slice(0, 2))
  console.log(name, 'refuses', refused.join(' ') || 'none')
}
NODE
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
python-stdnum refuses none
ibantools refuses none
validator refuses BI BY DJ FK HN LY MN NI OM RU SD SO ST YE
iban refuses BI DJ FK HN LY MN NI OM RU SD SO YE
ibankit refuses YE
SEEN
