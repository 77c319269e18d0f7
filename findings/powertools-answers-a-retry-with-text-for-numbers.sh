#!/usr/bin/env bash
# aws-lambda-powertools 3.37.0 (Python), with Lambda's own runtime client awslambdaric 4.2.2: a function under @idempotent
# answers the first call of a payment with {"amount": 10.50}, and its retry with {"amount": "10.50"}. Expected: the same
# answer to both. boto3 reads DynamoDB's numbers as Decimal, and Lambda writes a Decimal as a number; the answer that is
# kept for retries has text instead, by an encoder that calls itself "similar to the serializer used by Lambda".
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check aws-lambda-powertools==3.37.0 jmespath==1.0.1 boto3==1.43.106 \
  awslambdaric==4.2.2

seen=$("$dir/bin/python" -W ignore - <<'PYTHON'
from decimal import Decimal

from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent
from aws_lambda_powertools.utilities.idempotency.exceptions import IdempotencyItemAlreadyExistsError
from aws_lambda_powertools.utilities.idempotency.persistence.base import BasePersistenceLayer
from awslambdaric.lambda_runtime_marshaller import to_json


class Records(BasePersistenceLayer):
    kept = {}

    def _get_record(self, idempotency_key):
        return self.kept[idempotency_key]

    def _put_record(self, data_record):
        if data_record.idempotency_key in self.kept:
            raise IdempotencyItemAlreadyExistsError
        self.kept[data_record.idempotency_key] = data_record

    def _update_record(self, data_record):
        self.kept[data_record.idempotency_key] = data_record

    def _delete_record(self, data_record):
        del self.kept[data_record.idempotency_key]


@idempotent(persistence_store=Records(), config=IdempotencyConfig(event_key_jmespath="order"))
def pay(event, context):
    return {"amount": Decimal("10.50"), "currency": "INR"}


for call in "first", "retry":
    print(call, to_json(pay({"order": "o1"}, None)))
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
first {"amount": 10.50, "currency": "INR"}
retry {"amount": "10.50", "currency": "INR"}
SEEN
