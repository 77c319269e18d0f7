#!/usr/bin/env bash
# ministack 1.5.33 (an emulator of AWS) applies the AWS::Serverless transform without the values of the stack's
# parameters, so that it refuses a template whose AutoPublishCodeSha256 is a parameter ("must be a string").
# Expected: as in AWS and with aws-sam-translator 1.115.0 itself, the parameter's value names the version.
set -euo pipefail
dir=$(mktemp -d)
trap '[ -z "${pid:-}" ] || kill $pid; rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check ministack==1.5.33 aws-sam-translator==1.115.0
port=$("$dir/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test \
  AWS_DEFAULT_REGION=us-east-1 TMPDIR=$dir
GATEWAY_PORT=$port BIND_HOST=127.0.0.1 SFTP_ENABLED=0 IOT_MTLS_ENABLED=0 "$dir/bin/ministack" >"$dir/log" 2>&1 &
pid=$!
for _ in $(seq 120); do
  (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
  sleep 0.5
done

seen=$("$dir/bin/python" - <<'PYTHON'
import copy
import json

import boto3
from botocore.exceptions import ClientError
from samtranslator.translator.transform import transform

HASH = "a" * 64
TEMPLATE = {
    "Transform": "AWS::Serverless-2016-10-31",
    "Parameters": {"Revision": {"Type": "String"}},
    "Resources": {
        "Function": {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Runtime": "python3.13", "Handler": "index.handler",
                "InlineCode": "def handler(event, context):\n    return None",
                "AutoPublishAlias": "live", "AutoPublishCodeSha256": {"Ref": "Revision"},
            },
        }
    },
}


class NoManagedPolicies:
    def load(self):
        return {}


resources = transform(copy.deepcopy(TEMPLATE), {"Revision": HASH}, NoManagedPolicies())["Resources"]
[name] = [n for n, resource in resources.items() if resource["Type"] == "AWS::Lambda::Version"]
print("the translator:", name)
try:
    boto3.client("cloudformation").create_stack(
        StackName="parameter", TemplateBody=json.dumps(TEMPLATE),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[{"ParameterKey": "Revision", "ParameterValue": HASH}],
    )
    print("ministack: created")
except ClientError as refusal:
    print("ministack: refused, must be a string:", "AutoPublishCodeSha256 must be a string" in str(refusal))
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
the translator: FunctionVersionaaaaaaaaaa
ministack: refused, must be a string: True
SEEN
