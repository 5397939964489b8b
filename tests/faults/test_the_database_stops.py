"""F10: PostgreSQL is stopped at once while many ask. Who was told a reference has a case."""

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk
from tests.faults import invariants, invariants_of_cases
from tests.faults.changed import LEASE, WITHOUT
from tests.faults.conftest import FULL
from tests.faults.crew import TICK, Crew, crew, wait_until
from tests.faults.desks import left
from tests.faults.elsewhere import Elsewhere
from tests.faults.integrator import WORDS, Load, loading
from tests.faults.sink import Sink
from tests.faults.webserver import serving

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(3600),
    pytest.mark.django_db(transaction=True),
]

STOPS = 5 if FULL else 1
BETWEEN = 400 if FULL else 40  # requests taken before each stop and after the last
CLIENTS = 8
BACK_WITHIN = 30.0


def stop_again_and_again(database: Elsewhere, load: Load, dice: random.Random) -> list[float]:
    """Seconds from each stop until the next reference was told."""
    took = []
    for _ in range(STOPS):
        # Some were taken since it came back, and some are under way.
        goal = len(load.taken) + BETWEEN
        assert wait_until(lambda goal=goal: len(load.taken) >= goal, within=300), load.answers
        time.sleep(dice.uniform(0, 0.1))
        database.stop_at_once()
        stopped = time.monotonic()
        database.start()
        assert wait_until(lambda since=stopped: load.at[-1] > since, within=BACK_WITHIN), (
            load.answers
        )
        took.append(next(at for at in list(load.at) if at > stopped) - stopped)
    goal = len(load.taken) + BETWEEN
    assert wait_until(lambda: len(load.taken) >= goal, within=300), load.answers
    return took


def kept(load: Load) -> set[str]:
    """The references of all cases that there are."""
    return set(Case.objects.values_list("reference", flat=True))


def test_whoever_was_told_a_reference_has_a_case(
    durable: Elsewhere,
    sink: Sink,
    tmp_path: Path,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    company = desk.publish("nexus-ip")
    with crew(tmp_path, sink, DATABASE_URL=durable.desks_url()) as hands:
        load, back = under_load(hands, durable, company, dice)
        assert not hands.dead(), hands.said()
        assert wait_until(lambda: left() == (0, 0, 0), within=300), hands.said()

    told = list(load.taken.values())
    received = Event.objects.filter(event="case.received")
    events = Counter(received.values_list("subject", flat=True))
    mails = [len(sink.told.get(reference, ())) for reference in told]
    figures |= {
        "clients": CLIENTS,
        "stops": STOPS,
        "references told": len(told),
        "lost": len(set(told) - kept(load)),
        "doubles": Case.objects.count() - len(set(told)),
        "without exactly one event in the chain": sum(events[reference] != 1 for reference in told),
        "without an acknowledgement": mails.count(0),
        "acknowledged under two ids": sum(count > 1 for count in mails),
        "mails repeated with the same id": sink.repeats,
        "answers": dict(sorted(load.answers.items())),
        "seconds until the next was taken, at worst": round(max(back), 1),
    }
    assert figures["lost"] == figures["doubles"] == 0
    assert figures["without exactly one event in the chain"] == 0
    assert figures["without an acknowledgement"] == figures["acknowledged under two ids"] == 0
    assert sink.repeats <= STOPS
    # 503: "send this again". Who hears 500 may give up.
    assert "500" not in load.answers
    assert max(back) <= BACK_WITHIN
    assert invariants.broken(sink) == []
    assert invariants_of_cases.broken(told=told, words=WORDS) == []


def under_load(
    hands: Crew, database: Elsewhere, company: Company, dice: random.Random, **environment: str
) -> tuple[Load, list[float]]:
    # A mail that was claimed as the server stopped is taken up again when its lease ends.
    hands.start(TICK, **{LEASE: "5"})
    with (
        serving(hands, **environment) as url,
        loading(url, company, clients=CLIENTS) as load,
    ):
        back = stop_again_and_again(database, load, dice)
    return load, back


def test_a_server_that_does_not_wait_for_its_disk_forgets(
    durable: Elsewhere,
    sink: Sink,
    tmp_path: Path,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    durable.server.stop()
    durable.server.settings = durable.server.settings | {"synchronous_commit": "off"}
    durable.start()
    company = desk.publish("nexus-ip")
    without = {WITHOUT: "durability"}
    with crew(tmp_path, sink, DATABASE_URL=durable.desks_url(), **without) as hands:
        load, _ = under_load(hands, durable, company, dice)

    told = list(load.taken.values())
    figures |= {
        "clients": CLIENTS,
        "stops": STOPS,
        "references told": len(told),
        "lost": len(set(told) - kept(load)),
    }
    assert figures["lost"] > 0
