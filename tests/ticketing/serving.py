"""What a stand-in for a help desk answers with."""

import json
from typing import Any

from tests.serving import Careless


class Answering(Careless):
    def do_GET(self) -> None:
        self.answer_to("GET", None)

    def do_PUT(self) -> None:
        self.answer_to("PUT", self.content())

    def do_POST(self) -> None:
        self.answer_to("POST", self.content())

    def content(self) -> Any:
        return json.loads(self.rfile.read(int(self.headers["content-length"])))

    def answer_to(self, method: str, content: Any) -> None:
        raise NotImplementedError

    def answer(self, status: int, content: Any = None, *, retry_after: str = "") -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        if body:
            self.send_header("Content-Type", "application/json")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        if status == 429 and retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(body)
