"""A company's own program that logs requests over the API."""

import http.client
import json
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils import timezone

from dsar.api.models import Scope
from dsar.api.operations import create_key
from dsar.companies.models import Company
from tests import desk

WORDS = ["A. Example", "a@example.org"]  # of every requester that it logs


class Answered(NamedTuple):
    status: int
    body: bytes
    replayed: bool


class Integrator:
    """Speaks to a real server, and may lose its line before or after the last byte is sent."""

    def __init__(
        self, url: str, company: Company, *, received_at: str = "2026-11-20T09:12:00+00:00"
    ) -> None:
        self.address = (urlsplit(url).hostname, urlsplit(url).port)
        self.received_at = received_at
        _, self.token = create_key(
            company=company, name="Zendesk", scopes=Scope.values, is_test=False, actor="system",
            now=desk.MONDAY,
        )  # fmt: skip

    def post(
        self, key: str, number: int, *, right: str = "access", cut: str = ""
    ) -> Answered | None:
        body = json.dumps(
            {
                "right": right,
                "received_at": self.received_at,
                "requester": {"name": f"A. Example {number}", "email": "a@example.org"},
            }
        ).encode()
        line = http.client.HTTPConnection(*self.address, timeout=120)
        try:
            line.putrequest("POST", "/api/v1/cases")
            line.putheader("Authorization", f"Bearer {self.token}")
            line.putheader("Idempotency-Key", key)
            line.putheader("Content-Type", "application/json")
            line.putheader("Content-Length", str(len(body)))
            line.endheaders(body[: len(body) // 2] if cut == "before" else body)
            if cut:
                assert line.sock is not None
                # Reset, not closed: as when a train enters a tunnel.
                line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return None
            answer = line.getresponse()
            return Answered(
                answer.status, answer.read(), bool(answer.getheader("Idempotent-Replayed"))
            )
        finally:
            line.close()


@dataclass
class Load:
    """Many at once, each of which sends a request until it is told a reference, then the next."""

    integrator: Integrator
    taken: dict[str, str] = field(default_factory=dict)  # each key and the reference it was told
    at: list[float] = field(default_factory=list)  # when each answer of 2xx came
    took: list[float] = field(default_factory=list)  # and how many seconds it was in coming
    answers: Counter[str] = field(default_factory=Counter)
    _begun: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        while not self._over.is_set():
            with self._lock:
                self._begun += 1
                number = self._begun
            self._until_taken(f"zendesk-{number}", number)

    def _until_taken(self, key: str, number: int) -> None:
        """The last ones are not given up when the load ends: somebody waits for their answer."""
        ends = time.monotonic() + 60
        while time.monotonic() < ends or not self._over.is_set():
            asked = time.monotonic()
            try:
                answer = self.integrator.post(key, number)
            except (OSError, http.client.HTTPException) as error:
                self._note(type(error).__name__)
            else:
                assert answer is not None
                self._note(str(answer.status))
                if 200 <= answer.status < 300:
                    self.taken[key] = json.loads(answer.body)["reference"]
                    self.at.append(time.monotonic())
                    self.took.append(self.at[-1] - asked)
                    return
            time.sleep(0.1)

    def _note(self, answer: str) -> None:
        with self._lock:
            self.answers[answer] += 1

    def stop(self) -> None:
        self._over.set()


@contextmanager
def loading(url: str, company: Company, *, clients: int, received_at: str = "") -> Iterator[Load]:
    """So many clients, who have all been answered when it ends."""
    received_at = received_at or timezone.now().isoformat(timespec="seconds")
    with at_work(Load(Integrator(url, company, received_at=received_at)), clients) as load:
        yield load


@contextmanager
def at_work(load: Load, clients: int) -> Iterator[Load]:
    threads = [threading.Thread(target=load.go_on) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        load.stop()
        for thread in threads:
            thread.join()
