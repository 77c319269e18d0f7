#!/usr/bin/env bash
# moto 5.2.5, execute_statement on DynamoDB: a sort key BETWEEN two parameters, or IN a list of them, finds one item of
# three, and Limit is ignored. Expected: three, three, and one with a NextToken, as from DynamoDB Local 2.6.1 and by the
# Developer Guide ("PartiQL reference"), or an error. The same conditions in Query's own language are answered rightly.
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
        TableName="tokens", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("customer", "token")],
        KeySchema=[{"AttributeName": "customer", "KeyType": "HASH"}, {"AttributeName": "token", "KeyType": "RANGE"}])
    tokens = [{"S": token} for token in ("t1", "t2", "t3")]
    for token in tokens:
        dynamodb.put_item(TableName="tokens", Item={"customer": {"S": "c"}, "token": token})

    def select(condition, parameters, **limit):
        answer = dynamodb.execute_statement(
            Statement=f'SELECT * FROM "tokens" WHERE customer = ? {condition}',
            Parameters=[{"S": "c"}, *parameters], **limit)
        print(condition or limit, [item["token"]["S"] for item in answer["Items"]], "NextToken" in answer)

    select("AND token BETWEEN ? AND ?", [tokens[0], tokens[2]])
    select("AND token IN [?, ?, ?]", tokens)
    select("", [], Limit=1)
    query = dynamodb.query(
        TableName="tokens", KeyConditionExpression="customer = :c AND #t BETWEEN :first AND :last",
        ExpressionAttributeNames={"#t": "token"},
        ExpressionAttributeValues={":c": {"S": "c"}, ":first": tokens[0], ":last": tokens[2]})
    print("Query, BETWEEN", [item["token"]["S"] for item in query["Items"]])
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
AND token BETWEEN ? AND ? ['t1'] False
AND token IN [?, ?, ?] ['t1'] False
{'Limit': 1} ['t1', 't2', 't3'] False
Query, BETWEEN ['t1', 't2', 't3']
SEEN
