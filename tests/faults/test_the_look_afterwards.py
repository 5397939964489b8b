"""An experiment that breaks an invariant and does not see it itself does not pass."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from tests import desk
from tests.faults import afterwards, conftest, invariants, invariants_of_cases

pytestmark = pytest.mark.django_db
EXPERIMENT, CONTROL = "test_of_two_at_once_one_wins", "test_without_the_lock_both_win"


def item(name: str = EXPERIMENT, *fixtures: str, spared: Any = None, **given: Any) -> Any:
    """As pytest has it, of a test that uses the database."""
    marker = {"django_db": object(), "spared": spared}
    return SimpleNamespace(
        name=name,
        fixturenames=list(fixtures),
        funcargs=given,
        get_closest_marker=marker.get,
    )


@pytest.fixture(autouse=True)
def _broken() -> None:
    """Rule 2: the events of a case are gone."""
    desk.receive(desk.publish())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "UPDATE cases_case SET status = 'closed', outcome = 'withdrawn', "
            "closed_at = received_at + interval '1 s'"
        )
    afterwards.begin()


def test_whoever_did_not_look_is_looked_at() -> None:
    running = conftest.pytest_runtest_call(item())
    next(running)

    with pytest.raises(AssertionError, match="2 each case has an event"):
        running.send(None)


def test_whoever_looked_is_not_looked_at_again() -> None:
    invariants_of_cases.broken()
    invariants.broken(SimpleNamespace(ids=()))

    afterwards.look(item())


def test_a_control_has_done_harm_and_a_helper_is_no_experiment() -> None:
    afterwards.look(item(CONTROL))
    afterwards.look(item("test_the_search_finds_what_is_hidden"))


def test_what_is_spared_is_named_and_the_rest_is_not() -> None:
    why = {"why": "a test"}
    afterwards.look(item(spared=SimpleNamespace(args=(2,), kwargs=why)))
    afterwards.begin()
    afterwards.look(item(spared=SimpleNamespace(args=(), kwargs=why)))
    afterwards.begin()

    with pytest.raises(AssertionError, match="2 each case"):
        afterwards.look(item(spared=SimpleNamespace(args=(10,), kwargs=why)))


def test_where_somebody_sends_nothing_may_be_left() -> None:
    sink = SimpleNamespace(ids=())

    with pytest.raises(AssertionError, match="4 what was due is out"):
        afterwards.look(item(EXPERIMENT, "sink", sink=sink))
    afterwards.begin()
    with pytest.raises(AssertionError) as told:
        afterwards.look(item())
    assert "4 what" not in str(told.value)
