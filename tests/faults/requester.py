"""Somebody who asks through the real form, over HTTP, again and again."""

import http.cookiejar
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.faults.crew import Crew, wait_until
from tests.portal.visitor import Visitor

SLUG = "nexus-ip"
WEB = (
    *("-m", "gunicorn", "dsar.wsgi", "--workers", "1", "--threads", "4"),
    *("--log-level", "warning", "--no-control-socket"),
)


class _Noting(Visitor):
    """Remembers what was answered, so that it can be answered again over HTTP."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.answers: list[tuple[str, dict[str, Any]]] = []

    def answer(self, step: str, **said: Any) -> Any:
        self.answers.append((step, said))
        return super().answer(step, **said)


@dataclass
class Requester:
    """Looks at the form ten times a second. `worst` is the slowest answer, in seconds."""

    base: str
    answers: list[tuple[str, dict[str, Any]]]
    looks: int = 0
    sent: int = 0
    refused: list[str] = field(default_factory=list)
    worst: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)

    def send(self) -> None:
        """A whole request, from the first page to the thanks."""
        browser = _Browser(self)
        browser.get("ask/what/")
        for step, said in self.answers:
            browser.post(f"ask/{step}/", said)
        browser.post("ask/check/", {})
        self.sent += 1

    def look_on(self) -> None:
        while not self._stop.wait(0.1):
            _Browser(self).get("ask/what/")
            self.looks += 1

    def stop(self) -> None:
        self._stop.set()


class _Browser:
    def __init__(self, requester: Requester) -> None:
        self.requester = requester
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> None:
        self._open(path, None)

    def post(self, path: str, said: dict[str, Any]) -> None:
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        form = {**said, "csrfmiddlewaretoken": token or ""}
        self._open(path, urllib.parse.urlencode(form, doseq=True).encode())

    def _open(self, path: str, form: bytes | None) -> None:
        address = f"{self.requester.base}/{SLUG}/{path}"
        began = time.monotonic()
        try:
            with self.opener.open(address, form, timeout=20) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            self.requester.refused.append(f"{error.code} {path}")
        except OSError as error:
            self.requester.refused.append(f"{type(error).__name__} {path}")
        self.requester.worst = max(self.requester.worst, time.monotonic() - began)


def probable_answers() -> list[tuple[str, dict[str, Any]]]:
    visitor = _Noting(SLUG)
    visitor.walk("access", without=True)
    return visitor.answers


@contextmanager
def asking(hands: Crew) -> Iterator[Requester]:
    """A real web server, and somebody who looks at its form all the time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        hands.start(
            (*WEB, "--bind", f"fd://{listener.fileno()}"),
            sockets=(listener.fileno(),),
            DSAR_ALLOWED_HOSTS="127.0.0.1",
        )
        requester = Requester(f"http://127.0.0.1:{port}", probable_answers())
        assert wait_until(lambda: _answers(requester), within=30), hands.said()
        looking = threading.Thread(target=requester.look_on)
        looking.start()
        try:
            yield requester
        finally:
            requester.stop()
            looking.join()


def _answers(requester: Requester) -> bool:
    try:
        with urllib.request.urlopen(f"{requester.base}/healthz", timeout=20) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
