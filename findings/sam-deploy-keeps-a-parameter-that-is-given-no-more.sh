#!/usr/bin/env bash
# aws-sam-cli 1.170.0: `sam deploy` asks CloudFormation for the previous value of a parameter that it is not given, and
# not for the template's default. Expected: a stack that is what template and samconfig.toml say. An override that was
# given once on the command line, or has been deleted from samconfig.toml since, stays for good and shows nowhere.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check aws-sam-cli==1.170.0

seen=$("$dir/bin/python" - <<'PYTHON'
from samcli.commands.deploy.deploy_context import DeployContext

template = {
    "Parameters": {
        "Level": {"Type": "String", "Default": "low"},
        "Color": {"Type": "String", "Default": "red"},
    }
}
for parameter in DeployContext.merge_parameters(template, {"Color": "blue"}):
    print(parameter)
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
{'ParameterKey': 'Level', 'UsePreviousValue': True}
{'ParameterKey': 'Color', 'ParameterValue': 'blue'}
SEEN
