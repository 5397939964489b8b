"""F12: whatever the receiver does, each event arrives under one id, signed, and nowhere else."""

import base64
import json
import random
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings
from standardwebhooks import webhooks as reference

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.audit.operations import entry, record_all
from dsar.cases.webhooks import owe_events
from dsar.companies.models import Company, WebhookEndpoint
from dsar.companies.webhooks import secret_of, set_webhook, turn_secret
from dsar.outbox.channels import webhook
from dsar.outbox.models import WEBHOOK_WAITS, Channel, Message, State
from dsar.outbox.sweep import drain
from dsar.outside.calling import Answer
from tests import desk
from tests.faults import invariants, invariants_of_cases
from tests.faults.conftest import FULL
from tests.faults.webhook_receiver import SECONDS, Clock, Hostile, listening
from tests.smtp import Sink as Smtp

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600), pytest.mark.django_db]

EVENTS = 10_000 if FULL else 60
FORGED = 1_000 if FULL else 100
WAITING = 200 if FULL else 20
OFTEN = ["204", "200", "500", "503", "301", "429", "404", "reset", "taken, and cut"] * 5
SLOW = ["hang", "drip"]
NOW = desk.MONDAY + timedelta(hours=1)


@pytest.fixture
def company(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Company:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    monkeypatch.setattr(webhook, "TIMEOUT_SECONDS", SECONDS)
    monkeypatch.setattr(reference, "datetime", Clock)
    return desk.publish()


@pytest.fixture
def listen() -> Iterator[Callable[[Hostile], Hostile]]:
    with ExitStack() as stack:
        yield lambda hostile: stack.enter_context(listening(hostile))


def told(company: Company, hostile: Hostile) -> WebhookEndpoint:
    endpoint = set_webhook(
        company_id=company.pk, url=hostile.url, types=["case"], is_on=True, actor="x", now=NOW
    )
    hostile.secret = secret_of(endpoint)
    return endpoint


def happens(company: Company, count: int) -> set[int]:
    """So many events of one case; their numbers in the chain."""
    case = desk.receive(company)
    rows = [
        entry(company.pk, "case.assigned", subject=case.reference, actor="user:1", now=NOW)
        for _ in range(count)
    ]
    record_all(rows)
    owe_events(now=NOW)
    mine = Event.objects.filter(subject=case.reference, event__startswith="case.")
    return set(mine.values_list("seq", flat=True))


def send(now: datetime, *, tries: int) -> datetime:
    """Sweep until nothing is owed or the tries are over, the clock set to when the last is due."""
    for _ in range(tries):
        Clock.at = now
        waiting = Message.objects.filter(channel=Channel.WEBHOOK, state=State.QUEUED)
        while waiting.filter(next_try_at__lte=now).exists():
            drain(now=now)
        last = waiting.order_by("next_try_at").values_list("next_try_at", flat=True).last()
        if last is None:
            return now
        now = last + timedelta(seconds=1)
    return now


class Arrived:
    """What each of them took, and the mail server."""

    def __init__(self, smtp: Smtp, *receivers: Hostile) -> None:
        self.ids = {str(mail["Message-ID"]) for mail in smtp.messages}
        for one in receivers:
            self.ids.update(one.taken_ids)


def ids(calls: list[tuple[str, int, str]]) -> dict[int, set[str]]:
    """Of each event the ids that it came under."""
    found: dict[int, set[str]] = {}
    for name, _, body in calls:
        found.setdefault(json.loads(body)["id"], set()).add(name)
    return found


def test_each_event_arrives_under_one_id_and_signed_whatever_the_receiver_does(
    company: Company,
    listen: Callable[[Hostile], Hostile],
    smtp: Smtp,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    canary = listen(Hostile())
    hostile = listen(Hostile(dice=dice, ways=OFTEN + SLOW, elsewhere=canary.url))
    told(company, hostile)
    owed = happens(company, EVENTS)

    now = send(NOW, tries=7)
    turn_secret(company_id=company.pk, actor="x", now=now)  # the receiver has the one before
    hostile.ways = []  # it is well again
    now = send(now, tries=3)

    came = ids(hostile.verified)
    figures |= {
        "events": len(owed),
        "calls": len(hostile.calls),
        "lost": len(owed - came.keys()),
        "under two ids": sum(len(names) > 1 for names in came.values()),
        "distinct ids": len(set().union(*came.values())),
        "repeats with the same id": len(hostile.verified) - len(came),
        "wrong signatures": len(hostile.refused),
        "followed elsewhere": len(canary.calls),
        "forged and let in": _forged(hostile, dice),
    }
    assert figures["lost"] == figures["under two ids"] == figures["wrong signatures"] == 0
    assert figures["distinct ids"] == len(owed)
    assert (
        figures["repeats with the same id"] > 0
    )  # a line that was cut makes the desk say it again
    assert figures["followed elsewhere"] == figures["forged and let in"] == 0
    assert not Message.objects.filter(channel=Channel.WEBHOOK).exclude(state=State.SENT).exists()
    assert invariants.broken(Arrived(smtp, hostile), now=now) == []
    assert invariants_of_cases.broken() == []


def _forged(hostile: Hostile, dice: random.Random) -> int:
    """Of so many calls with one byte or the secret changed, how many the reference lets in."""
    let_in = 0
    for _ in range(FORGED):
        headers, body = dice.choice(hostile.calls)
        Clock.at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), tz=NOW.tzinfo)
        secret, place = hostile.secret, dice.randrange(len(body))
        match dice.randrange(3):
            case 0:
                body = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
            case 1:
                headers = headers | {"webhook-id": headers["webhook-id"] + "0"}
            case 2:
                secret = "whsec_" + base64.b64encode(dice.randbytes(32)).decode()
        try:
            reference.Webhook(secret).verify(body, headers)
        except (reference.WebhookVerificationError, ValueError):
            continue
        let_in += 1
    return let_in


