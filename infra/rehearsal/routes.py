"""The routes of the HTTP API, which MiniStack leaves out of the API that it makes of a processed template."""

import re


def add_routes(stack):
    """Adds what the API's description has, and returns how many routes there are."""
    description = stack.template()["Resources"]["HttpApi"]["Properties"]["Body"]
    names = stack.resources() | {"AWS::Partition": "aws", "AWS::Region": stack.region, "AWS::AccountId": stack.account}
    api = names["HttpApi"]
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            integration = operation["x-amazon-apigateway-integration"]
            target = stack.gateway.create_integration(
                ApiId=api,
                IntegrationType="AWS_PROXY",
                IntegrationMethod="POST",
                IntegrationUri=text(names, integration["uri"]),
                PayloadFormatVersion=integration["payloadFormatVersion"],
            )
            stack.gateway.create_route(
                ApiId=api,
                RouteKey="$default" if path == "/$default" else f"{method.upper()} {path}",
                Target="integrations/" + target["IntegrationId"],
            )
    return len(stack.gateway.get_routes(ApiId=api)["Items"])


def text(names, uri):
    """What an integration's Fn::If and Fn::Sub come to."""
    if "Fn::If" in uri:
        return text(names, uri["Fn::If"][2])
    return re.sub(r"\$\{(.+?)}", lambda name: names[name[1]], uri["Fn::Sub"])
