"""A real integrator: an HTTP server that keeps what it is posted."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    answers: list[int] = field(default_factory=list)  # one a call; 204 when none is left
    location: str = ""
    retry_after: str = ""
    think_seconds: float = 0.0  # before it answers
    drip_seconds: float = 0.0  # a byte of the answer each time this passes
    before_answering: Callable[[], object] = lambda: None
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@contextmanager
def listening(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.calls.append((headers | {":path": self.path}, body))
            self.drip()
            time.sleep(receiver.think_seconds)
            receiver.before_answering()
            self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
            if receiver.location:
                self.send_header("Location", receiver.location)
            if receiver.retry_after:
                self.send_header("Retry-After", receiver.retry_after)
            self.end_headers()

        def drip(self) -> None:
            ends = time.monotonic() + 5
            while receiver.drip_seconds and time.monotonic() < ends:
                self.wfile.write(b"H")
                time.sleep(receiver.drip_seconds)

        def log_message(self, *_: object) -> None:
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    receiver.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/hooks?company=7"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
