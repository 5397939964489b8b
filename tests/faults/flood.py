"""Who floods the form, who never ends what they begin to send, and who needs it meanwhile."""

import contextlib
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils import timezone
from requests.adapters import HTTPAdapter

from dsar.companies.models import Company
from dsar.portal import drafts
from dsar.portal.models import Draft
from dsar.vault.operations import seal
from tests.portal.visitor import Visitor

TOKEN = secrets.token_hex(16)
AT_ONCE = 4


class From(HTTPAdapter):
    """Calls from this address of the machine."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, source_address=(self.address, 0), **kwargs)


def browser(address: str) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", From(address))
    return session


def address(number: int, *, network: int) -> str:
    return f"127.{network}.{number // 250}.{number % 250 + 1}"


@dataclass
class Filled:
    """A form that only has to be sent: what a machine does a thousand times a minute."""

    draft: Draft
    session: str
    of: str


class Press:
    """Fills in the same form again and again, each time with another mailbox."""

    def __init__(self, company: Company) -> None:
        self.company = company
        visitor = Visitor(company.slug)
        visitor.walk("access", without=True)
        self.first = Draft.objects.select_related("data_key__company_key").latest("started_at")
        self.answers = drafts.answers_of(self.first)
        self.store = import_module(settings.SESSION_ENGINE).SessionStore

    def fill(self, *, email: str, of: str) -> Filled:
        # Not in the same moment: a machine that waits a minute is not told by its haste.
        draft = drafts.start(company=self.company, now=timezone.now() - timedelta(minutes=1))
        contact = self.answers["contact"] | {"email": email}
        seal(draft, "answers", self.answers | {"contact": contact})
        draft.save(update_fields=["answers"])
        session = self.store()
        session["drafts"] = {self.company.slug: draft.holder}
        session.save()
        return Filled(draft, session.session_key, of)


def post_all(base: str, slug: str, filled: Iterable[Filled]) -> Counter[int]:
    """Sent by a few at once; how often each answer came."""

    def post(one: Filled) -> int:
        cookies = {settings.SESSION_COOKIE_NAME: one.session, settings.CSRF_COOKIE_NAME: TOKEN}
        with browser(one.of) as session:
            answer = session.post(
                f"{base}/{slug}/ask/check/",
                data={"csrfmiddlewaretoken": TOKEN},
                cookies=cookies,
                allow_redirects=False,
                timeout=120,
            )
        return answer.status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(post, filled))


@contextmanager
def never_ending(base: str, slug: str, count: int) -> Iterator[None]:
    """So many clients that send a byte of a long answer every second."""
    parts = urlsplit(base)
    head = (
        f"POST /{slug}/ask/what/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90000\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nCookie: csrftoken={TOKEN}\r\n\r\n"
    ).encode()
    lines = [socket.create_connection((parts.hostname, parts.port)) for _ in range(count)]
    over = threading.Event()

    def drip() -> None:
        while not over.wait(1.0):
            for line in lines:
                with contextlib.suppress(OSError):
                    line.send(b"a")

    for line in lines:
        line.sendall(head)
    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        yield
    finally:
        over.set()
        dripping.join()
        for line in lines:
            line.close()


@dataclass
class Genuine:
    """Every second somebody else, who fills in the whole form."""

    base: str
    slug: str
    answers: list[tuple[str, dict[str, Any]]]
    patience: float = 60.0
    took: list[float] = field(default_factory=list)
    sent: int = 0
    refused: list[str] = field(default_factory=list)

    @contextmanager
    def asking(self) -> Iterator[None]:
        over = threading.Event()

        def go_on() -> None:
            while True:
                began = time.monotonic()
                self.ask(self.sent + len(self.refused))
                if over.wait(max(0.0, 1.0 - (time.monotonic() - began))):
                    return

        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def looks(self, path: str) -> bool:
        with browser("127.0.0.1") as session:
            try:
                return session.get(f"{self.base}/{self.slug}/{path}", timeout=self.patience).ok
            except requests.RequestException:
                return False

    def ask(self, number: int) -> None:
        with browser(address(number, network=3)) as session:
            pages = [("ask/what/", None), *((f"ask/{at}/", said) for at, said in self.answers)]
            for path, said in [*pages, ("ask/check/", {})]:
                if said and "email" in said:
                    said = said | {"email": f"genuine{number}@example.org"}
                if not self._open(session, path, said):
                    return
        self.sent += 1

    def _open(self, session: requests.Session, path: str, said: dict[str, Any] | None) -> bool:
        at, began = f"{self.base}/{self.slug}/{path}", time.monotonic()
        try:
            if said is None:
                answer = session.get(at, timeout=self.patience)
            else:
                token = session.cookies.get(settings.CSRF_COOKIE_NAME)
                form = said | {"csrfmiddlewaretoken": token}
                answer = session.post(at, data=form, timeout=self.patience)
        except requests.RequestException as error:
            self.refused.append(f"{type(error).__name__} {path}")
            return False
        self.took.append(time.monotonic() - began)
        if not answer.ok:
            self.refused.append(f"{answer.status_code} {path}")
        return answer.ok
