"""A real HTTP server that stands in for a help desk, for as long as a test lasts."""

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Answering(BaseHTTPRequestHandler):
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

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().handle()
        self.close_connection = True

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()


@contextmanager
def served(handler: type[Answering]) -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
