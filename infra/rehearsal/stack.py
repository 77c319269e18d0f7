"""The emulator, the stack that is deployed to it, and its API."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from platform import machine

import boto3

ROOT = Path(__file__).resolve().parents[2]


def until(question, seconds):
    """The first answer of a question that is neither false nor empty, asked again for so long."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} seconds")
        time.sleep(0.25)
    return answer


class Emulator:
    """MiniStack on a free port of this machine's own address, with all that it starts."""

    def __init__(self, work: Path):
        self.log = work / "emulator.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        # For all that is started, and for boto3 here.
        os.environ |= {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": Stack.region,
            "AWS_DEFAULT_REGION": Stack.region,
            "NO_PROXY": "127.0.0.1,localhost",
            "SAM_CLI_TELEMETRY": "0",
            "TMPDIR": str(work),
        }

    def __enter__(self):
        settings = {
            "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(self.port), "SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0",
        }
        with self.log.open("w") as log:
            # A group of its own, which all that is started here belongs to: functions, and commands of Stack.
            self.process = subprocess.Popen(
                [sys.executable, Path(__file__).with_name("emulator.py")], env=os.environ | settings,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, process_group=0,
            )
        try:
            until(self._is_ready, 60)
        except BaseException:
            self.__exit__()
            raise
        return self

    def _is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError("the emulator has not started")
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", self.port)) == 0

    def __exit__(self, *_):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(timeout=5)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass


class Stack:
    """The stack of the environment dev, with that of what it keeps."""

    name = "clientele-dev"
    data = "clientele-dev-data"
    region = "ap-south-1"
    account = "000000000000"

    def __init__(self, emulator: Emulator, tree: Path, packaging: str):
        self.emulator = emulator
        self.tree = tree
        self.parameters = {"Packaging": packaging, "Architecture": {"aarch64": "arm64"}.get(machine(), machine())}
        self.formation, self.gateway = boto3.client("cloudformation"), boto3.client("apigatewayv2")
        self.functions, self.schedules = boto3.client("lambda"), boto3.client("scheduler")
        self.queues, self.tables = boto3.client("sqs"), boto3.client("dynamodb")
        self.secrets = boto3.client("secretsmanager")

    def run(self, *command, **variables):
        """What a command prints; all of it is in the log."""
        done = subprocess.run(
            [str(word) for word in command], cwd=ROOT, env=os.environ | variables, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            process_group=self.emulator.process.pid,
        )
        with (self.tree / "commands.log").open("a") as log:
            log.write(done.stdout)
        if done.returncode:
            raise AssertionError(f"{command[0]} failed:\n" + "\n".join(done.stdout.splitlines()[-20:]))
        return done.stdout

    def deploy(self, *options, **parameters):
        self.parameters |= parameters
        given = (f"{name}={value}" for name, value in self.parameters.items())
        self.run("infra/operate", "deploy", "dev", "--in", self.tree, *options, *given)

    def output(self, name):
        [stack] = self.formation.describe_stacks(StackName=self.name)["Stacks"]
        return next(output["OutputValue"] for output in stack["Outputs"] if output["OutputKey"] == name)

    def template(self):
        body = self.formation.get_template(StackName=self.name, TemplateStage="Processed")["TemplateBody"]
        return json.loads(body) if isinstance(body, str) else body

    def resources(self, kind="", stack=name):
        """The names that resources of a type were given, by those in the template."""
        found = self.formation.describe_stack_resources(StackName=stack)["StackResources"]
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found if kind in ("", one["ResourceType"])}

    def delete(self, stack=name):
        self.run("sam", "delete", "--no-prompts", "--stack-name", stack, "--region", self.region)

    def import_data(self, template, names):
        """Makes the stack of what is kept of resources that there are."""
        identifiers = {
            "AWS::DynamoDB::Table": "TableName", "AWS::KMS::Key": "KeyId", "AWS::Logs::LogGroup": "LogGroupName",
        }
        change = {"StackName": self.data, "ChangeSetName": "import"}
        kinds = {name: resource["Type"] for name, resource in template["Resources"].items()}
        self.formation.create_change_set(
            **change, ChangeSetType="IMPORT", TemplateBody=json.dumps(template),
            ResourcesToImport=[
                {"ResourceType": kind, "LogicalResourceId": name, "ResourceIdentifier": {identifiers[kind]: names[name]}}
                for name, kind in kinds.items()
            ],
        )
        until(lambda: self.formation.describe_change_set(**change)["Status"] == "CREATE_COMPLETE", 30)
        self.formation.execute_change_set(**change)
        until(lambda: self.status(self.data) == "IMPORT_COMPLETE", 60)

    def status(self, stack):
        [found] = self.formation.describe_stacks(StackName=stack)["Stacks"]
        return found["StackStatus"]

    def versions(self):
        """The version that each function's alias is at."""
        return {
            name: self.functions.get_alias(FunctionName=function, Name="live")["FunctionVersion"]
            for name, function in self.resources("AWS::Lambda::Function").items()
        }


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        text = response.read().decode()
        if "Mock response" in text:
            raise AssertionError("the emulator has run no function: " + text)
        self.body = json.loads(text) if text else None


class Api:
    """The stack's HTTP API, at a path of the emulator: no name server knows the host that it has."""

    def __init__(self, stack: Stack):
        self.port = stack.emulator.port
        self.path = f"/_aws/execute-api/{stack.resources()['HttpApi']}/$default"
        self.url = f"http://127.0.0.1:{self.port}{self.path}"
        self.headers = {}

    def call(self, method, path, body=None, expected=200, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(
            method, self.path + path, None if body is None else json.dumps(body),
            {"Content-Type": "application/json"} | self.headers
            | {name.replace("_", "-"): value for name, value in headers.items()},
        )
        answer = Answer(connection.getresponse())
        connection.close()
        if answer.status != expected:
            raise AssertionError(f"{method} {path}: {answer.status} instead of {expected}: {answer.body}")
        return answer

    def log_in(self, client_id, secret, expected=200):
        """Has issue-token make an access token, and uses it from then on."""
        request = {"client_id": client_id, "client_secret": secret, "grant_type": "client_credentials"}
        self.headers = {}
        answer = self.call("POST", "/api/auth/v1/token", request, expected)
        if expected == 200:
            self.headers = {"Authorization": "Bearer " + answer.body["access_token"]}
        return answer.body
