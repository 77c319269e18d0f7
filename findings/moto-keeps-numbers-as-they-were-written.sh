#!/usr/bin/env bash
# moto 5.2.5: DynamoDB's numbers are kept as text. An amount stored as 10.50 comes back as 10.50, one of 39 digits is
# taken, and a set may hold 1 and 1.0. Expected: 10.5, and two errors, as from DynamoDB Local 2.6.1: the service trims
# zeros, has 38 digits, and has no value twice in a set (Developer Guide, "Supported data types and naming rules"). A test
# that compares amounts as text, or hashes an item, passes with moto and fails with the service.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check 'moto[dynamodb]==5.2.5' boto3==1.43.106
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=ap-south-1

seen=$("$dir/bin/python" - <<'PYTHON'
import boto3
from moto import mock_aws

with mock_aws():
    dynamodb = boto3.client("dynamodb")
    dynamodb.create_table(
        TableName="payments", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
    for value in {"N": "10.50"}, {"N": "1E2"}, {"N": "007"}, {"N": "1" * 39}, {"NS": ["1", "1.0"]}:
        dynamodb.put_item(TableName="payments", Item={"id": {"S": "p"}, "amount": value})
        print(value, "is read as", dynamodb.get_item(TableName="payments", Key={"id": {"S": "p"}})["Item"]["amount"])
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
{'N': '10.50'} is read as {'N': '10.50'}
{'N': '1E2'} is read as {'N': '1E2'}
{'N': '007'} is read as {'N': '007'}
{'N': '111111111111111111111111111111111111111'} is read as {'N': '111111111111111111111111111111111111111'}
{'NS': ['1', '1.0']} is read as {'NS': ['1', '1.0']}
SEEN
