"""A due date with its working, against the bare date by `dateutil` and `holidays`."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from bench import peer
from bench.turns import rounded, take_turns
from deadlines.working import Event, Working, compute

EXAMPLES = Path(__file__).resolve().parents[1] / "tests" / "deadlines" / "examples.json"


def measure(*, repeats: int, rounds: int) -> dict[str, Any]:
    """Every example that the peer gets right too, so many times a round."""
    examples = json.loads(EXAMPLES.read_text())
    agreed = [one for one in examples if _peer_is_right(one)]
    ours = [_facts(one) for one in agreed]
    theirs = [peer.facts_of(one) for one in agreed]

    def dates_and_steps() -> None:
        for _ in range(repeats):
            for facts in ours:
                compute(**facts)

    def every_sentence() -> None:
        for _ in range(repeats):
            for facts in ours:
                _read(compute(**facts))

    def bare_dates() -> None:
        for _ in range(repeats):
            for facts in theirs:
                peer.dates(facts)

    works = {
        "dates and steps": dates_and_steps,
        "with every sentence": every_sentence,
        "dateutil and holidays, dates only": bare_dates,
    }
    for work in works.values():
        work()  # holidays are looked up once by both
    times = take_turns(works, rounds=rounds, before=lambda: None)
    rates = {name: repeats * len(agreed) / taken for name, taken in times.items()}
    bare = rates["dateutil and holidays, dates only"]
    return {
        "examples": len(examples),
        "the peer gets right": len(agreed),
        "a second and core": {name: round(rate) for name, rate in rates.items()},
        "ratios": rounded(
            {
                "dates and steps, to bare dates": rates["dates and steps"] / bare,
                "with every sentence, to bare dates": rates["with every sentence"] / bare,
            }
        ),
    }


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


def _read(working: Working) -> int:
    return sum(len(step.text) for step in working.steps)


def _peer_is_right(example: dict[str, Any]) -> bool:
    found = peer.dates(peer.facts_of(example))
    notice_by = example.get("notice_by", found.notice_by.isoformat())
    return (found.due.isoformat(), found.notice_by.isoformat()) == (example["due"], notice_by)
