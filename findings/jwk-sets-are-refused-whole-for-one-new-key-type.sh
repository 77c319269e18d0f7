#!/usr/bin/env bash
# Authlib 1.9.10 (authlib.jose), node-jose 2.2.0, go-jose 4.1.9 and jwx 3.4.0: a JWK set that holds an RSA key and a key
# of type AKP (ML-DSA) is answered with an error, so that tokens signed with the RSA key are refused as well. Expected:
# RFC 7517, section 5, has keys of unknown types ignored, as PyJWT 2.15.1, joserfc 1.8.0 and jose 6.2.18 do; jwcrypto
# 1.6.1 knows both. An issuer that adds such a key cuts off the clients of the first.
set -euo pipefail
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check \
  PyJWT==2.15.1 cryptography==50.0.2 Authlib==1.9.10 joserfc==1.8.0 jwcrypto==1.6.1
npm install --silent --no-fund --no-audit jose@6.2.18 node-jose@2.2.0 >/dev/null

cat >set.py <<'PYTHON'
import json

from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ours = json.loads(RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 2048).public_key()))
ours.update(kid="ours", use="sig", alg="RS256")
new = {"kty": "AKP", "kid": "new", "alg": "ML-DSA-44", "pub": "AAAA"}
json.dump({"keys": [new, ours]}, open("set.json", "w"))
PYTHON
python/bin/python set.py

cat >read.py <<'PYTHON'
import json
import warnings

warnings.simplefilter("ignore")
import joserfc.jwk
import jwt
from authlib.jose import JsonWebKey
from jwcrypto.jwk import JWKSet

keys = json.load(open("set.json"))
for name, read in (
    ("PyJWT", lambda: jwt.PyJWKSet.from_dict(keys).keys),
    ("Authlib", lambda: JsonWebKey.import_key_set(keys).keys),
    ("joserfc", lambda: joserfc.jwk.KeySet.import_key_set(keys).keys),
    ("jwcrypto", lambda: JWKSet.from_json(json.dumps(keys))["keys"]),
):
    try:
        print(name, len(read()))
    except Exception as e:
        print(name, type(e).__name__)
PYTHON

cat >read.mjs <<'NODE'
import {readFileSync} from 'node:fs';
import {createLocalJWKSet} from 'jose';
import nodeJose from 'node-jose';

const keys = JSON.parse(readFileSync('set.json'));
const key = await createLocalJWKSet(keys)({alg: 'RS256', kid: 'ours'}, {});
console.log('jose', key.type);
await nodeJose.JWK.asKeyStore(keys).then(
  (store) => console.log('node-jose', store.all().length),
  (e) => console.log('node-jose', e.message));
NODE

cat >go.mod <<'GO'
module read

go 1.24

require (
	github.com/go-jose/go-jose/v4 v4.1.9
	github.com/lestrrat-go/jwx/v3 v3.4.0
)
GO
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/go-jose/go-jose/v4"
	"github.com/lestrrat-go/jwx/v3/jwk"
)

func main() {
	text, _ := os.ReadFile("set.json")
	var keys jose.JSONWebKeySet
	err := json.Unmarshal(text, &keys)
	fmt.Println("go-jose", err)
	_, err = jwk.Parse(text)
	fmt.Println("jwx refused:", err != nil)
}
GO
seen=$(python/bin/python -W ignore read.py 2>/dev/null
  node read.mjs
  GOFLAGS=-mod=mod GOPATH="$dir/go" go run . 2>/dev/null)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
PyJWT 1
Authlib KeyError
joserfc 1
jwcrypto 2
jose public
node-jose unsupported key type
go-jose go-jose/go-jose: unsupported key type, format, curve, or RSA modulus size
jwx refused: true
SEEN
