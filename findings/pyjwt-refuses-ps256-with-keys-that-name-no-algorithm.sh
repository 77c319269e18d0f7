#!/usr/bin/env bash
# PyJWT 2.15.1: a JWK of type RSA without "alg" verifies RS256 alone; a token signed with PS256 or RS512 is refused, though
# the caller allows these algorithms ("does not match the key's algorithm 'RS256'"). Expected: verified, as by joserfc
# 1.8.0, jwcrypto 1.6.1 and jose 6.2.18. "alg" is optional (RFC 7517, section 4.4), and open banking's profile, FAPI, has
# PS256 and no RS256. The key inside, signing_key.key, verifies all three.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check \
  PyJWT==2.15.1 cryptography==50.0.2 joserfc==1.8.0 jwcrypto==1.6.1
npm install --silent --no-fund --no-audit jose@6.2.18 >/dev/null

cat >read.py <<'PYTHON'
import json

import joserfc.jwk
import joserfc.jwt
import jwcrypto.jwk
import jwcrypto.jwt
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

algorithms = ["RS256", "RS512", "PS256"]
secret = rsa.generate_private_key(65537, 2048)
public = json.loads(RSAAlgorithm.to_jwk(secret.public_key()))
keys = {"keys": [{**{name: public[name] for name in ("kty", "n", "e")}, "kid": "k", "use": "sig"}]}
tokens = {a: jwt.encode({"sub": "s"}, secret, algorithm=a, headers={"kid": "k"}) for a in algorithms}
json.dump({"keys": keys, "tokens": tokens}, open("tokens.json", "w"))

signing_key = jwt.PyJWKSet.from_dict(keys)["k"]
text = json.dumps(keys)
for name, read in (
    ("PyJWT", lambda token: jwt.decode(token, signing_key, algorithms=algorithms)),
    ("PyJWT, the key inside", lambda token: jwt.decode(token, signing_key.key, algorithms=algorithms)),
    ("joserfc", lambda token: joserfc.jwt.decode(token, joserfc.jwk.KeySet.import_key_set(keys), algorithms)),
    ("jwcrypto", lambda token: jwcrypto.jwt.JWT(jwt=token, key=jwcrypto.jwk.JWKSet.from_json(text), algs=algorithms)),
):
    verified = []
    for algorithm, token in tokens.items():
        try:
            read(token)
            verified.append(algorithm)
        except Exception:
            pass
    print(name, "verifies", *verified)
PYTHON
cat >read.mjs <<'NODE'
import {readFileSync} from 'node:fs'
import {createLocalJWKSet, jwtVerify} from 'jose'

const {keys, tokens} = JSON.parse(readFileSync('tokens.json'))
const verified = []
for (const [algorithm, token] of Object.entries(tokens)) {
  await jwtVerify(token, createLocalJWKSet(keys)).then(() => verified.push(algorithm), () => {})
}
console.log('jose verifies', ...verified)
NODE
seen=$(python/bin/python -W ignore read.py
  node read.mjs)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
PyJWT verifies RS256
PyJWT, the key inside verifies RS256 RS512 PS256
joserfc verifies RS256 RS512 PS256
jwcrypto verifies RS256 RS512 PS256
jose verifies RS256 RS512 PS256
SEEN
