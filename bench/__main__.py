"""All benchmarks on a PostgreSQL of their own, and what was measured as JSON."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.server import ROOT, commit, own_database

PARTS = (
    *("dates", "planning", "previewing", "sweeping", "submitting", "filling", "sealing", "mailing"),
    *("storing", "growing", "crowded", "starting"),
)
# What the next one goes on with: the cases that were planned, and the desk that grew.
FOLLOWED = ("planning", "growing", "crowded")
# From here on in a database of their own: what a case takes is not what the others left behind.
ANEW = "growing"
NEEDS = {"previewing": {"planning"}, "crowded": {"submitting", ANEW}, "starting": {ANEW}}
OUT = ROOT / "docs" / "performance.json"
PART = Path(tempfile.gettempdir()) / "bench.json"


def main() -> None:
    given = _arguments()
    with own_database():
        found = measure(given)
    _keep(found, given.out)
    print(json.dumps(found, indent=1, ensure_ascii=False))
    print(f"kept in {given.out}", file=sys.stderr)


def measure(given: argparse.Namespace) -> dict[str, Any]:
    from django.utils import timezone

    from bench import (
        crowded,
        dates,
        filling,
        growing,
        mailing,
        planning,
        previewing,
        sealing,
        starting,
        storing,
        submitting,
        sweeping,
        world,
    )

    began = time.monotonic()
    company = world.company(now=timezone.now())
    rounds = given.rounds
    works: dict[str, Callable[[], dict[str, Any]]] = {
        "dates": lambda: dates.measure(repeats=given.repeats, rounds=rounds),
        "planning": lambda: planning.measure(company, clocks=given.clocks, rounds=rounds),
        "previewing": lambda: previewing.measure(company, rounds=rounds),
        "sweeping": lambda: sweeping.measure(
            company, due=given.due, among=given.reminders, rounds=rounds
        ),
        "submitting": lambda: submitting.measure(
            company, clients=given.clients, seconds=given.turn, rounds=rounds
        ),
        "filling": lambda: filling.measure(
            company, clients=given.clients, seconds=given.turn, rounds=rounds
        ),
        "sealing": lambda: sealing.measure(
            company, repeats=given.seals, events=given.events, rounds=rounds
        ),
        "mailing": lambda: mailing.measure(company, mails=given.mails, rounds=rounds),
        "storing": lambda: storing.measure(company, megabytes=given.megabytes, rounds=rounds),
        "growing": lambda: growing.measure(sizes=given.cases, rounds=given.looks),
        "crowded": lambda: crowded.measure(
            growing.one(), empty=_empty_rate(found), due=given.due, seconds=2 * given.turn
        ),
        "starting": lambda: starting.measure(rounds=rounds, migrated=migrated),
    }
    found: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds")}
    found |= {"commit": commit(), "rounds": rounds, "load before": os.getloadavg()[0]}
    migrated = 0.0
    for name in given.only or PARTS:
        if name == ANEW:
            migrated = world.anew("grown")
        found[name] = _said(name, works[name]())
        _keep(found, PART)  # whatever becomes of the next one
        if name not in FOLLOWED:
            planning.clear()
    return found | {"seconds": round(time.monotonic() - began)}


def _empty_rate(found: dict[str, Any]) -> float:
    return float(found["submitting"]["ours, 8 clients"]["a second"])


def _keep(found: dict[str, Any], where: Path) -> None:
    where.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


def _said(name: str, found: dict[str, Any]) -> dict[str, Any]:
    print(name, json.dumps(found["ratios"]), file=sys.stderr, flush=True)
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--clocks", type=int, default=10_000, help="clocks to plan")
    parser.add_argument("--reminders", type=int, default=1_000_000, help="reminders that wait")
    parser.add_argument("--due", type=int, default=10_000, help="how many of them are due")
    parser.add_argument("--repeats", type=int, default=50, help="of all examples, a turn")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32], help="at once")
    parser.add_argument("--turn", type=float, default=5, help="seconds that they send")
    parser.add_argument("--seals", type=int, default=2_000, help="records sealed, a turn")
    parser.add_argument("--events", type=int, default=200_000, help="of the chain to check")
    parser.add_argument("--mails", type=int, default=2_000, help="sent, a turn")
    parser.add_argument("--megabytes", type=int, default=1_000, help="of files, a turn")
    parser.add_argument(
        "--cases", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="growing to"
    )
    parser.add_argument("--looks", type=int, default=40, help="at each page")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", default=[], choices=PARTS, help="of them")
    parser.add_argument("--out", type=Path, help=f"{OUT.name} of docs/ for all of it, else {PART}")
    given = parser.parse_args()
    usual = parser.parse_args([])
    if given.out is None:
        given.out = OUT if given == usual else PART
    _refuse_what_cannot_end(parser, given)
    return given


def _refuse_what_cannot_end(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """Before hours have gone into it."""
    if len(set(given.cases)) < 2 or given.cases != sorted(given.cases):
        parser.error("--cases needs two sizes or more, the smallest first")
    if 8 not in given.clients:
        parser.error("--clients needs 8: the rate at the largest size is compared with theirs")
    for name in given.only:
        if missing := NEEDS.get(name, set()) - set(given.only):
            parser.error(f"--only {name} needs {' and '.join(sorted(missing))} before it")


if __name__ == "__main__":
    main()
