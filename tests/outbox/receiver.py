"""A real integrator: an HTTP server that keeps what it is posted."""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.serving import Careless, served


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

    class Handler(Careless):
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

    with served(Handler, tls) as url:
        receiver.url = f"{url}/hooks?company=7"
        yield receiver
