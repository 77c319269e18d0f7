#!/usr/bin/env bash
# dynalite 4.0.0 and ministack 1.5.33 (emulators of DynamoDB): an update that removes two elements of a list removes the
# first and the second one's neighbour, or where there is none the first alone. Expected: of t1 to t5, REMOVE tokens[1],
# tokens[2] leaves t1, t4 and t5, as in the Developer Guide's example ("Using update expressions", two elements at once)
# and from moto 5.2.5 and DynamoDB Local 2.6.1: all places are those of the list as it was before the update.
set -euo pipefail
dir=$(mktemp -d)
pids=()
trap '[ ${#pids[@]} = 0 ] || kill "${pids[@]}"; rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check ministack==1.5.33 'moto[dynamodb]==5.2.5' boto3==1.43.106
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$dir" dynalite@4.0.0
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=ap-south-1 TMPDIR=$dir

free_port() {
  "$dir/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
dynalite=$(free_port)
node -e 'require(process.argv[1])({createTableMs: 0}).listen(process.argv[2], "127.0.0.1")' \
  "$dir/node_modules/dynalite" "$dynalite" >"$dir/dynalite.log" 2>&1 &
pids+=($!)
ministack=$(free_port)
GATEWAY_PORT=$ministack BIND_HOST=127.0.0.1 SFTP_ENABLED=0 IOT_MTLS_ENABLED=0 \
  "$dir/bin/ministack" >"$dir/ministack.log" 2>&1 &
pids+=($!)
for port in "$dynalite" "$ministack"; do
  for _ in $(seq 120); do
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    sleep 0.5
  done
done

seen=$("$dir/bin/python" - "$dynalite" "$ministack" <<'PYTHON'
import sys

import boto3
from moto import mock_aws

KEY = {"customer": {"S": "c"}}


def remove(name, endpoint=None):
    dynamodb = boto3.client("dynamodb", endpoint_url=endpoint)
    dynamodb.create_table(
        TableName="tokens", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "customer", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "customer", "KeyType": "HASH"}])
    dynamodb.get_waiter("table_exists").wait(TableName="tokens", WaiterConfig={"Delay": 1})
    for expression in "REMOVE tokens[1], tokens[2]", "REMOVE tokens[3], tokens[4]":
        tokens = [{"S": f"t{number}"} for number in range(1, 6)]
        dynamodb.put_item(TableName="tokens", Item=KEY | {"tokens": {"L": tokens}})
        dynamodb.update_item(TableName="tokens", Key=KEY, UpdateExpression=expression)
        left = dynamodb.get_item(TableName="tokens", Key=KEY, ConsistentRead=True)["Item"]["tokens"]["L"]
        print(name, expression, [token["S"] for token in left])


for name, port in zip(("dynalite", "ministack"), sys.argv[1:]):
    remove(name, f"http://127.0.0.1:{port}")
with mock_aws():
    remove("moto")
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
dynalite REMOVE tokens[1], tokens[2] ['t1', 't3', 't5']
dynalite REMOVE tokens[3], tokens[4] ['t1', 't2', 't3', 't5']
ministack REMOVE tokens[1], tokens[2] ['t1', 't3', 't5']
ministack REMOVE tokens[3], tokens[4] ['t1', 't2', 't3', 't5']
moto REMOVE tokens[1], tokens[2] ['t1', 't4', 't5']
moto REMOVE tokens[3], tokens[4] ['t1', 't2', 't3']
SEEN
