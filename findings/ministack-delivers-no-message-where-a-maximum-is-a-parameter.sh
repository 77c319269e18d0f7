#!/usr/bin/env bash
# ministack 1.5.33 (an emulator of AWS): once a stack has an event source mapping whose MaximumConcurrency is a
# parameter of type Number, the poller fails each time it comes to it ('>=' not supported between instances of 'int'
# and 'str'), and the message stays in the queue. Expected: as with the number itself, since CloudFormation makes of
# a parameter's text what the property takes.
set -euo pipefail
dir=$(mktemp -d)
trap '[ -z "${pid:-}" ] || kill $pid; rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check ministack==1.5.33 boto3==1.43.106
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
import json
import time

import boto3

formation, queues = boto3.client("cloudformation"), boto3.client("sqs")
ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
    },
}
FUNCTION = {
    "Type": "AWS::Lambda::Function",
    "Properties": {
        "Runtime": "python3.13", "Handler": "index.handler", "Role": {"Fn::GetAtt": "Role.Arn"},
        "Code": {"ZipFile": "def handler(event, context):\n    return None"},
    },
}


def left(name, maximum):
    """How many of one message are in the queue of a new stack when it should long have been taken."""
    mapping = {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {
            "FunctionName": {"Ref": "Function"}, "EventSourceArn": {"Fn::GetAtt": "Queue.Arn"},
            "ScalingConfig": {"MaximumConcurrency": maximum},
        },
    }
    template = {
        "Parameters": {"Maximum": {"Type": "Number", "Default": 2}},
        "Resources": {"Role": ROLE, "Function": FUNCTION, "Queue": {"Type": "AWS::SQS::Queue"}, "Mapping": mapping},
        "Outputs": {"Queue": {"Value": {"Ref": "Queue"}}},
    }
    formation.create_stack(StackName=name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"])
    formation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    [stack] = formation.describe_stacks(StackName=name)["Stacks"]
    queue = stack["Outputs"][0]["OutputValue"]
    queues.send_message(QueueUrl=queue, MessageBody="{}")
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    for _ in range(20):
        time.sleep(1)
        counts = queues.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        if not any(map(int, counts.values())):
            break
    return sum(map(int, counts.values()))


print("a number: messages left:", left("number", 2))
print("a parameter: messages left:", left("parameter", {"Ref": "Maximum"}))
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
a number: messages left: 0
a parameter: messages left: 1
SEEN
grep -q "'>=' not supported between instances of 'int' and 'str'" "$dir/log"
