"""The public form over HTTP: its last page, which sends, beside the API; and all of its pages."""

import http.client
import math
import secrets
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from http.cookies import SimpleCookie
from itertools import count
from queue import SimpleQueue
from statistics import median
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.template import Template
from django.test.utils import instrumented_test_render

from bench import submitting, web
from bench.turns import rounded
from bench.web import BARE, OURS, Site, Turn
from dsar.cases.models import Case
from tests.faults.flood import Filled, Press, address
from tests.portal.visitor import Visitor

CLIENTS = 8  # of the last page by itself, and of the API beside it
FROM_ONE = 20  # forms of one address: no limit of an hour is reached
TOKEN = secrets.token_hex(16)
# Every form has a mailbox and every few forms an address of their own, through all turns.
_mailboxes, _addresses = count(1), count(1)


def measure(company: Any, *, clients: list[int], seconds: float, rounds: int) -> dict[str, Any]:
    """`clients`: how many fill in whole forms at once."""
    # The test client reads the form of a page out of what the page was made of.
    with patch.object(Template, "_render", instrumented_test_render):
        press, said = Press(company), _recorded(company)
    api = submitting.client_of(company, name="bench form")
    before = Case.objects.filter(company=company).count()
    turns: dict[str, list[Turn]] = {}
    with submitting.bare_tables(), web.site(OURS) as ours, web.site(BARE) as bare:
        for site in (ours, bare):
            web.turn(site, api, clients=2, seconds=1)
        for _ in range(rounds):
            beside = web.turn(ours, api, clients=CLIENTS, seconds=seconds)
            forms = _filled(press, math.ceil(2 * beside.rate * seconds) + CLIENTS)
            sending = partial(_send, forms)
            turns.setdefault("by the API", []).append(beside)
            turns.setdefault("by the form", []).append(
                web.turn(ours, sending, clients=CLIENTS, seconds=seconds)
            )
            for number in clients:
                for site, client in ((ours, partial(_fill_in, company.slug, said)), (bare, api)):
                    turn = web.turn(site, client, clients=number, seconds=seconds)
                    turns.setdefault(f"{site.name}, {number} clients", []).append(turn)
    taken_in = sum(
        len(turn.took) for name, all_ in turns.items() for turn in all_ if BARE not in name
    )
    assert Case.objects.filter(company=company).count() - before >= taken_in, taken_in
    return _found(turns, clients, pages=2 * len(said) + 3)


def _found(turns: dict[str, list[Turn]], clients: list[int], pages: int) -> dict[str, Any]:
    rate = {name: median(turn.rate for turn in all_) for name, all_ in turns.items()}
    whole = {f"{number} clients": rate[f"{OURS}, {number} clients"] for number in clients}
    return {
        "ratios": rounded(
            {"last page, to the API": rate["by the form"] / rate["by the API"]}
            | {
                f"whole forms, {number}, to the bare view": forms / rate[f"{BARE}, {number}"]
                for number, forms in whole.items()
            }
        ),
        "pages asked for and posted, a form": pages,
        "errors": sum(turn.errors for all_ in turns.values() for turn in all_),
        "a second": rounded({"by the API": rate["by the API"], "by the form": rate["by the form"]}),
        "whole forms a second": rounded(whole),
        "ms at the 95th percentile": rounded(
            {name: median(turn.p95 for turn in all_) for name, all_ in turns.items()}
        ),
        "ms of processor each": rounded(
            {
                name: median(1000 * turn.processor / len(turn.took) for turn in all_)
                for name, all_ in turns.items()
            }
        ),
    }


class _Recorder(Visitor):
    """Keeps what was said on each page."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.said: list[tuple[str, dict[str, Any]]] = []

    def answer(self, step: str, **said: Any) -> HttpResponse:
        self.said.append((step, said))
        return super().answer(step, **said)


def _recorded(company: Any) -> list[tuple[str, dict[str, Any]]]:
    visitor = _Recorder(company.slug)
    visitor.walk("access", without=True)
    return visitor.said


def _filled(press: Press, number: int) -> SimpleQueue[Filled]:
    """Forms of which only the last page is left, each with a mailbox of its own."""
    forms: SimpleQueue[Filled] = SimpleQueue()
    for _ in range(number):
        forms.put(press.fill(email=_mailbox(), of=""))
    return forms


def _mailbox() -> str:
    return f"robin{next(_mailboxes)}@example.org"


@dataclass
class _Browser:
    """One line to the site, from an address of its own, and the cookies that came."""

    site: Site
    cookies: dict[str, str] = field(
        default_factory=lambda: {settings.CSRF_COOKIE_NAME: TOKEN}, init=False
    )

    def __post_init__(self) -> None:
        of = address(next(_addresses), network=9)
        self.line = http.client.HTTPConnection(
            "127.0.0.1", self.site.port, timeout=20, source_address=(of, 0)
        )

    def close(self) -> None:
        self.line.close()

    def ask(self, method: str, path: str, said: dict[str, Any] | None = None) -> tuple[int, str]:
        """The status, and where it leads."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if said is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({"csrfmiddlewaretoken": TOKEN} | said, doseq=True)
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(cookie).items()}
        return answer.status, urlsplit(answer.headers.get("Location", "")).path

    def forget(self) -> None:
        """As somebody else would come."""
        self.cookies = {settings.CSRF_COOKIE_NAME: TOKEN}


def _browsers(site: Site, until: float) -> Iterator[_Browser]:
    """One for each form until then, from another address every few forms."""
    while time.monotonic() < until:
        with closing(_Browser(site)) as browser:
            for _ in range(FROM_ONE):
                if time.monotonic() >= until:
                    return
                browser.forget()
                yield browser


def _send(forms: SimpleQueue[Filled], site: Site, until: float, turn: Turn) -> None:
    """The last page only."""
    for browser in _browsers(site, until):
        form = forms.get_nowait()  # more were filled in than can be sent
        browser.cookies[settings.SESSION_COOKIE_NAME] = form.session
        began = time.perf_counter()
        status, leads_to = browser.ask("POST", f"/{form.draft.company.slug}/ask/check/", {})
        _note(turn, began, status == 302 and leads_to.endswith("/sent/"))


def _fill_in(
    slug: str, said: list[tuple[str, dict[str, Any]]], site: Site, until: float, turn: Turn
) -> None:
    """From the first page to the receipt, as a browser asks for them."""
    for browser in _browsers(site, until):
        mailbox, began = {"email": _mailbox()}, time.perf_counter()
        browser.ask("GET", f"/{slug}/ask/what/")
        for step, answers in said:
            own = {name: mailbox.get(name, value) for name, value in answers.items()}
            _, leads_to = browser.ask("POST", f"/{slug}/ask/{step}/", own)
            browser.ask("GET", leads_to)
        _, leads_to = browser.ask("POST", f"/{slug}/ask/check/", {})
        status, _ = browser.ask("GET", leads_to)
        _note(turn, began, status == 200 and leads_to.endswith("/sent/"))


def _note(turn: Turn, began: float, taken_in: bool) -> None:
    if taken_in:
        turn.took.append(time.perf_counter() - began)
    else:
        turn.errors += 1
