#!/usr/bin/env bash
# DynamoDB Local 2.6.1: PartiQL's SELECT with one partition key and the sort key between two bounds by >= and < reads the
# whole table, 7 items a page, where BETWEEN and begins_with read what is wanted alone; and ORDER BY over the partitions of
# an IN is taken and orders nothing. Expected: one page, as of the other two, and partitions in order, or an error.
set -euo pipefail
dir=$(mktemp -d)
trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>example</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.amazonaws</groupId>
      <artifactId>DynamoDBLocal</artifactId>
      <version>2.6.1</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -q -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=jars
java -cp 'jars/*' com.amazonaws.services.dynamodbv2.local.main.ServerRunner \
  -inMemory -disableTelemetry -port 18094 >server.log 2>&1 &
server=$!
python3 -m venv "$dir"
bin/pip install --quiet --disable-pip-version-check boto3==1.40.61

seen=$(bin/python - <<'PYTHON'
import boto3
from botocore.config import Config

dynamodb = boto3.client(
    "dynamodb", endpoint_url="http://localhost:18094", region_name="ap-south-1", aws_access_key_id="local",
    aws_secret_access_key="local", config=Config(retries={"total_max_attempts": 50, "mode": "standard"}))
dynamodb.create_table(
    TableName="things", BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
    KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}])
partitions = [{"S": f"p{i:02}"} for i in range(16)]
for pk in partitions:
    for sk in ("a", "b1", "b2", "b3", "c", "d", "e"):
        dynamodb.put_item(TableName="things", Item={"pk": pk, "sk": {"S": sk}})


def pages(condition, *values, keys='"pk" = ?', of=partitions[3:4], order=""):
    more = {}
    while more is not None:
        answer = dynamodb.execute_statement(
            Statement=f'SELECT "pk", "sk" FROM "things" WHERE {keys} AND {condition} {order}',
            Parameters=of + [{"S": value} for value in values], Limit=7, **more)
        yield answer["Items"]
        more = {"NextToken": answer["NextToken"]} if "NextToken" in answer else None


for condition, values in (('begins_with("sk", ?)', "b"), ('"sk" BETWEEN ? AND ?', "bc"), ('"sk" >= ? AND "sk" < ?', "bc")):
    print(condition, "pages:", len(list(pages(condition, *values))))
seen = [
    item["pk"]["S"]
    for page in pages(
        'begins_with("sk", ?)', "b", keys=f'"pk" IN [{", ".join("?" * 16)}]', of=partitions, order='ORDER BY "pk" ASC')
    for item in page
]
print("in order:", seen == sorted(seen))
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
begins_with("sk", ?) pages: 1
"sk" BETWEEN ? AND ? pages: 1
"sk" >= ? AND "sk" < ? pages: 17
in order: False
SEEN
