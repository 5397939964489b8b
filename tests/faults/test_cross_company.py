"""F14: whoever asks for what is another company's learns no more than that it is not there."""

import random
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from dsar.tenancy import rows
from tests.faults import holes
from tests.faults.conftest import FULL
from tests.faults.probing import World, build, every_probe, leak, reached, shows
from tests.test_every_address import TABLE

PEOPLE = ("nobody", "officer", "lead", "dpo", "auditor", "admin", "requester", "system", "agent")
SHORT_PAIRS = 150


@pytest.fixture
def worlds(db: None) -> tuple[World, World, World]:
    """One's own, another company's, and one that is nowhere."""
    mine = build("next-connex", numbered_from=500_000)
    theirs = build("nexus-ip", numbered_from=700_000)
    return mine, theirs, theirs.nowhere()


@pytest.fixture
def without_row_level_security(db: None) -> Iterator[None]:
    """What the code alone keeps apart."""
    _guard("DISABLE")
    yield
    _guard("ENABLE")


def _guard(how: str) -> None:
    with connection.cursor() as cursor:
        # What is still to be checked at the end stands in the way of changing a table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for table in rows.present(connection):
            cursor.execute(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY")


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_another_companys_id_looks_like_one_that_nobody_has(
    worlds: tuple[World, World, World], dice: random.Random, figures: dict[str, object]
) -> None:
    probes = list(every_probe(PEOPLE))
    if not FULL:
        probes = dice.sample(probes, SHORT_PAIRS)

    found = {str(probe): told for probe in probes if (told := leak(probe, *worlds))}

    listed = {probe.route for probe in every_probe(["dpo"])}
    figures |= {
        "calls": 2 * len(probes),
        "addresses": len(listed),
        "unlisted addresses": len(listed - set(TABLE)),
        "leaks": len(found),
    }
    assert listed == set(TABLE)
    assert not found, "\n".join(f"{probe}: {told}" for probe, told in found.items())
    assert not FULL or figures["calls"] >= 5000


@pytest.mark.faults
def test_ones_own_ids_do_get_an_answer(worlds: tuple[World, World, World]) -> None:
    """Otherwise everything above would be missing, one's own too."""
    mine, _, _ = worlds
    wanted = {p.route for p in every_probe(["dpo"], ["get"]) if p.where == "address"}

    dead = {
        route
        for route in wanted
        if not any(
            reached(probe, mine)
            for probe in every_probe(PEOPLE, ("get", "post"))
            if probe.route == route and probe.where == "address"
        )
    }

    assert dead <= {"mailbox/<str:key>/", "calendar/<str:secret>.ics"}


@pytest.mark.faults
@pytest.mark.timeout(900)
def test_ten_holes_made_on_purpose_are_found(
    worlds: tuple[World, World, World],
    without_row_level_security: None,
    figures: dict[str, object],
) -> None:
    """The control: with one line of scoping gone, and then with the guard behind it."""
    found, stopped = [], []
    for hole in holes.ALL:
        with pytest.MonkeyPatch.context() as patch:
            hole.make(patch)
            if _any(leak, hole, worlds):
                found.append(hole.name)
            _guard("ENABLE")
            if not _any(shows, hole, worlds):
                stopped.append(hole.name)
            _guard("DISABLE")
        assert not _any(leak, hole, worlds), f"{hole.name}: seen without the hole"

    passed = [hole.name for hole in holes.ALL if hole.name not in stopped]
    figures |= {
        "holes": len(holes.ALL),
        "found": len(found),
        "of them stopped by row-level security alone": len(stopped),
        "not stopped by it": passed,
    }
    assert found == [hole.name for hole in holes.ALL]
    assert len(found) == 10
    assert passed == ["calendars"]  # a person's, wherever they work


def _any(told: Callable[..., object], hole: holes.Hole, worlds: tuple[World, ...]) -> bool:
    probes = (p for p in every_probe([hole.who], [hole.method]) if p.route == hole.route)
    return any(told(probe, *worlds) for probe in probes)
