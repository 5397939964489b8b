"""Each benchmark once, tiny, so that none rots. What it measures here means nothing."""

import json

import pytest
from django.utils import timezone

from bench import dates, page, planning, previewing, sweeping, world
from tests.outbox.owing import database_url


def test_dates_are_measured_and_the_peer_counts_the_same() -> None:
    found = dates.measure(repeats=1, rounds=1)

    assert found["the peer gets right"] >= 0.95 * found["examples"]
    assert all(ratio > 0 for ratio in found["ratios"].values())


@pytest.mark.django_db(transaction=True)
def test_planning_and_sweeping_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url())
    company = world.company(now=timezone.now())

    planned = planning.measure(company, clocks=30, rounds=1)
    previewed = previewing.measure(company, rounds=1)
    planning.clear()
    swept = sweeping.measure(company, due=30, among=600, rounds=1)

    assert (planned["clocks"], previewed["open cases"], swept["due"]) == (30, 30, 30)
    assert swept["reminders"] > 500
    assert all(
        ratio > 0 for ratio in (planned["ratios"] | previewed["ratios"] | swept["ratios"]).values()
    )


def test_a_goal_that_is_missed_is_named_with_the_reason() -> None:
    assert page.MISSED.keys() == page.GOALS.keys()


def test_the_page_is_what_the_command_makes_of_the_figures() -> None:
    assert page.PAGE.read_text() == page.page(json.loads(page.KEPT.read_text()))
