"""When an experiment has passed, the invariants are looked at, unless it did so itself."""

from collections.abc import Iterable

import pytest

from tests import desk
from tests.faults import invariants, invariants_of_cases, page

# What the requester of most tests is called; an experiment with words of its own looks itself.
WORDS = [desk.REQUESTER.name, desk.REQUESTER.email]
ONLY_WHERE_SOMEBODY_SENDS = "4", "5", "7"
DATABASE = {"db", "transactional_db", "live_server"}


def begin() -> None:
    invariants.LOOKED.clear()


def look(item: pytest.Item) -> None:
    """Raises AssertionError. A control has done harm, and that is right."""
    if not page.known(item.name)[1].startswith("experiment") or not _has_database(item):
        return
    spared, why = _spared(item)
    found = broken(_sink(item), but_for=spared, words=WORDS)
    assert not found, f"afterwards, but for {sorted(spared)} ({why}): {found}"


def broken(
    sink: invariants.Outside | None = None,
    *,
    but_for: Iterable[str] = ONLY_WHERE_SOMEBODY_SENDS,
    words: Iterable[str] = (),
) -> list[str]:
    """By the scripts that the experiment has not asked itself."""
    found = []
    if invariants.__name__ not in invariants.LOOKED:
        found += invariants.broken(sink or _Nobody())
    if invariants_of_cases.__name__ not in invariants.LOOKED:
        found += invariants_of_cases.broken(words=words)
    return [rule for rule in found if rule.split()[0] not in but_for]


def _has_database(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(DATABASE & asked)


def _spared(item: pytest.Item) -> tuple[set[str], str]:
    """The numbers that the marker names, each of them where it names none, and its reason."""
    marker = item.get_closest_marker("spared")
    spared = set() if _sink(item) else set(ONLY_WHERE_SOMEBODY_SENDS)
    if marker is None:
        return spared, "nobody sends" if spared else "none"
    named: Iterable[int] = marker.args or range(1, 13)
    return spared | set(map(str, named)), marker.kwargs["why"]


def _sink(item: pytest.Item) -> invariants.Outside | None:
    """The mail server of this test, if it has one."""
    given = getattr(item, "funcargs", {})
    if "sink" in given:
        return given["sink"]
    return _Mailed(given["smtp"].messages) if "smtp" in given else None


class _Nobody:
    ids: Iterable[str] = ()


class _Mailed:
    def __init__(self, messages: Iterable[object]) -> None:
        self.ids = {str(mail["Message-ID"]) for mail in messages}  # type: ignore[index]
