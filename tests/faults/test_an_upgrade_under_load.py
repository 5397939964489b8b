"""F25, an upgrade: the release before serves a desk with very many cases, requests come in, the
tables are migrated under it, and the new release takes its place. Whoever was told is there."""

import itertools
import socket
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.faults.conftest import FULL
from tests.faults.crew import wait_until
from tests.faults.fresh import Fresh
from tests.faults.integrator import Integrator, Load, at_work
from tests.faults.releases import KEY, Release, before_the_last, unpacked
from tests.faults.webserver import answers
from tests.outbox.owing import ROOT

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(3600),
    pytest.mark.django_db(transaction=True),
    pytest.mark.spared(why="its desk is in a database of its own, and is looked at there"),
]

CASES = 50_000 if FULL else 60
BROUGHT_BY = 3  # of the newest commits that brought migrations
CLIENTS = 4
ROUNDS = 40 if FULL else 8  # requests taken before, between and after
MOST_SECONDS = 30.0  # without anything being taken
LOOK = """
import django
django.setup()
from dsar import tenancy
whole_desk = tenancy.operator()  # without a name it would end at once
whole_desk.__enter__()
from tests.faults import afterwards
print("\\n".join(afterwards.broken()))
"""


class Outside(Integrator):
    """Has its key from another process than the test's."""

    def __init__(self, url: str, token: str) -> None:
        self.address = ("127.0.0.1", int(url.rpartition(":")[2]))
        self.received_at, self.token = timezone.now().isoformat(timespec="seconds"), token


def references(fresh: Fresh) -> list[str]:
    return [reference for (reference,) in fresh.ask("SELECT reference FROM cases_case")]


def more_taken(load: Load) -> None:
    goal = len(load.taken) + ROUNDS
    assert wait_until(lambda: len(load.taken) >= goal, within=120), load.answers


def longest_gap(load: Load, began: float, ended: float) -> float:
    """Seconds in which nobody was told a reference."""
    inside = [began, *sorted(at for at in load.at if began < at < ended), ended]
    return max(later - sooner for sooner, later in itertools.pairwise(inside))


def test_an_upgrade_while_requests_come_in_loses_none(
    fresh: Fresh, tmp_path: Path, figures: dict[str, Any]
) -> None:
    commit = before_the_last(BROUGHT_BY)
    if not commit:
        pytest.skip("there is no history to take the release before from")
    old = Release(unpacked(commit, tmp_path / "before"), tmp_path, fresh.url)
    new = Release(ROOT, tmp_path, fresh.url)
    old.manage("migrate", "--verbosity", "0")
    old.manage("install_presets", "--examples")
    old.manage("seed_cases", "--count", str(CASES))
    seeded, done_before = len(references(fresh)), len(fresh.recorded())

    with socket.create_server(("127.0.0.1", 0)) as listener, ExitStack() as before:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        before.enter_context(old.serving(listener.fileno()))
        assert wait_until(lambda: answers(url), within=60), old.log.read_text()
        load = Load(Outside(url, old.python("-c", KEY).strip()))
        with at_work(load, CLIENTS):
            more_taken(load)
            began = time.monotonic()
            new.manage("migrate", "--verbosity", "0")
            migrated = time.monotonic()
            more_taken(load)
            changed = time.monotonic()
            # As `docker compose up` does it. The socket stays, so nobody is turned away.
            before.close()
            with new.serving(listener.fileno()):
                more_taken(load)
                ended = time.monotonic()
                load.stop()
    there = references(fresh)
    told = list(load.taken.values())
    figures |= {
        "cases before": seeded,
        "migrations": len(fresh.recorded()) - done_before,
        "seconds they took": round(migrated - began, 1),
        "references told": len(told),
        "longest time without one while migrating, s": round(longest_gap(load, began, migrated), 1),
        "longest time without one while changed over, s": round(
            longest_gap(load, changed, ended), 1
        ),
        "answers": dict(sorted(load.answers.items())),
        "lost": len(set(told) - set(there)),
        "doubles": len(there) - seeded - len(told),
    }
    assert seeded >= CASES
    assert figures["migrations"] > 0
    assert figures["lost"] == figures["doubles"] == 0
    assert longest_gap(load, began, migrated) <= MOST_SECONDS
    new.manage("migrate", "--check")
    new.manage("verify_audit")
    assert new.python("-c", LOOK).strip() == ""
