#!/usr/bin/env bash
# Six libraries that judge card numbers, asked about RuPay's, which begin with 60, 65, 81, 82, 508 and others (so the
# table of creditcard-identifier). The four asked about are a prefix, zeros and a Luhn digit, made up here. Expected:
# valid, and of RuPay or of no known network. card-validator, creditcards and payment refuse those that begin with 8,
# validator three of the four; those that are taken are called Maestro, Hipercard, Aura or UnionPay, even by
# creditcard-identifier, which knows RuPay and lets Brazil's networks go first.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check creditcard-identifier==2.3.0 pydantic-extra-types==2.11.1 \
  pydantic==2.13.5
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$dir" \
  card-validator@10.0.4 credit-card-type@10.3.0 creditcards@5.0.0 payment@2.4.7 validator@13.15.35

numbers=(6074690000000006 5085000000000007 8172000000000005 8201990000000002)
seen=$(
  cd "$dir"
  node - "${numbers[@]}" <<'NODE'
const card = require('card-validator')
const creditcards = require('creditcards').card
const payment = require('payment').fns
const validator = require('validator')
for (const number of process.argv.slice(2)) {
  const { isValid, card: found } = card.number(number)
  console.log(number, 'valid:', JSON.stringify({
    'card-validator': isValid,
    creditcards: creditcards.isValid(number),
    payment: payment.validateCardNumber(number),
    validator: validator.isCreditCard(number),
  }))
  console.log(number, 'network:', JSON.stringify({
    'card-validator': found ? found.type : null,
    creditcards: creditcards.type(number) ?? null,
    payment: payment.cardType(number),
  }))
}
NODE
  bin/python - "${numbers[@]}" <<'PYTHON'
import json
import sys

import creditcard_identifier
from pydantic_extra_types.payment import PaymentCardNumber

for number in sys.argv[1:]:
    networks = {
        "creditcard-identifier": creditcard_identifier.find_brand(number)["name"],
        "pydantic-extra-types": PaymentCardNumber(number).brand.value,
    }
    print(number, "network:", json.dumps(networks))
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
6074690000000006 valid: {"card-validator":true,"creditcards":true,"payment":true,"validator":false}
6074690000000006 network: {"card-validator":"maestro","creditcards":"Maestro","payment":"hipercard"}
5085000000000007 valid: {"card-validator":true,"creditcards":true,"payment":true,"validator":false}
5085000000000007 network: {"card-validator":"maestro","creditcards":"Maestro","payment":"maestro"}
8172000000000005 valid: {"card-validator":false,"creditcards":false,"payment":false,"validator":true}
8172000000000005 network: {"card-validator":null,"creditcards":null,"payment":null}
8201990000000002 valid: {"card-validator":false,"creditcards":false,"payment":false,"validator":false}
8201990000000002 network: {"card-validator":null,"creditcards":null,"payment":null}
6074690000000006 network: {"creditcard-identifier": "hipercard", "pydantic-extra-types": "other"}
5085000000000007 network: {"creditcard-identifier": "aura", "pydantic-extra-types": "other"}
8172000000000005 network: {"creditcard-identifier": "rupay", "pydantic-extra-types": "UnionPay"}
8201990000000002 network: {"creditcard-identifier": "rupay", "pydantic-extra-types": "other"}
SEEN
