"""Deploys the stack to an emulator of AWS, uses it, changes it and deletes it; see infra/rehearsal.md."""

import json
import re
import shutil
import signal
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import story
from routes import add_routes
from stack import Api, Emulator, Stack, until
from story import equal

MERCHANT = "rehearsed-merchant"
ISSUER = "https://clientele.rehearsal.invalid"
CONTENT = "content that no dead letter may hold"


def time_from_now(seconds):
    return (datetime.now(timezone.utc) + timedelta(seconds=seconds)).isoformat()


class Rehearsal:
    def __init__(self, stack: Stack):
        self.stack = stack

    def credentials(self, command, *options):
        """What a command on the clients table prints, and the JWK set if it prints one."""
        table = self.stack.output("ClientsTableName")
        told = self.stack.run("infra/operate", "credentials", command, "--table", table, *options)
        return told, "".join(re.findall(r"^AccessTokenKeys = '(.*)'$", told, re.MULTILINE))

    def send(self, *tokens):
        """Puts messages of a token service provider into the tokens queue; a text is sent as it is."""
        entries = [
            {"Id": str(number), "MessageBody": token if isinstance(token, str) else json.dumps(self.recorded(token))}
            for number, token in enumerate(tokens)
        ]
        sent = self.stack.queues.send_message_batch(QueueUrl=self.stack.output("TokensQueueUrl"), Entries=entries)
        equal(len(sent["Successful"]), len(tokens))

    @staticmethod
    def recorded(token):
        card = {"last4_digit": "0007", "card_type": "DEBIT", "network_name": "RuPay", "emi": False}
        return {
            "type": "token.recorded", "source": "tsp", "source_sequence": 1, "occurred_at": time_from_now(-600),
            "merchant_id": MERCHANT,
            "token": {
                "status": "ACTIVE", "payment_method": "CARD", "expired_at": "2099-02-01T00:00:00Z", "card_data": card,
            } | token,
        }

    def tokens(self, customer, count):
        """The customer's tokens, once there are so many."""
        def question():
            tokens = self.api.call("GET", f"/api/v1/customer/{customer}/tokens").body["tokens"]
            return tokens if len(tokens) == count else None
        return until(question, 60)

    def record(self, customer):
        self.send({"customer_id": customer, "merchant_token_reference": "card-0"})
        return self.tokens(customer, 1)

    def waiting(self, queue):
        """How many messages a queue has, and how many of it are hidden after they were received."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        url = self.stack.resources("AWS::SQS::Queue")[queue]
        counts = self.stack.queues.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return tuple(int(counts[name]) for name in names)

    @staticmethod
    def within_a_minute(begin):
        seconds = time.monotonic() - begin
        assert seconds < 60, f"it took {seconds:.0f} s"
        return seconds

    # The steps, each of which returns its figure.

    def deploy(self):
        self.stack.deploy("--first", AccessTokenIssuer=ISSUER, AccessTokenAudience=ISSUER)
        routes = add_routes(self.stack)
        runtimes = {one["Runtime"] for one in self.stack.functions.list_functions(MaxItems=100)["Functions"]}
        # What else there is, the emulator answers itself, with 200.
        equal(runtimes, {"provided.al2023"})
        resources = len(self.stack.resources())
        kept = len(self.stack.resources(stack=self.stack.data))
        self.api = Api(self.stack)
        return f"{resources} resources, {kept} more of what is kept, {routes} routes"

    def add_client(self):
        _, keys = self.credentials("init")
        told, _ = self.credentials("add-client", "--merchant", MERCHANT)
        self.client = self.client_of(told)
        self.stack.deploy(AccessTokenKeys=keys)
        return "a signing key and a client"

    @staticmethod
    def client_of(told):
        return re.search(r"client_id: (\S+)\s+client_secret: (\S+)", told).groups()

    def smoke(self):
        client_id, secret = self.client
        told = self.stack.run(
            "infra/smoke", self.api.url, CLIENTELE_CLIENT_ID=client_id, CLIENTELE_CLIENT_SECRET=secret
        )
        return f"{told.count('ok ')} checks"

    def story(self):
        self.customer = story.tell(self.api, lambda: self.api.log_in(*self.client), self.record)
        return "12 steps"

    def messages(self):
        good = [{"customer_id": self.customer, "merchant_token_reference": f"card-{number}"} for number in range(1, 8)]
        due = good[0] | {"merchant_token_reference": "card-8", "expired_at": time_from_now(10)}
        self.send(*good, due, "no JSON", {"customer_id": "cust-unknown", "merchant_token_reference": "card-9"})
        self.tokens(self.customer, 9)
        until(lambda: self.waiting("TokensQueue") == (0, 2), 10)
        equal(self.waiting("TokensDeadLetterQueue"), (0, 0))
        self.tick_every_minute()
        return "8 of 10 are recorded, 2 are to be delivered again"

    def tick_every_minute(self):
        """Has the sweep's schedule tick soon: card-8 is due a minute after it has expired."""
        schedule = self.stack.schedules.get_schedule(Name=self.stack.resources()["SweepSchedule"])
        kept = {name: schedule[name] for name in ("Name", "FlexibleTimeWindow", "Target")}
        self.stack.schedules.update_schedule(**kept, ScheduleExpression="rate(1 minute)")

    def changed_parameter(self):
        unknown = {"favourite_colour": "blue"}
        path = "/api/v1/customer/" + self.customer
        self.api.call("PATCH", path, unknown)
        before = self.stack.versions()
        self.stack.deploy(RefuseUnknownFields="true")
        changed = sum(version != before[name] for name, version in self.stack.versions().items())
        equal(changed, len(before))
        self.api.call("PATCH", path, unknown, 400)
        return f"{changed} of {len(before)} functions have a new version, which live serves"

    def same_parameters(self):
        before = self.stack.versions()
        self.stack.deploy()
        equal(self.stack.versions(), before)
        return "no function has a new version"

    def key_rotation(self):
        old = dict(self.api.headers)
        _, keys = self.credentials("rotate-key")
        self.stack.deploy(AccessTokenKeys=keys)
        self.credentials("rotate-key", "--sign")
        self.api.log_in(*self.client)
        assert self.api.headers != old, "the next key does not sign"
        path = "/api/v1/customer/" + self.customer
        self.api.call("GET", path)
        self.api.call("GET", path, **old)
        begin = time.monotonic()
        _, keys = self.credentials("rotate-key", "--withdraw", "--at-once")
        self.stack.deploy(AccessTokenKeys=keys)
        self.api.call("GET", path, expected=401, **old)
        seconds = self.within_a_minute(begin)
        self.api.call("GET", path)
        return f"tokens of both keys are accepted; that of a withdrawn one is refused after {seconds:.0f} s"

    def client_secrets(self):
        client, older = self.client
        told, _ = self.credentials("rotate-client", "--client", client)
        newer = re.search(r"client_secret: (\S+)", told)[1]
        self.api.log_in(client, older)
        self.api.log_in(client, newer)
        self.credentials("rotate-client", "--client", client, "--keep", "newer")
        self.api.log_in(client, older, expected=422)
        self.api.log_in(client, newer)
        path = "/api/v1/customer/" + self.customer
        self.api.call("GET", path)
        old = dict(self.api.headers)
        begin = time.monotonic()
        _, keys = self.credentials("revoke-client", "--client", client)
        self.api.log_in(client, newer, expected=422)
        self.stack.deploy(AccessTokenKeys=keys)
        self.api.call("GET", path, expected=401, **old)
        seconds = self.within_a_minute(begin)
        return f"both get tokens, the newer alone once that is kept; a revoked client's are refused after {seconds:.0f} s"

    def sweep(self):
        until(self.swept, 120)
        return "the expired token has ended, by the schedule's tick"

    def swept(self):
        told = self.stack.tables.scan(
            TableName=self.stack.output("CustomersTableName"), Select="COUNT",
            FilterExpression="merchant_token_reference = :reference AND expired = :true",
            ExpressionAttributeValues={":reference": {"S": "card-8"}, ":true": {"BOOL": True}},
        )
        return told["Count"] == 1

    def dead_letters(self):
        function = self.stack.resources()["RecordTokensFunction"]
        variables = self.stack.functions.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
        # What is refused is tried for an hour.
        self.stack.functions.update_function_configuration(
            FunctionName=function, Environment={"Variables": variables | {"CLIENTELE_CLOCK_OFFSET": "61M"}}
        )
        version = self.stack.functions.publish_version(FunctionName=function)["Version"]
        self.stack.functions.update_alias(FunctionName=function, Name="live", FunctionVersion=version)
        unknown = {"customer_id": "cust-unknown", "merchant_token_reference": "card-9", "status_reason": CONTENT}
        self.send(CONTENT, unknown)
        until(lambda: self.waiting("TokensDeadLetterQueue") == (2, 0), 60)
        url = self.stack.resources()["TokensDeadLetterQueue"]
        letters = []
        while len(letters) < 2:
            told = self.stack.queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
            letters += told["Messages"]
        equal(sorted(json.loads(letter["Body"])["code"] for letter in letters), ["CUSTOMER_NOT_FOUND", "INVALID_REQUEST"])
        assert CONTENT not in str(letters), "a dead letter holds what was sent"
        return "2 messages are given up, with identifiers only"

    def delete(self):
        kept = self.stack.resources(stack=self.stack.data)
        self.stack.delete()
        equal(self.stack.functions.list_functions()["Functions"], [])
        equal(self.stack.resources(stack=self.stack.data), kept)
        return f"no function is left, and all {len(kept)} of what is kept"

    def deploy_again(self):
        self.stack.deploy()
        add_routes(self.stack)
        self.api = Api(self.stack)
        told, _ = self.credentials("add-client", "--merchant", MERCHANT)
        self.api.log_in(*self.client_of(told))
        equal(len(self.tokens(self.customer, 9)), 9)
        return "the customer is there, with 9 tokens"

    def import_again(self):
        kept = self.stack.resources(stack=self.stack.data)
        self.stack.delete(self.stack.data)
        self.refuse_deletion(kept)
        told = self.stack.run("infra/operate", "import-template", "--service", self.stack.name, "infra/data.yaml")
        template = json.loads(told)
        # The emulator imports no secret, so the stack makes another one.
        del template["Resources"]["AuditKey"]
        self.stack.secrets.delete_secret(SecretId=kept.pop("AuditKey"), ForceDeleteWithoutRecovery=True)
        self.stack.import_data(template, kept)
        self.stack.deploy()
        found = self.stack.resources(stack=self.stack.data)
        equal(found | kept, found)
        equal(len(self.tokens(self.customer, 9)), 9)
        return f"{len(kept)} of what its own stack has left are in it again, and the service has them"

    def refuse_deletion(self, kept):
        tables = [name for name in kept.values() if "Table" in name]
        equal(sorted(self.stack.tables.list_tables()["TableNames"]), sorted(tables))
        for table in tables:
            try:
                self.stack.tables.delete_table(TableName=table)
            except self.stack.tables.exceptions.ClientError:
                continue
            raise AssertionError(f"{table} could be deleted")


STEPS = [
    "deploy", "add_client", "smoke", "story", "messages", "changed_parameter", "same_parameters", "key_rotation",
    "client_secrets", "sweep", "dead_letters", "delete", "deploy_again", "import_again",
]


def main(tree, packaging):
    with Emulator(tree) as emulator:
        rehearsal = Rehearsal(Stack(emulator, tree, packaging))
        for step in STEPS:
            name = step.replace("_", " ")
            begin = time.monotonic()
            try:
                figure = getattr(rehearsal, step)()
            except Exception as failure:
                sys.exit(f"{name}: FAILED: {failure}\nIts logs are in {tree}")
            print(f"{name}: {figure} ({time.monotonic() - begin:.1f} s)", flush=True)
    shutil.rmtree(tree)


if __name__ == "__main__":
    # Ended from outside, it ends what it has started as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    main(Path(sys.argv[1]), sys.argv[2])
