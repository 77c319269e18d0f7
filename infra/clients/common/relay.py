"""Passes a client's requests on to the server and keeps what it sent, with placeholders, in requests.json."""

import http.client
import http.server
import json
import re
import threading
from urllib.parse import urlsplit

# What differs from run to run, or tells of the machine.
PLACEHOLDERS = [
    (r"eyJ[\w-]+\.[\w-]+\.[\w-]+", "{access_token}"),
    (r"cust-v1-[\w-]+", "{customer_id}"),
    (r"token-v1-[\w-]+", "{token_id}"),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "{uuid}"),
    (r"localhost:\d+", "localhost"),
    (r"^linux/.*", "linux/6"),
]


def kept(text):
    for pattern, placeholder in PLACEHOLDERS:
        text = re.sub(pattern, placeholder, text)
    return text


def relay(url):
    """The address to give to the client instead of the server's."""
    requests = []

    class Relay(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name: kept(value) for name, value in self.headers.items()}
            sent = {"method": self.command, "path": kept(self.path), "headers": headers, "body": kept(body.decode())}
            requests.append(sent)
            with open("requests.json", "w") as file:
                json.dump(requests, file, indent=2, ensure_ascii=False)
                file.write("\n")

            server = http.client.HTTPConnection(urlsplit(url).netloc)
            server.request(self.command, self.path, body or None, dict(self.headers.items()))
            answer = server.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            server.close()

        do_DELETE = do_GET = do_PATCH = do_POST = do_PUT = pass_on

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Relay)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://localhost:{server.server_port}"
