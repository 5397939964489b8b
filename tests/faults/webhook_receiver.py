"""A company's own system on a bad day: it fails, hangs, drips, cuts the line and says it twice."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from standardwebhooks import webhooks

from tests.serving import Careless, served

SECONDS = 0.3
"""How long the desk waits in these tests, and a little less than a receiver hangs."""


class Clock(datetime):
    """The reference verifier's: what the sender's sweep says that it is."""

    at: datetime

    @classmethod
    def now(cls, tz: object = None) -> datetime:
        return cls.at


@dataclass
class Hostile:
    secret: str = ""
    dice: random.Random = field(default_factory=random.Random)
    ways: list[str] = field(default_factory=list)
    """What it may do to a try, one drawn for each; takes it where there is none."""
    elsewhere: str = ""
    url: str = ""
    verified: list[tuple[str, int, str]] = field(default_factory=list)
    """Id, moment and body of what the reference verifier let in, answered or not."""
    taken: list[str] = field(default_factory=list)
    """Bodies that were answered with a 2xx."""
    taken_ids: list[str] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def listening(hostile: Hostile) -> Iterator[Hostile]:
    class Handler(Careless):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            hostile.calls.append((headers, body))
            way = hostile.dice.choice(hostile.ways) if hostile.ways else "204"
            if way == "reset":
                self.reset()
            elif self.verifies(headers, body):
                self.do(way, headers["webhook-id"], body)
            else:
                hostile.refused.append(headers)
                self.answer(401)

        def verifies(self, headers: dict[str, str], body: bytes) -> bool:
            try:
                webhooks.Webhook(hostile.secret).verify(body, headers)
            except webhooks.WebhookVerificationError:
                return False
            stamp = int(headers["webhook-timestamp"])
            hostile.verified.append((headers["webhook-id"], stamp, body.decode()))
            return True

        def do(self, way: str, name: str, body: bytes) -> None:
            if way == "hang":
                time.sleep(SECONDS * 1.5)
            elif way == "drip":
                self.drip()
            elif way == "taken, and cut":
                self.reset()
            else:
                if way.startswith("2"):
                    hostile.taken.append(body.decode())
                    hostile.taken_ids.append(name)
                self.answer(int(way))

        def do_GET(self) -> None:
            hostile.calls.append(({}, b""))
            self.answer(200)

        def answer(self, status: int) -> None:
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", hostile.elsewhere)
            self.end_headers()

        def drip(self) -> None:
            ends = time.monotonic() + SECONDS * 2
            while time.monotonic() < ends:
                self.wfile.write(b"H")
                time.sleep(SECONDS / 6)

    with served(Handler) as url:
        hostile.url = f"{url}/hooks"
        yield hostile
