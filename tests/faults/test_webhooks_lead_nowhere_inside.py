"""F12, where they may go: two hundred ways to write an address of our own network, names that lead
there, and receivers that send us there. Nobody of ours comes to who listens."""

import socket
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from pytest_django import Settings

from dsar.companies.models import Company, WebhookEndpoint
from dsar.companies.webhooks import WebhookRefused, ping, set_webhook
from dsar.outbox.models import Message, State
from dsar.outbox.sweep import drain
from tests import desk
from tests.faults import invariants
from tests.outbox.receiver import listening
from tests.outside import forms
from tests.outside.canary import Canary, singing
from tests.smtp import Sink as Smtp

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600), pytest.mark.django_db]

NOW = desk.MONDAY + timedelta(hours=1)
PUBLIC = "93.184.216.34"
REDIRECTS = (301, 302, 303, 307, 308)
# What would say that somebody was called, and only happened not to answer.
TRIED = {"no-connection", "timeout", "bad-certificate"}
NAMES = [*forms.INSIDE_AS_ANSWERED, "127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "0.0.0.0"]


@pytest.fixture
def canary() -> Iterator[Canary]:
    with singing() as canary:
        yield canary


class Teller:
    """Tells an address of an event, as the desk does, and what became of it."""

    def __init__(self) -> None:
        company: Company = desk.publish()
        self.endpoint = set_webhook(
            company_id=company.pk, url="https://example.com/", is_on=True, actor="x", now=NOW
        )
        self.turn = count(1)
        self.refused_when_set = 0

    def tell(self, url: str) -> str:
        self.point_to(url)
        now = NOW + timedelta(seconds=next(self.turn))
        row = ping(company_id=self.endpoint.company_id, pk=self.endpoint.pk, actor="x", now=now)
        drain(now=now)
        row.refresh_from_db()
        # One try each: the next address is the next one's.
        Message.objects.filter(pk=row.pk, state=State.QUEUED).update(state=State.FAILED)
        return row.last_error or row.state

    def point_to(self, url: str) -> None:
        """Also to what is refused there: it may have been set while the desk was tried out."""
        one = self.endpoint
        try:
            set_webhook(
                company_id=one.company_id, pk=one.pk, url=url, is_on=True, actor="x", now=NOW
            )
        except WebhookRefused:
            self.refused_when_set += 1
            WebhookEndpoint.objects.filter(pk=one.pk).update(url=url)


@pytest.fixture
def teller(db: None, settings: Settings) -> Teller:
    settings.DEBUG = settings.DEMO = settings.WEBHOOK_ALLOW_PRIVATE = False
    settings.CALLS_INSIDE = []
    return Teller()


def test_nobody_comes_to_who_listens_inside(
    teller: Teller,
    canary: Canary,
    smtp: Smtp,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    figures: dict[str, Any],
) -> None:
    tried = list(forms.addresses(canary.port))
    told = Counter(teller.tell(url) for url in tried)
    assert not TRIED & told.keys(), told

    with monkeypatch.context() as patch:
        called = _names_are_asked_for(patch, [[PUBLIC, inside] for inside in NAMES])
        mixed = Counter(teller.tell(f"https://a{n}.example.com/") for n in range(len(NAMES)))
        assert called == []

    with monkeypatch.context() as patch:
        called = _names_are_asked_for(patch, [[PUBLIC], ["127.0.0.1"]])
        changed = teller.tell(f"https://b.example.com:{canary.port}/")
        assert called == [(PUBLIC, canary.port)]  # what was looked at, and not the next answer

    settings.WEBHOOK_ALLOW_PRIVATE = True  # so that who sends us on is called at all
    with listening() as receiver:
        receiver.location = f"http://127.0.0.1:{canary.port}/"
        receiver.answers = list(REDIRECTS)
        sent_on = [teller.tell(receiver.url) for _ in REDIRECTS]
        assert len(receiver.calls) == len(REDIRECTS)

    figures |= {
        "addresses": len(tried),
        "refused as they were set": teller.refused_when_set,
        "names that lead inside": len(NAMES),
        "names with another answer each time": 1,
        "receivers that send on": len(REDIRECTS),
        "reached inside": canary.connections,
        "why": dict(sorted((told + mixed).items())),
    }
    assert len(tried) >= 200
    assert set(mixed) == {"private-address"}
    assert changed == "no-connection"
    assert sent_on == [f"http-{status}" for status in REDIRECTS]
    assert canary.connections == 0
    assert invariants.broken(Mailed(smtp), now=NOW + timedelta(minutes=10)) == []


class Mailed:
    """No webhook was taken by anybody."""

    def __init__(self, smtp: Smtp) -> None:
        self.ids = {str(mail["Message-ID"]) for mail in smtp.messages}


def _names_are_asked_for(patch: pytest.MonkeyPatch, answers: list[list[str]]) -> list[Any]:
    """Each question is answered by the next of these; who was called after it. Nobody outside is:
    only this machine may be called by a test."""
    turns, called = iter(answers), []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (one, port)) for one in next(turns, answers[-1])]

    def connect(address: Any, *_: Any) -> None:
        called.append(address)
        raise OSError

    patch.setattr(socket, "getaddrinfo", look_up)
    patch.setattr(socket, "create_connection", connect)
    return called


def test_a_plain_client_comes_to_who_listens_inside(
    canary: Canary, figures: dict[str, Any]
) -> None:
    """The control: the ways to write this machine's address, opened as they are."""
    plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    tried = [f"http://{host}:{canary.port}/" for host in forms.LOOPBACK if _is_here(host)]
    for url in tried:
        with suppress(OSError, ValueError):
            plain.open(url, timeout=2).close()

    figures |= {"addresses": len(tried), "reached inside": canary.connections}
    assert canary.connections >= 5


def _is_here(host: str) -> bool:
    """A test calls this machine and no other."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), 80, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return all(str(entry[4][0]).startswith(("127.", "::1", "0.0.0.0")) for entry in found)
