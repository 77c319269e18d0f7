"""Holds what SAM makes of infra/template.yaml, beside infra/data.yaml, to rules, and the rules to seeded defects.

Usage: python translated.py, with aws-sam-translator and PyYAML. TemplateRulesTest has the rules of
what the templates themselves say.
"""

import json
import logging
import os
import re
import sys
from pathlib import Path

os.environ.setdefault("AWS_DEFAULT_REGION", "ap-south-1")

from samtranslator.translator.transform import transform  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402

# It tells what features it lacks.
logging.disable(logging.CRITICAL)

INFRA = Path(__file__).resolve().parents[1]
CODE = "s3://bucket/function.zip"
REQUIRED = {
    "AccessTokenIssuer": "https://identity.shop.in",
    "AccessTokenAudience": "https://clientele.shop.in",
    "AccessTokenKeys": '{"keys":[]}',
}
SETTINGS = [
    {},
    {"Packaging": "java25", "Architecture": "x86_64", "Rollout": "Canary10Percent5Minutes"},
    {"Packaging": "aot", "Rollout": "Linear10PercentEvery1Minute", "ReservedConcurrency": "5"},
]
TRACES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
DATA = ["AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::Logs::LogGroup", "AWS::SecretsManager::Secret"]


class Translated:
    """What is deployed for some values of parameters, and what it keeps."""

    def __init__(self, texts, settings):
        self.source, data = (yaml_parse(text) for text in texts)
        self.settings = settings
        self.kept = data["Resources"]
        self.resources = self.translate("a" * 64) | self.kept

    def translate(self, revision):
        template = json.loads(json.dumps(self.source))
        template["Globals"]["Function"]["CodeUri"] = CODE
        values = {
            name: parameter["Default"] for name, parameter in template["Parameters"].items() if "Default" in parameter
        }
        values |= dict.fromkeys(template["Parameters"].keys() - values.keys(), "given")
        values |= REQUIRED | {"Revision": revision} | self.settings
        return transform(template, values, Policies())["Resources"]

    def of(self, *types):
        return {name: one for name, one in self.resources.items() if one["Type"] in types}

    def properties(self, *types):
        return [(name, one.get("Properties", {})) for name, one in self.of(*types).items()]


class Policies:
    """AWS's own policies, which nobody has a use for."""

    def load(self):
        return {}


def target(value):
    """The resource that a Ref or GetAtt is of."""
    if not isinstance(value, dict):
        return ""
    at = value.get("Ref", value.get("Fn::GetAtt", ""))
    return at[0] if isinstance(at, list) else at.split(".")[0]


def items(value):
    return value if isinstance(value, list) else [value]


