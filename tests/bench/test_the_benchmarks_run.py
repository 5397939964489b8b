"""Each benchmark once, tiny, so that none rots. What it measures here means nothing."""

import json
import sys

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

import bench.__main__
from bench import (
    beside,
    crowded,
    dates,
    filling,
    growing,
    mailing,
    page,
    paper,
    planning,
    previewing,
    sealing,
    starting,
    storing,
    submitting,
    sweeping,
    world,
)
from dsar.accounts.roles import Role
from dsar.cases.models import Case
from tests import desk
from tests.outbox.owing import database_url
from tests.outbox.test_with_a_worker import SAFE


@pytest.fixture
def safe(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that the desk starts with, in processes of its own."""
    for name, value in {**SAFE, "DATABASE_URL": database_url()}.items():
        monkeypatch.setenv(name, value)
    settings.SECRET_KEY, settings.ROOT_KEY = SAFE["DSAR_SECRET_KEY"], SAFE["DSAR_ROOT_KEY"]


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


def test_what_is_on_paper_follows_from_what_was_measured() -> None:
    found = {
        "submitting": {
            "ours, 8 clients": {
                "ms of processor each": 20.0,
                "ms of PostgreSQL's processor each": 10.0,
            }
        },
        "sweeping": {"due": 10_000, "seconds": {"one worker": 4.0}},
        "sealing": {"events checked a second": 20_000},
        "mailing": {"a second": {"what is owed": 200.0}},
        "growing": {"a case": {"kilobytes": 30.0, "events": 8.0, "reminders": 10.0}},
    }

    text = " ".join(paper.paper(found).split())

    assert "are 0.32 a second, and 3.2 in an hour 10 times as busy" in text
    assert "20 ms of processor a request | 0.13 cores at the peak" in text
    assert "10 ms of processor a request | 0.063 cores at the peak" in text
    assert "30 kB a case | 300 GB a year, 1,800 GB in 6 years" in text
    assert "8 a case, 20,000 a second and core | 1.1 core hours" in text
    assert paper.paper({name: found[name] for name in ("submitting", "growing")}) == ""


@pytest.mark.django_db(transaction=True)
def test_sealing_and_the_chain_are_measured() -> None:
    found = sealing.measure(desk.publish(), repeats=10, events=20, rounds=1)

    assert found["events of the audit chain"] > 20
    assert all(ratio > 0 for ratio in found["ratios"].values())


@pytest.mark.django_db(transaction=True)
def test_mails_are_measured_and_each_is_sent() -> None:
    found = mailing.measure(desk.publish(), mails=20, rounds=1)

    assert found["ratios"]["mails a second, to bare smtplib"] > 0


@pytest.mark.django_db(transaction=True)
def test_files_are_measured_with_the_memory_they_take() -> None:
    found = storing.measure(desk.publish(), megabytes=8, rounds=1)

    assert found["seconds"]["sealed and read"] > 0
    assert found["ratios"]["200 MB, to memory"] > 1


@pytest.mark.usefixtures("safe")
@pytest.mark.django_db(transaction=True)
def test_a_start_is_measured() -> None:
    company = desk.publish()
    desk.person(Role.OFFICER, company)
    desk.receive(company, at=timezone.now())

    found = starting.measure(rounds=1, migrated=5.0, lists=20)

    assert found["megabytes"]["one web process after 200 pages"] > 20
    assert found["megabytes"]["two web, two of a worker, beat, and what began them"] > 100
    assert all(ratio > 0 for ratio in found["ratios"].values())
    assert found["ratios"].keys() <= {ratio for part, ratio in page.GOALS if part == "starting"}


def test_what_the_alternatives_reached_stands_beside_what_was_measured() -> None:
    pages = ("api: list of 50", "api: case", "today")
    searched = ("queue, searched by address", "queue, searched by name")
    found = {
        "submitting": {"ratios": {"rate, 8 clients": 0.07}},
        "growing": {
            "p50 at 10": dict.fromkeys((*pages, *searched), 8.0),
            "p50 at 1,000": dict.fromkeys((*pages, *searched), 10.0),
        },
        "starting": {
            "seconds": {"start to the first answer": 2.5},
            "megabytes": {"one web process after 200 pages": 120.0},
        },
    }

    text = beside.beside(found)

    assert (
        "| one case | 38 → 234 ms, 6.2 times | 40 → 46 ms, 1.2 times | 8 → 10 ms, 1.2 times |"
        in text
    )
    assert "0.24 | 0.07 |" in text
    assert "| 170 s | | 2.5 s |" in text
    assert beside.beside({"growing": found["growing"]}) == ""


@pytest.mark.parametrize(
    "given",
    [["--cases", "10"], ["--clients", "1"], ["--only", "crowded"], ["--only", "nothing"]],
)
def test_what_could_not_end_is_refused_before_it_begins(
    given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", *given])

    with pytest.raises(SystemExit):
        bench.__main__._arguments()


def test_less_than_all_of_it_does_not_become_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", "--due", "500"])
    assert bench.__main__._arguments().out != page.KEPT

    monkeypatch.setattr(sys, "argv", ["bench"])
    assert bench.__main__._arguments().out == page.KEPT


@pytest.mark.usefixtures("safe")
@pytest.mark.django_db(transaction=True)
def test_submissions_are_measured_and_none_is_lost() -> None:
    found = submitting.measure(desk.publish(), clients=[2], seconds=2, rounds=1)

    assert (found["commits"], found["statements"] < 40) == (1, True)
    assert all(ratio > 0 for ratio in found["ratios"].values())
    # Whoever looks at this database next finds our tables and no other.
    assert not [one for one in connection.introspection.table_names() if one.startswith("bare")]


@pytest.mark.usefixtures("safe")
@pytest.mark.django_db(transaction=True)
def test_the_public_form_is_measured_and_no_request_is_lost() -> None:
    found = filling.measure(desk.publish(), clients=[2], seconds=2, rounds=1)

    assert found["errors"] == 0
    assert all(ratio > 0 for ratio in found["ratios"].values())
    # Sent by a form as one that nobody hurried through, and whole forms as what they are.
    sent = Case.objects.filter(channel="form")
    assert sent.filter(suspected="").exists()
    assert sent.filter(suspected="too-fast").exists()


@pytest.mark.usefixtures("safe")
@pytest.mark.django_db(transaction=True)
def test_submissions_are_measured_while_what_is_due_is_taken() -> None:
    company = desk.publish()
    desk.receive(company, at=timezone.now())

    found = crowded.measure(company, empty=10.0, due=3, seconds=2)

    assert (found["errors"], found["reminders made due"], found["of them left"]) == (0, 3, 0)
    assert all(ratio > 0 for ratio in found["ratios"].values())


@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_pages_are_measured_while_the_desk_grows(settings: Settings) -> None:
    found = growing.measure(sizes=[300, 400], rounds=2, slugs=["nexus-ip"])

    assert found["cases"] == "300 → 400"
    assert all(ratio > 0 for ratio in found["ratios"].values())
    # What is asked of the database for a list does not depend on how many cases there are.
    small, large = found["statements at 300"], found["statements at 400"]
    for name in ("today", "queue", "queue, searched by name", "api: list of 50"):
        assert small[name] == large[name], name
