#!/usr/bin/env bash
# Razorpay's @razorpay/i18nify-js 1.12.9 on Node 20: parsePhoneNumber takes the French +33612345678 apart into the dial
# code +33 and the number 3612345678, and formats it as "+3 36 12 34 56 78", though isValidPhoneNumber accepts it.
# Expected: a dial code and a number that make up the number given (libphonenumber: 33 and 612345678). By libphonenumber's
# own examples it is so with mobile numbers of 117 of 243 countries: digits are counted off by a template of the country,
# and where it has another length, the dial code's last ones come along or the number's first ones are lost.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix "$dir" @razorpay/i18nify-js@1.12.9 libphonenumber-js@1.13.16 >/dev/null

cat >numbers.mjs <<'JS'
import { isValidPhoneNumber, parsePhoneNumber } from '@razorpay/i18nify-js/phoneNumber'
import examples from 'libphonenumber-js/mobile/examples'
import { getCountries, getExampleNumber } from 'libphonenumber-js/max'

const shown = ['IN', 'US', 'FR', 'IT', 'AE', 'BR', 'HU', 'CO']
let all = 0
let others = 0
for (const country of getCountries()) {
  const given = getExampleNumber(country, examples)?.number
  if (!given || !isValidPhoneNumber(given, country)) continue
  const { dialCode, phoneNumber, formattedPhoneNumber } = parsePhoneNumber(given, country)
  all++
  if (dialCode + phoneNumber !== given) others++
  if (shown.includes(country)) {
    console.log(`${country} ${given}: ${dialCode} and ${phoneNumber}, shown as ${formattedPhoneNumber}`)
  }
}
console.log(`another number than given: ${others} of ${all} countries`)
JS
seen=$(node numbers.mjs)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
AE +971501234567: +971 and 501234567, shown as +971 50 123 4567
BR +5511961234567: +55 and 1961234567, shown as +551 19 6123-4567
CO +573211234567: +57 and 73211234567, shown as +5 7321-1234567
FR +33612345678: +33 and 3612345678, shown as +3 36 12 34 56 78
HU +36201234567: +36 and 6201234567, shown as +3 620 123 4567
IN +918123456789: +91 and 8123456789, shown as +91 8123 456789
IT +393123456789: +39 and 93123456789, shown as +3 931 2345 6789
US +12015550123: +1 and 2015550123, shown as +1 201-555-0123
another number than given: 117 of 243 countries
SEEN