def statements(properties):
    documents = [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
    documents += [properties[name] for name in ["PolicyDocument"] if name in properties]
    return [statement for document in documents for statement in items(document["Statement"])]


def role_of_its_own(stack):
    """A function has the role of its name, which the template has, and SAM makes none."""
    for name, function in stack.properties("AWS::Lambda::Function"):
        if target(function["Role"]) != name.removesuffix("Function") + "Role":
            yield name
    yield from stack.of("AWS::IAM::Role").keys() - stack.source["Resources"].keys()


def own_policies(stack):
    """A role's managed policies are the template's."""
    for name, role in stack.properties("AWS::IAM::Role"):
        for policy in role.get("ManagedPolicyArns", []):
            if target(policy) not in stack.of("AWS::IAM::ManagedPolicy"):
                yield name


def no_wildcards(stack):
    """What is allowed names actions and resources, but traces, which know no resource."""
    for name, role in stack.properties("AWS::IAM::Role", "AWS::IAM::ManagedPolicy"):
        for statement in statements(role):
            actions = items(statement["Action"])
            if any("*" in action for action in actions):
                yield name
            if "*" in items(statement["Resource"]) and not TRACES.issuperset(actions):
                yield name


def new_versions(stack):
    """Every function and its version change with the revision, the version by nothing else, and it outlives the update."""
    for name, function in stack.properties("AWS::Lambda::Function"):
        if function["Environment"]["Variables"].get("REVISION") not in [{"Ref": "Revision"}, "a" * 64]:
            yield name
    versions = stack.of("AWS::Lambda::Version")
    published = {target(version["Properties"]["FunctionName"]) for version in versions.values()}
    yield from stack.of("AWS::Lambda::Function").keys() - published
    yield from versions.keys() & stack.translate("b" * 64).keys()
    yield from versions.keys() - stack.translate("a" * 64).keys()
    yield from (name for name, one in versions.items() if one.get("DeletionPolicy") != "Retain")


def live_versions(stack):
    """Every function is called by an alias, which is of its newest version."""
    versions = stack.of("AWS::Lambda::Version")
    live = set()
    for name, alias in stack.properties("AWS::Lambda::Alias"):
        function, version = target(alias["FunctionName"]), target(alias["FunctionVersion"])
        live.add(function)
        if alias["Name"] != "live" or target(versions[version]["Properties"]["FunctionName"]) != function:
            yield name
    yield from stack.of("AWS::Lambda::Function").keys() - live


def route_of(arn):
    """What an ARN of an API's requests has after the API and its stage."""
    return "".join(arn.split("/", 2)[2:])


def called(stack):
    """The aliases that routes call, by method and path."""
    aliases = {}
    for _, api in stack.properties("AWS::ApiGatewayV2::Api"):
        for path, methods in api["Body"]["paths"].items():
            for method, operation in methods.items():
                uri = json.dumps(operation.get("x-amazon-apigateway-integration", {}).get("uri"))
                alias = re.search(r"\$\{(\w+Alias\w+)}", uri)
                aliases[method, path] = alias[1] if alias else ""
    return aliases


def bound_permissions(stack):
    """Who may call a function is told by the API and its route, or by the API for what no other route takes."""
    unknown = [alias for (_, path), alias in called(stack).items() if path == "/$default"]
    for name, permission in stack.properties("AWS::Lambda::Permission"):
        arn = permission.get("SourceArn", {}).get("Fn::Sub", "")
        text, names = arn if isinstance(arn, list) else [arn, {}]
        of_the_api = "${__ApiId__}" in text and target(names.get("__ApiId__")) == "HttpApi"
        of_a_route = route_of(text).strip("/*") != "" or target(permission["FunctionName"]) in unknown
        if not of_the_api or not of_a_route or permission["Principal"] != "apigateway.amazonaws.com":
            yield name
        if target(permission["FunctionName"]) not in stack.of("AWS::Lambda::Alias"):
            yield name


def routes(stack):
    """Each route calls an alias, which it may call."""
    allowed = {
        (target(one["FunctionName"]), route_of(one["SourceArn"]["Fn::Sub"][0]))
        for _, one in stack.properties("AWS::Lambda::Permission")
        if "Fn::Sub" in one.get("SourceArn", {})
    }
    for (method, path), alias in called(stack).items():
        route = "*" if path == "/$default" else method.upper() + re.sub("{[^}]*}", "*", path)
        if (alias, route) not in allowed:
            yield f"{method} {path}"


def no_lost_events(stack):
    """What a function gives up again and again is kept for somebody to look at."""
    queues = stack.of("AWS::SQS::Queue")
    for name, mapping in stack.properties("AWS::Lambda::EventSourceMapping"):
        source = queues.get(target(mapping["EventSourceArn"]), {"Properties": {}})
        redriven = source["Properties"].get("RedrivePolicy", {}).get("deadLetterTargetArn")
        failed = mapping.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        if target(redriven) not in queues and target(failed) not in queues:
            yield name


def live_mappings(stack):
    """What starts a function starts what is live, and hears which of a batch failed."""
    for name, mapping in stack.properties("AWS::Lambda::EventSourceMapping"):
        if target(mapping["FunctionName"]) not in stack.of("AWS::Lambda::Alias"):
            yield name
        if mapping.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield name


def kept_data(stack):
    """All that holds data is kept apart from the service, and stays without its stack and in place of another."""
    yield from stack.of(*DATA).keys() - stack.kept.keys()
    for name, one in stack.kept.items():
        if "DeletionPolicy" not in one or "UpdateReplacePolicy" not in one:
            yield name


def rollouts(stack):
    """With CodeDeploy every alias moves by a group that goes back at an alarm, and by no role of SAM."""
    if stack.settings.get("Rollout", "AllAtOnce") == "AllAtOnce":
        yield from stack.of("AWS::CodeDeploy::DeploymentGroup")
        return
    groups = stack.of("AWS::CodeDeploy::DeploymentGroup")
    for name, alias in stack.of("AWS::Lambda::Alias").items():
        update = alias.get("UpdatePolicy", {}).get("CodeDeployLambdaAliasUpdate", {})
        if target(update.get("DeploymentGroupName")) not in groups:
            yield name
    for name, group in stack.properties("AWS::CodeDeploy::DeploymentGroup"):
        alarms = group.get("AlarmConfiguration", {})
        if not alarms.get("Enabled") or len(alarms.get("Alarms", [])) < 6:
            yield name
        if "DEPLOYMENT_STOP_ON_ALARM" not in group.get("AutoRollbackConfiguration", {}).get("Events", []):
            yield name
        if "RolloutRole" not in json.dumps(group.get("ServiceRoleArn")):
            yield name


RULES = {
    role_of_its_own: "AWS::Lambda::Function",
    own_policies: "AWS::IAM::Role",
    no_wildcards: "AWS::IAM::Role",
    new_versions: "AWS::Lambda::Version",
    live_versions: "AWS::Lambda::Alias",
    bound_permissions: "AWS::Lambda::Permission",
    routes: "AWS::ApiGatewayV2::Api",
    no_lost_events: "AWS::Lambda::EventSourceMapping",
    live_mappings: "AWS::Lambda::EventSourceMapping",
    kept_data: "AWS::DynamoDB::Table",
    rollouts: "AWS::Lambda::Alias",
}
OPEN_PERMISSION = """
  OpenPermission:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref GetCustomerFunction.Alias, Action: lambda:InvokeFunction, Principal: %s}
"""
OF_THE_API = "!Sub ['arn:aws:execute-api:*:*:${__ApiId__}/${__Stage__}/*', {__ApiId__: !Ref HttpApi, __Stage__: '*'}]"
# Each is made once, at the first place that the expression fits.
DEFECTS = [
    (role_of_its_own, r"Role: !GetAtt GetCustomerRole.Arn", "Tracing: Active"),
    (role_of_its_own, r"Role: !GetAtt GetCustomerRole.Arn", "Role: !GetAtt GetTokenRole.Arn"),
    (role_of_its_own, r"Role: !If \[ByCodeDeploy, !GetAtt RolloutRole.Arn, .*]", "TriggerConfigurations: []"),
    (own_policies, r"\[!Ref LogsAndTraces]", "[arn:aws:iam::aws:policy/AdministratorAccess]"),
    (own_policies, r"\[!Ref LogsAndTraces]", "[!Sub 'arn:aws:iam::${AWS::AccountId}:policy/all']"),
    (no_wildcards, r"Action: dynamodb:GetItem", "Action: dynamodb:*"),
    (no_wildcards, r"Resource: !Sub arn:\S+table/\${ClientsTableName}", "Resource: '*'"),
    (no_wildcards, r"Resource: !Sub arn:\S+log-group:\${FunctionLogsName}:\*", "Resource: '*'"),
    (new_versions, r"AutoPublishCodeSha256: !Ref Revision", "AutoPublishCodeSha256: " + "c" * 64),
    (new_versions, r"AutoPublishCodeSha256: !Ref Revision", "Timeout: 10"),
    (new_versions, r"AutoPublishAlias: live", "RecursiveLoop: Terminate"),
    (new_versions, r"REVISION: !Ref Revision", "REVISION: none"),
    (live_versions, r"AutoPublishAlias: live", "AutoPublishAlias: latest"),
    (bound_permissions, r"\nResources:", r"\g<0>" + OPEN_PERMISSION % "apigateway.amazonaws.com"),
    (
        bound_permissions,
        r"\nResources:",
        r"\g<0>" + OPEN_PERMISSION % f"apigateway.amazonaws.com, SourceArn: {OF_THE_API}",
    ),
    (
        routes,
        r"\n  HttpApi:\n +Type: .*\n +Properties:",
        r"\g<0>\n      DefinitionBody: {openapi: 3.0.1, paths: {/open: {get: {}}}}",
    ),
    (no_lost_events, r"RedrivePolicy:\n +deadLetter.* !GetAtt Tokens.*\n +maxReceiveCount: \d+", "DelaySeconds: 0"),
    (no_lost_events, r"DestinationConfig:\n +OnFailure:\n +Type: SQS\n +Destination: .*", "TumblingWindowInSeconds: 0"),
    (live_mappings, r"FunctionResponseTypes: \[ReportBatchItemFailures]\n", "MaximumBatchingWindowInSeconds: 0\n"),
    (kept_data, r"DeletionPolicy: RetainExceptOnCreate\n", "Metadata: {}\n"),
    (kept_data, r"UpdateReplacePolicy: Retain\n", "Metadata: {}\n"),
    (kept_data, r"\nResources:", r"\g<0>\n  Notes: {Type: AWS::DynamoDB::Table, Properties: {}}"),
    (rollouts, r"Enabled: !FindInMap \[Rollout, !Ref Rollout, ByCodeDeploy]", "Enabled: false"),
    (rollouts, r"- !Ref SweepErrorsAlarm\n", "\n"),
]


def is_noticed(rule, texts):
    """Whether a rule complains with any of the settings."""
    return any(True for settings in SETTINGS for _ in rule(Translated(texts, settings)))


def seeded(texts, pattern, replacement):
    """The templates with a defect in the first of them that it fits, or nothing."""
    for index, text in enumerate(texts):
        defective, count = re.subn(pattern, replacement, text, count=1)
        if count == 1:
            return texts[:index] + [defective] + texts[index + 1 :]
    return None


def main():
    texts = [(INFRA / name).read_text() for name in ["template.yaml", "data.yaml"]]
    stacks = [Translated(texts, settings) for settings in SETTINGS]
    faults = []
    for rule, of in RULES.items():
        if not all(stack.of(of) for stack in stacks):
            faults.append(f"{rule.__name__} has nothing to look at: there is no {of}")
        faults += [f"{rule.__doc__} Not so: {name} {stack.settings}" for stack in stacks for name in rule(stack)]
    for rule, pattern, replacement in DEFECTS:
        defective = seeded(texts, pattern, replacement)
        if defective is None:
            faults.append(f"there is no {pattern} to seed a defect in")
        elif not is_noticed(rule, defective):
            faults.append(f"{rule.__name__} does not notice {replacement!r} in place of {pattern}")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(
        f"translated template: {len(RULES)} rules over {len(stacks[0].resources)} resources with"
        f" {len(SETTINGS)} settings, {len(DEFECTS)} seeded defects, {len(faults)} faults"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