def test_a_wrong_secret_lets_nothing_in(company: Company, listen: Any) -> None:
    hostile = listen(Hostile())
    told(company, hostile)
    hostile.secret = "whsec_" + base64.b64encode(bytes(32)).decode()
    happens(company, 3)

    send(NOW, tries=1)

    assert len(hostile.refused) == len(hostile.calls) == 4
    assert hostile.verified == []


def test_ten_tries_in_three_days_and_then_it_is_given_up(
    company: Company, listen: Any, smtp: Smtp, figures: dict[str, Any]
) -> None:
    told(company, hostile := listen(Hostile(ways=["500"])))
    happens(company, WAITING)
    now, off = NOW, 0.0
    for wait in WEBHOOK_WAITS:
        Clock.at = now
        began = time.monotonic()
        drain(now=now)
        took = timedelta(seconds=time.monotonic() - began)  # each waits from its own try
        nexts = Message.objects.filter(channel=Channel.WEBHOOK).values_list(
            "next_try_at", flat=True
        )
        assert all(0.8 * wait <= at - now <= 1.2 * wait + took for at in nexts)
        late = [(at - now - took) / wait - 1 for at in nexts]
        off = max(off, *late, *(1 - (at - now) / wait for at in nexts))
        assert len(set(nexts)) > 1  # they do not come in one wave
        now = max(nexts)
    assert set(Message.objects.filter(channel="webhook").values_list("state", "attempts")) == {
        ("queued", 9)
    }
    Clock.at = now
    drain(now=now)

    given_up = Message.objects.filter(channel=Channel.WEBHOOK, state=State.FAILED, attempts=10)
    figures |= {
        "events": WAITING + 1,
        "calls": len(hostile.calls),
        "tries of each": 10,
        "hours from the first to the last": round((now - NOW) / timedelta(hours=1), 1),
        "furthest from the schedule": f"{off:.0%}",
        "given up in sight": given_up.count(),
    }
    assert given_up.count() == WAITING + 1
    assert len(hostile.calls) == 10 * (WAITING + 1)
    assert invariants.broken(Arrived(smtp, hostile), now=now) == []
    assert sum(WEBHOOK_WAITS, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


def test_410_switches_that_one_off_at_once_and_the_administrator_reads_of_it(
    company: Company, listen: Any, smtp: Smtp, figures: dict[str, Any]
) -> None:
    ada = desk.person(Role.ADMIN, company, name="ada")
    desk.person(Role.OFFICER, company, name="olle")
    gone, well = listen(Hostile(ways=["410"])), listen(Hostile())
    endpoint = told(company, gone)
    told(company, well)
    owed = happens(company, 5)

    began = time.monotonic()
    send(NOW, tries=2)
    took = timedelta(seconds=time.monotonic() - began)

    endpoint.refresh_from_db()
    assert not endpoint.is_on
    assert NOW <= endpoint.gone_at <= NOW + took  # at its try
    assert len(gone.calls) == 1
    assert ids(well.verified).keys() == owed
    to_it = Message.objects.filter(key__startswith=f"webhook:{endpoint.pk}:")
    assert sorted(to_it.values_list("state", "last_error")) == [
        *[("dropped", "switched-off")] * 5,
        ("failed", "http-410"),
    ]
    mails = Message.objects.filter(key__startswith="webhook-gone:")
    assert [mail.key.rpartition(":")[2] for mail in mails] == [str(ada.pk)]
    assert Event.objects.filter(event="webhook.gone", actor="system").count() == 1
    drain(now=NOW + took)  # the administrator's mail
    assert invariants.broken(Arrived(smtp, gone, well), now=NOW + took) == []
    figures |= {
        "events": len(owed),
        "calls to the one that is gone": len(gone.calls),
        "lost to the other": len(owed - ids(well.verified).keys()),
    }


def test_a_client_that_follows_would_be_led_elsewhere(
    company: Company, listen: Any, figures: dict[str, Any]
) -> None:
    """The control: what ours does not do is done by the plain one."""
    canary = listen(Hostile())
    hostile = listen(Hostile(ways=["301"], elsewhere=canary.url))
    told(company, hostile)
    happens(company, 1)
    send(NOW, tries=1)
    assert canary.calls == []

    headers, body = hostile.calls[0]
    urllib.request.urlopen(urllib.request.Request(hostile.url, body, headers)).close()

    figures |= {"calls": 1, "followed elsewhere": len(canary.calls)}
    assert len(canary.calls) == 1


def test_where_every_answer_counts_as_a_delivery_events_are_lost(
    company: Company,
    listen: Any,
    dice: random.Random,
    monkeypatch: pytest.MonkeyPatch,
    figures: dict[str, Any],
) -> None:
    """The control: a sender that does not look at the answer."""
    hostile = listen(Hostile(dice=dice, ways=["204", "500", "reset"]))
    told(company, hostile)
    owed = happens(company, 30)
    post = webhook.post

    def careless(*args: Any) -> Answer:
        with suppress(webhook.NotSent):
            post(*args)
        return Answer(204, b"")

    monkeypatch.setattr(webhook, "post", careless)
    send(NOW, tries=10)

    took = {json.loads(body)["id"] for body in hostile.taken}
    figures |= {"events": len(owed), "lost": len(owed - took)}
    assert figures["lost"] > 0
