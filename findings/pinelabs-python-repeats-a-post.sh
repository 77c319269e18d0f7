#!/usr/bin/env bash
# pinelabs-python 0.2.1: a POST whose answer is lost, because the connection is closed after the request was read, is
# sent twice more, and so is one that is answered 409. Expected: no repeat without an idempotency key. Nothing tells the
# repeats from new requests: no such key is sent, and Request-ID is the one that the client was made with, in this and
# in all its other calls.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check pinelabs-python==0.2.1 httpx==0.28.1 h11==0.16.0 \
  pydantic==2.13.5

seen=$("$dir/bin/python" - <<'PYTHON'
import http.server
import threading

from pinelabs import PinelabsApi


class Vendor(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        print(self.command, self.path, body, "Request-ID:", self.headers["Request-ID"],
              "Idempotency-Key:", self.headers["Idempotency-Key"])
        if "conflict" in body:
            self.send_response(409)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"code": "CONFLICT", "message": "example"}')

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Vendor)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = PinelabsApi(base_url=f"http://127.0.0.1:{server.server_port}", token="example", request_id="request-1")
for reference in "lost", "conflict":
    try:
        client.customers.create_customer(merchant_customer_reference=reference)
    except Exception as e:
        print("raised:", type(e).__name__)
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
POST /api/v1/customer {"merchant_customer_reference":"lost"} Request-ID: request-1 Idempotency-Key: None
POST /api/v1/customer {"merchant_customer_reference":"lost"} Request-ID: request-1 Idempotency-Key: None
POST /api/v1/customer {"merchant_customer_reference":"lost"} Request-ID: request-1 Idempotency-Key: None
raised: RemoteProtocolError
POST /api/v1/customer {"merchant_customer_reference":"conflict"} Request-ID: request-1 Idempotency-Key: None
POST /api/v1/customer {"merchant_customer_reference":"conflict"} Request-ID: request-1 Idempotency-Key: None
POST /api/v1/customer {"merchant_customer_reference":"conflict"} Request-ID: request-1 Idempotency-Key: None
raised: ApiError
SEEN
