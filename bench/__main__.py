"""All benchmarks on a PostgreSQL of their own, and what was measured as JSON."""

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dsar import tenancy
from dsar.local.postgres import PostgreSQL

ROOT = Path(__file__).resolve().parents[1]
# Safe enough for web processes to start.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "tests.settings",
    "DSAR_PUBLIC_URL": "https://bench.example",
    "DSAR_ONE_DATABASE_ROLE": "1",
}
# What the next one goes on with: the cases that were planned, and the desk that grew.
FOLLOWED = ("planning", "growing", "crowded")
OUT = ROOT / "docs" / "performance.json"


def main() -> None:
    given = _arguments()
    home = Path(tempfile.mkdtemp(prefix="bench-"))
    server = PostgreSQL(home)  # durable, as in production
    try:
        server.ensure()
        os.environ["DATABASE_URL"] = server.url()
        os.environ |= SETTINGS | {"DSAR_ROOT_KEY": b64encode(secrets.token_bytes(32)).decode()}
        with tenancy.operator():
            found = measure(given)
    finally:
        server.stop()
        shutil.rmtree(home)
    given.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print(json.dumps(found, indent=1, ensure_ascii=False))


def measure(given: argparse.Namespace) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from bench import (
        crowded,
        dates,
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

    call_command("migrate", verbosity=0)
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
        "sealing": lambda: sealing.measure(
            company, repeats=given.seals, events=given.events, rounds=rounds
        ),
        "mailing": lambda: mailing.measure(company, mails=given.mails, rounds=rounds),
        "storing": lambda: storing.measure(company, megabytes=given.megabytes, rounds=rounds),
        "growing": lambda: growing.measure(sizes=given.cases, rounds=given.looks),
        "crowded": lambda: crowded.measure(
            growing.one(), empty=_empty_rate(found), due=given.due, seconds=2 * given.turn
        ),
        "starting": lambda: starting.measure(rounds=rounds),
    }
    found: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds")}
    found |= {"commit": commit(), "rounds": rounds, "load before": os.getloadavg()[0]}
    for name in given.only or works:
        found[name] = _said(name, works[name]())
        if name not in FOLLOWED:
            planning.clear()
    return found | {"seconds": round(time.monotonic() - began)}


def _empty_rate(found: dict[str, Any]) -> float:
    return float(found["submitting"]["ours, 8 clients"]["a second"])


def _said(name: str, found: dict[str, Any]) -> dict[str, Any]:
    print(name, json.dumps(found["ratios"]), file=sys.stderr, flush=True)
    return found


def commit() -> str:
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude=*"]
    asked = subprocess.run(git, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "unknown"


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
    parser.add_argument("--only", nargs="+", default=[], help="of them, by name")
    parser.add_argument("--out", type=Path, default=OUT)
    return parser.parse_args()


if __name__ == "__main__":
    main()
