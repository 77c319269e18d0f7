#!/usr/bin/env bash
# pinelabs-python 0.2.1, with httpx 0.28.1: the first step of its README, a client with token="" that fetches an access
# token, fails before anything is sent. Expected: a request. The client adds "Authorization: Bearer " to every request,
# also to this one, and httpx refuses a header that ends with a blank. Any other text for the token works.
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
        print("received:", self.command, self.path, "Authorization:", self.headers["Authorization"])
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"access_token": "example"}')

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Vendor)
threading.Thread(target=server.serve_forever, daemon=True).start()
for token in "", "none":
    client = PinelabsApi(base_url=f"http://127.0.0.1:{server.server_port}", token=token)
    try:
        answer = client.authentication.generate_token(
            grant_type="client_credentials", client_id="example", client_secret="example"
        )
        print(repr(token), "access token:", answer.access_token)
    except Exception as e:
        print(repr(token), type(e).__name__ + ":", e)
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
'' LocalProtocolError: Illegal header value b'Bearer '
received: POST /api/auth/v1/token Authorization: Bearer none
'none' access token: example
SEEN
