"""F2: a process dies at each place where something would be lost, again and again. Whoever comes
next goes on from there, and nobody has to help."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.companies.webhooks import set_webhook
from dsar.outbox.claims import LEASE
from dsar.outbox.models import Message, State
from dsar.vault import files
from dsar.vault.models import SealedFile
from tests import desk, many
from tests.faults import invariants, invariants_of_cases
from tests.faults.conftest import FULL
from tests.faults.desks import left
from tests.faults.mortals import DIED, mortals
from tests.faults.sink import Sink

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(1800),
    pytest.mark.django_db(transaction=True),
]

KILLS = 50 if FULL else 2  # at each place
WORDS = [desk.REQUESTER.name, desk.REQUESTER.email]
AT_ONCE = 2  # requests that wait for their letters when a sender dies
LATER = LEASE + timedelta(seconds=1)
# Each place of a sender, and how often the one thing in its hand then arrives a second time.
SENDING = {"before-claim": 0, "after-claim": 0, "after-data": 1, "after-send": 1, "in-webhook": 1}
# Each place of a change, and the changes that lead past it.
CHANGING = {
    "in-audit": ("receive", "confirm", "assign", "attach", "approve", "release", "withdraw"),
    "in-transition": ("confirm", "approve", "withdraw"),
    "in-files": ("attach",),
}
REACHED = {
    "receive": lambda case: case,
    "confirm": lambda case: case,
    "assign": desk.identified,
    "attach": desk.identified,
    "approve": lambda case: desk.in_review(desk.attached(desk.identified(case))),
    "release": lambda case: desk.ready(desk.attached(desk.identified(case))),
    "withdraw": desk.identified,
}
TABLES = """
SELECT string_agg(format('SELECT %L, md5(string_agg(t::text, %L ORDER BY t::text)) FROM %s t',
    relname, ',', oid::regclass), ' UNION ALL ')
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


@pytest.fixture
def company(desks: object, settings: Settings) -> Company:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    return many.publish("nexus-ip", now=timezone.now())


def everything_there() -> dict[str, str]:
    """Of each table what it holds, as one digest."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.execute(cursor.fetchone()[0])
        return dict(cursor.fetchall())


def test_dead_at_each_place_of_sending_loses_nothing(
    company: Company, sink: Sink, tmp_path: Path, dice: random.Random, figures: dict[str, Any]
) -> None:
    now = timezone.now()
    set_webhook(
        company_id=company.pk, url=sink.url, is_on=True, types=["case"], actor="system", now=now
    )
    places = dice.sample(list(SENDING) * KILLS, len(SENDING) * KILLS)
    owed, died, again = set(), 0, dict.fromkeys(SENDING, 0)
    with mortals(tmp_path, sink, DSAR_WEBHOOK_ALLOW_PRIVATE="yes") as do:
        for place in places:
            owed |= {desk.receive(company, at=now).reference for _ in range(AT_ONCE)}
            before = sink.repeats
            died += do("send", at=now, place=place) == DIED
            now += LATER
            assert do("send", at=now) == 0, place
            assert not Message.objects.exclude(state=State.SENT).exists(), place
            again[place] += sink.repeats - before

    mails, webhooks = sink.told, sink.told_by("webhook")
    figures |= {
        "places": len(SENDING),
        "kills": len(places),
        "died there": died,
        "requests": len(owed),
        "mails": len(set().union(*mails.values())),
        "webhooks": len(set().union(*webhooks.values())),
        "lost": len(owed - mails.keys()) + len(owed - webhooks.keys()),
        "told under two ids": sum(len(mails[one]) > 1 for one in owed & mails.keys()),
        "repeats with the same id": again,
    }
    assert died == len(places)
    assert figures["lost"] == figures["told under two ids"] == 0
    assert again == {place: KILLS * often for place, often in SENDING.items()}
    assert invariants.broken(sink, now=now) == []
    assert invariants_of_cases.broken(told=owed, words=WORDS) == []


def test_dead_in_the_middle_of_a_change_leaves_nothing_of_it(
    company: Company,
    files_of_now: Path,
    sink: Sink,
    tmp_path: Path,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    desk.approver(company)
    todo = [(place, dice.choice(CHANGING[place])) for place in CHANGING for _ in range(KILLS)]
    dice.shuffle(todo)
    died = half_done = went_through = 0
    with mortals(tmp_path, sink, DSAR_FILES_DIR=str(files_of_now)) as do:
        for place, work in todo:
            now = timezone.now()
            case = desk.receive(company, at=now - timedelta(days=1))
            REACHED[work](case)
            about = {"company": company.pk} if work == "receive" else {"case": case.pk}
            before = everything_there()
            died += do(work, at=now, place=place, **about) == DIED
            half_done += everything_there() != before
            # Nobody was told that it was done: they do it again.
            went_through += do(work, at=now, **about) == 0 and everything_there() != before
        rounds_until_all_is_out(do)

    strange = len(stored(files_of_now) - named())
    figures |= {
        "places": len(CHANGING),
        "kills": len(todo),
        "died there": died,
        "found half done": half_done,
        "went through the second time": went_through,
        "files on the disk that no row names": strange,
    }
    for minute in range(files.FOLDERS):
        files.remove_strangers(now=timezone.now() + timedelta(days=2, minutes=minute))
    figures["of them there two days later"] = len(stored(files_of_now) - named())
    assert died == went_through == len(todo), (tmp_path / "dying.log").read_text()[-2000:]
    assert half_done == 0
    assert strange == KILLS + sum(both == ("in-audit", "attach") for both in todo)
    assert figures["of them there two days later"] == 0
    told = list(Case.objects.values_list("reference", flat=True))
    assert invariants.broken(sink) == []
    assert invariants_of_cases.broken(told=told, words=WORDS) == []


def rounds_until_all_is_out(do: Any) -> None:
    for _ in range(3):
        if left() == (0, 0, 0):
            return
        assert do("everything", at=timezone.now()) == 0
    assert left() == (0, 0, 0)


def stored(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def named() -> set[str]:
    return set(SealedFile.objects.exclude(stored_as="").values_list("stored_as", flat=True))


def test_marking_before_sending_loses_a_letter_each_time(
    company: Company, sink: Sink, tmp_path: Path, figures: dict[str, Any]
) -> None:
    """The control: the same deaths, where a row is marked as sent before it is."""
    owed, now = set(), timezone.now()
    with mortals(tmp_path, sink) as do:
        for _kill in range(KILLS):
            owed |= {desk.receive(company, at=now).reference for _ in range(AT_ONCE)}
            assert do("mark_and_send", at=now, place="before-send") == DIED
            now += LATER
            assert do("mark_and_send", at=now) == 0

    assert not Message.objects.exclude(state=State.SENT).exists()
    figures |= {"kills": KILLS, "requests": len(owed), "lost": len(owed - sink.told.keys())}
    assert figures["lost"] == KILLS
