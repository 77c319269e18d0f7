#!/usr/bin/env bash
# Razorpay's @razorpay/i18nify-js 1.12.9 on Node 20: formatNumber shows 1234.50 of PKR, IDR, COP, HUF or IQD as 1,235,
# while convertToMinorUnit makes 123450 of it (1234500 of IQD), by a table of currencies that agrees with ISO 4217.
# Expected: 1,234.50, the digits of that table, so that a customer sees what is charged. They are left to Intl, whose data
# (CLDR) leaves out what is too small for cash; intlOptions with both numbers of fraction digits mend it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$dir" @razorpay/i18nify-js@1.12.9

seen=$(
  cd "$dir"
  node <<'NODE'
const {convertToMinorUnit, formatNumber, getCurrencyList} = require('@razorpay/i18nify-js')
for (const currency of ['INR', 'PKR', 'IDR', 'COP', 'HUF', 'IQD']) {
  const digits = Number(getCurrencyList()[currency].minor_unit)
  const show = (intlOptions) =>
    formatNumber('1234.5', {currency, locale: 'en-US', intlOptions}).replace(/[^\d.,]/g, '')
  const mended = show({minimumFractionDigits: digits, maximumFractionDigits: digits})
  console.log(currency, 'converted', convertToMinorUnit(1234.5, {currency}), 'shown', show({}), 'mended', mended)
}
NODE
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
INR converted 123450 shown 1,234.50 mended 1,234.50
PKR converted 123450 shown 1,235 mended 1,234.50
IDR converted 123450 shown 1,235 mended 1,234.50
COP converted 123450 shown 1,235 mended 1,234.50
HUF converted 123450 shown 1,235 mended 1,234.50
IQD converted 1234500 shown 1,235 mended 1,234.500
SEEN
