"""An outside service that checks who people are, as a real server: it takes signed questions, shows
a page, and signs its results."""

import base64
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Service:
    def __init__(self) -> None:
        self.questions: list[dict[str, Any]] = []
        self.secret, self.status, self.answer = "", 200, b""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.site = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def sign(self, name: str, stamp: str, body: bytes) -> str:
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        digest = hmac.digest(key, f"{name}.{stamp}.".encode() + body, "sha256")
        return f"v1,{base64.b64encode(digest).decode()}"

    def result(self, *, passed: bool, state: str = "", age: int = 0) -> dict[str, Any]:
        """What `Client.post` takes to bring a result."""
        said = {"state": state or self.questions[-1]["state"], "passed": passed}
        body, stamp = json.dumps(said).encode(), str(int(time.time()) - age)
        return {
            "data": body,
            "content_type": "application/json",
            "headers": {
                "webhook-id": "msg_7",
                "webhook-timestamp": stamp,
                "webhook-signature": self.sign("msg_7", stamp, body),
            },
        }


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            name, stamp = self.headers["webhook-id"], self.headers["webhook-timestamp"]
            if self.headers["webhook-signature"] != service.sign(name, stamp, body):
                self.send_error(401)
                return
            service.questions.append(json.loads(body))
            page = {"url": f"{service.site}/check/{len(service.questions)}"}
            answer = service.answer or json.dumps(page).encode()
            self.send_response(service.status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
