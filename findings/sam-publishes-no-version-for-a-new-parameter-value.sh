#!/usr/bin/env bash
# aws-sam-translator 1.115.0 (the AWS::Serverless transform): with AutoPublishAliasAllProperties a parameter's new value
# publishes no new version of the function, so its alias keeps serving the old value. Expected: a new version whenever
# any property changes, as its documentation says. The version is named by a hash in which the parameter is only its
# name; the same value written out does give another name. (Its issue 3820.)
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check aws-sam-translator==1.115.0

seen=$("$dir/bin/python" - <<'PYTHON'
import os

from samtranslator.translator.transform import transform

os.environ["AWS_DEFAULT_REGION"] = "ap-south-1"


class NoManagedPolicies:
    def load(self):
        return {}


def version(level, parameters):
    template = {
        "Parameters": {"Level": {"Type": "String"}},
        "Resources": {
            "Function": {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    "Runtime": "nodejs22.x",
                    "Handler": "index.handler",
                    "InlineCode": "exports.handler = async () => process.env.LEVEL",
                    "AutoPublishAlias": "live",
                    "AutoPublishAliasAllProperties": True,
                    "Environment": {"Variables": {"LEVEL": level}},
                },
            }
        },
    }
    resources = transform(template, parameters, NoManagedPolicies())["Resources"]
    [name] = [n for n, resource in resources.items() if resource["Type"] == "AWS::Lambda::Version"]
    return name


low, high = {"Level": "low"}, {"Level": "high"}
print("written out: another version:", version("low", low) != version("high", low))
print("by parameter: another version:", version({"Ref": "Level"}, low) != version({"Ref": "Level"}, high))
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
written out: another version: True
by parameter: another version: False
SEEN
