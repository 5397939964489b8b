"""A due date with its working, against the bare date by `dateutil` and `holidays`."""

import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench import peer
from bench.turns import rounded, take_turns
from deadlines import working
from deadlines.errors import ClockError
from deadlines.working import Event, Working, compute

AGAIN = "requests like one counted before"
BARE = "dateutil and holidays, dates only"
EXAMPLES = Path(__file__).resolve().parents[1] / "tests" / "deadlines" / "examples.json"
_Both = tuple[dict[str, Any], peer.Facts]


def measure(*, repeats: int, rounds: int) -> dict[str, Any]:
    """Every example that the peer gets right too, a day later each time: no request comes twice, so
    that nothing counted before can be given out again. And some that do."""
    examples = json.loads(EXAMPLES.read_text())
    agreed = [one for one in examples if _peer_is_right(one)]
    cases = [_both(agreed, days) for days in range(3 * repeats * rounds)]
    again = cases[0] * repeats
    counts = {"dates and steps": 0, "with every sentence": 0, BARE: 0, AGAIN: len(again) * rounds}
    _forget()

    def fresh(name: str) -> Iterator[_Both]:
        for _ in range(repeats):
            found = cases.pop()
            counts[name] += len(found)
            yield from found

    def dates_and_steps() -> None:
        for ours, _ in fresh("dates and steps"):
            compute(**ours)

    def every_sentence() -> None:
        for ours, _ in fresh("with every sentence"):
            _read(compute(**ours))

    def bare_dates() -> None:
        for _, theirs in fresh(BARE):
            peer.dates(theirs)

    def the_same_again() -> None:
        for ours, _ in again:
            compute(**ours)

    works = {
        "dates and steps": dates_and_steps,
        "with every sentence": every_sentence,
        BARE: bare_dates,
        AGAIN: the_same_again,
    }
    times = take_turns(works, rounds=rounds, clock=time.process_time)  # a core's, not the wall's
    rates = {name: counts[name] / rounds / taken for name, taken in times.items()}
    return {
        "examples": len(examples),
        "the peer gets right": len(agreed),
        "sums a turn": round(counts[BARE] / rounds),
        "a second and core": {name: round(rate) for name, rate in rates.items()},
        "ratios": rounded(
            {
                "dates and steps, to bare dates": rates["dates and steps"] / rates[BARE],
                "with every sentence, to bare dates": rates["with every sentence"] / rates[BARE],
                "the same again, to bare dates": rates[AGAIN] / rates[BARE],
            }
        ),
    }


def _both(examples: list[dict[str, Any]], days: int) -> list[_Both]:
    """What ours and the peer are given, so many days later; where both still say the same."""
    found = []
    for example in examples:
        later = _later(example, days)
        ours, theirs = _facts(later), peer.facts_of(later)
        if _due(ours) == peer.dates(theirs).due:
            found.append((ours, theirs))
    return found


def _later(example: dict[str, Any], days: int) -> dict[str, Any]:
    def moved(text: str) -> str:
        return (date.fromisoformat(text) + timedelta(days=days)).isoformat()

    events = [event | {"on": moved(event["on"])} for event in example.get("events", [])]
    return example | {"received": moved(example["received"]), "events": events}


def _forget() -> None:
    """No sum is remembered; holidays are, as by the peer."""
    for kept in vars(working).values():
        if hasattr(kept, "cache_clear") and kept.__module__ == working.__name__:
            kept.cache_clear()


def _due(facts: dict[str, Any]) -> date | None:
    """None where no law was in force."""
    try:
        return compute(**facts).due_on
    except ClockError:
        return None


def _facts(example: dict[str, Any]) -> dict[str, Any]:
    return {
        "rule": example["rule"],
        "calendar": example["calendar"],
        "received": date.fromisoformat(example["received"]),
        "request": example.get("request", "access"),
        "events": [
            Event(e["kind"], date.fromisoformat(e["on"]), e.get("by"), e.get("unit"))
            for e in example.get("events", [])
        ],
    }


def _read(found: Working) -> int:
    return sum(len(step.text) for step in found.steps)


def _peer_is_right(example: dict[str, Any]) -> bool:
    found = peer.dates(peer.facts_of(example))
    notice_by = example.get("notice_by", found.notice_by.isoformat())
    return (found.due.isoformat(), found.notice_by.isoformat()) == (example["due"], notice_by)
