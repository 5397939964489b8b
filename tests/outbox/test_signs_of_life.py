"""A process that runs is not yet one that works: what a sweep leaves, and who looks at it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from dsar.local import liveness
from dsar.outbox import sweeps, ticks, watching
from dsar.outbox.channels import webhook
from dsar.outbox.models import Message, Tick
from dsar.outbox.overdue import overdue
from dsar.outbox.sweep import drain
from dsar.outbox.ticks import ROUND, at_work, progress, signs, tick
from dsar.ticketing import jira, zendesk
from tests.ageing import aged
from tests.smtp import Sink

from .owing import COMPANY, NOW, owe, owe_many

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _progress_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticks, "_noted_at", 0.0)


def test_an_age_is_told_by_the_databases_clock_whatever_the_sweeper_thought() -> None:
    tick(name=ROUND, now=datetime(1999, 1, 1, tzinfo=UTC))

    [sign] = signs([ROUND])

    assert sign.age is not None
    assert abs(sign.age) < timedelta(seconds=5)
    assert not sign.stale


@pytest.mark.parametrize(
    ("name", "seconds", "stale"),
    [
        (ROUND, 45, False),
        (ROUND, 55, True),
        (ROUND, -55, True),  # from the future: nothing is known of now
        ("reminders", 80, False),
        ("reminders", 200, True),
    ],
)
def test_a_round_is_missed_after_50_seconds_and_a_part_of_it_when_it_must_have_failed(
    name: str, seconds: int, stale: bool
) -> None:
    aged(name, seconds=seconds)

    assert signs([name])[0].stale is stale


def test_a_silent_worker_is_ended_so_that_the_next_one_is_at_work_within_90_seconds() -> None:
    start = 25.0  # seconds, of Celery on a busy machine
    for ask_every, grace in (
        (watching.ASK_EVERY, watching.SILENT_GRACE),
        (liveness.ASK_EVERY, liveness.SILENT_GRACE),
    ):
        assert ticks.STALE.total_seconds() + ask_every + grace + start <= 90


def test_one_send_that_takes_as_long_as_it_may_is_no_silence() -> None:
    assert ticks.STALE.total_seconds() > ticks.PROGRESS_EVERY + settings.EMAIL_TIMEOUT
    assert ticks.STALE.total_seconds() > ticks.PROGRESS_EVERY + webhook.TIMEOUT_SECONDS
    assert ticks.STALE.total_seconds() > ticks.PROGRESS_EVERY + 3 * zendesk.SECONDS
    assert ticks.STALE.total_seconds() > ticks.PROGRESS_EVERY + 4 * jira.SECONDS


def test_what_never_came_round_is_told_as_well() -> None:
    [sign] = signs(["reminders"])

    assert (sign.age, sign.stale) == (None, True)


def test_a_round_leaves_a_sign_for_itself_and_for_each_part_with_its_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sweeps, "_SWEEPS", {"reminders": lambda *, now: 3})

    sweeps.run_all(now=NOW)

    assert {row.name for row in Tick.objects.all()} == set(sweeps.names())
    assert all(row.seconds is not None and row.seconds >= 0 for row in Tick.objects.all())


def test_a_doorbell_alone_does_not_hide_that_beat_is_silent(smtp: Sink) -> None:
    aged(ROUND, seconds=300)
    owe()

    drain(now=timezone.now())

    assert signs([ROUND])[0].stale
    assert not signs(["outbox"])[0].stale


def test_a_long_drain_shows_that_it_lives(smtp: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    owe_many(3)
    monkeypatch.setattr(ticks, "PROGRESS_EVERY", 0.0)
    aged(ROUND, seconds=300)

    with at_work(ROUND):
        drain(now=timezone.now())

    assert not signs([ROUND])[0].stale


def test_progress_is_written_once_in_a_while_and_by_nobody_who_does_not_work(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    aged(ROUND, seconds=300)
    with django_assert_num_queries(0):  # type: ignore[operator]
        progress()
    with at_work(ROUND), django_assert_num_queries(1):  # type: ignore[operator]
        for _ in range(100):
            progress()


def test_the_oldest_overdue_message_is_told_with_its_age_at_some_companies_or_all(
    smtp: Sink,
) -> None:
    owe_many(2)
    Message.objects.update(due_at=NOW - timedelta(hours=1))

    everywhere = overdue(now=NOW)["outbox"]
    elsewhere = overdue(now=NOW, company_ids=[COMPANY + 1])["outbox"]

    assert (everywhere.count, everywhere.seconds(now=NOW)) == (2, 3600)
    assert (elsewhere.count, elsewhere.oldest, elsewhere.seconds(now=NOW)) == (0, None, 0)
    assert overdue(now=NOW - timedelta(hours=2))["outbox"].count == 0
