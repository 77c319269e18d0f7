#!/usr/bin/env bash
# Five libraries asked for the codes of Telangana, Odisha, Chhattisgarh and Uttarakhand, of Ladakh, and of Dadra and Nagar
# Haveli and Daman and Diu. Expected: TS, OD, CG, UK, LA and DH, of ISO 3166-2:IN as it is since November 2023, and as in
# iso-3166 4.4.0 and pycountry 26.2.16. country-state-city 3.2.1 and country-region-data 4.1.0 have the codes of before
# (TG, OR, CT, UT), iso-3166-2 1.0.0 those of before 2019, so that an address of one is refused by the other.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check pycountry==26.2.16
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$dir" \
  iso-3166@4.4.0 iso-3166-2@1.0.0 country-state-city@3.2.1 country-region-data@4.1.0

seen=$(
  cd "$dir"
  bin/python - <<'PYTHON'
import pycountry

states = {state.code[3:] for state in pycountry.subdivisions.get(country_code="IN")}
asked = {"CG", "CT", "DD", "DH", "DN", "LA", "OD", "OR", "TG", "TS", "UK", "UT"}
print("pycountry", *sorted(states & asked))
PYTHON
  cat >states.mjs <<'NODE'
import {createRequire} from 'node:module'
import {iso31662} from 'iso-3166'

const require = createRequire(import.meta.url)
const regions = require('country-region-data').allCountries.find(([, code]) => code === 'IN')[2]
const states = {
  'iso-3166': iso31662.filter(({parent}) => parent === 'IN').map(({code}) => code.slice(3)),
  'iso-3166-2': Object.keys(require('iso-3166-2').country('IN').sub).map((code) => code.slice(3)),
  'country-state-city': require('country-state-city').State.getStatesOfCountry('IN').map(({isoCode}) => isoCode),
  'country-region-data': regions.map(([, code]) => code),
}
const asked = ['CG', 'CT', 'DD', 'DH', 'DN', 'LA', 'OD', 'OR', 'TG', 'TS', 'UK', 'UT']
for (const [name, codes] of Object.entries(states)) {
  console.log(name, asked.filter((code) => codes.includes(code)).join(' '))
}
NODE
  node states.mjs
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
pycountry CG DH LA OD TS UK
iso-3166 CG DH LA OD TS UK
iso-3166-2 CT DD DN OR TG UT
country-state-city CT DH LA OR TG UT
country-region-data CT DH LA OR TG UT
SEEN
