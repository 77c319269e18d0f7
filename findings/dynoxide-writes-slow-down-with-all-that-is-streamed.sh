#!/usr/bin/env bash
# dynoxide-rs 3.2.0 (product version 1.5.0): a write to a table with a stream takes the longer the more has been streamed
# before, to any table and also to deleted ones. Expected: the same time, as of a table without a stream. Each write looks
# for its table's highest sequence number among all records of all streams, which have no index and are never dropped.
set -euo pipefail
dir=$(mktemp -d)
trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
cargo install --quiet --locked dynoxide-rs --version 3.2.0 --no-default-features --features native-sqlite,http-server,cli \
  --root "$dir" --target-dir "$dir/target" 2>"$dir/cargo.log" || { cat "$dir/cargo.log"; exit 1; }
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check boto3==1.40.61
"$dir/bin/dynoxide" --port 18093 --log quiet &
server=$!

seen=$("$dir/bin/python" - <<'PYTHON'
import time

import boto3
from botocore.config import Config

dynamodb = boto3.client(
    "dynamodb", endpoint_url="http://localhost:18093", region_name="ap-south-1", aws_access_key_id="local",
    aws_secret_access_key="local", config=Config(retries={"total_max_attempts": 50, "mode": "standard"}))


def create(table, streamed):
    stream = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"} if streamed else {"StreamEnabled": False}
    dynamodb.create_table(
        TableName=table, BillingMode="PAY_PER_REQUEST", StreamSpecification=stream,
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}])


def fastest_write(table):
    times = []
    for i in range(100):
        begun = time.perf_counter()
        dynamodb.put_item(TableName=table, Item={"pk": {"S": str(i)}})
        times.append(time.perf_counter() - begun)
    return min(times)


create("other", True)
create("plain", False)
create("streamed", True)
before = {table: fastest_write(table) for table in ("plain", "streamed")}
for i in range(0, 10_000, 25):
    dynamodb.batch_write_item(
        RequestItems={"other": [{"PutRequest": {"Item": {"pk": {"S": str(i + j)}}}} for j in range(25)]})
dynamodb.delete_table(TableName="other")
for table in ("plain", "streamed"):
    print(table, "more than twice as slow:", fastest_write(table) > 2 * before[table])
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
plain more than twice as slow: False
streamed more than twice as slow: True
SEEN
