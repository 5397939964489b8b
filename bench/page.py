"""docs/performance.md from docs/performance.json: `python -m bench.page`."""

import json
import re
from pathlib import Path
from typing import Any

from bench.beside import beside
from bench.goals import GOALS, MISSED
from bench.paper import paper
from bench.remarks import REMARKS, is_in_the_table

DOCS = Path(__file__).resolve().parents[1] / "docs"
KEPT, PAGE = DOCS / "performance.json", DOCS / "performance.md"
WORDS = {
    "dates": "A due date with its working",
    "planning": "Planning reminders",
    "previewing": "Previewing a version of a policy",
    "sweeping": "Taking what is due",
    "submitting": "Taking in a request",
    "filling": "The public form",
    "sealing": "Sealing, and checking the chain",
    "mailing": "Sending what is owed",
    "storing": "Files of a gigabyte",
    "starting": "Starting",
    "growing": "The same pages at a desk that grows",
    "crowded": "Taking in a request where a million are",
}
HEAD = """# How fast

Ratios against what runs beside it in the same run, taking turns, the median of {rounds} rounds: absolute figures do not travel
from one machine to another. Measured at commit {commit}, {at}, in {seconds} seconds, on a machine whose load was {load:.1f}
before it began: anything much above 0 means that others ran beside it.

How to read a row: **more is always better**. 1 is as good as what it is compared with, below 1 is slower or more. Where a row names
first a limit (“3 s, to …”, “15 statements, to …”) or what is easier (“small to large”, “first page, to …”, “undisturbed to …”), that is divided by
what was seen: at 1 and above the limit is kept. Under each table stand the goals that were not reached, with the reason and what to do next.

- **A due date with its working** is compared with the bare date by `dateutil` and `holidays`, one calendar kept, no working.
- **Planning** goes through every clock of a company by its ladder; beside it one `INSERT … SELECT` writes as many rows.
- **A preview** counts every open case anew under other rules; beside it the rows of their clocks are read and nothing is counted.
- **Taking what is due**: the claim alone beside the same claim in plain SQL, batches of 500 with a commit each; and with all that
  follows (notices, the mails owed and sealed, the audit chain) beside plain SQL that writes one outbox and one audit row each.
- **Taking in a request**: `POST /api/v1/cases` to two web processes, each answer after its commit, beside a bare Django and DRF
  view under the same server on the same database that stores three rows. "p95" is the time that one in twenty exceeds.
- **The public form**: its last page, which sends, by eight clients, beside the API by as many; and whole forms, every page asked
  for and posted without a pause for reading, beside the one call of the bare view. Filled in faster than anybody reads, each of
  these is marked for the officers, which the last page by itself is not.
- **Sending what is owed**: letters claimed, opened, sent and marked, beside one connection of `smtplib` that sends as many of the
  same length to the same server, which keeps nothing.
- **Files of a gigabyte**: sealed on the disk and read back, 250 MB each, beside an uncompressed ZIP of the same bytes.
- **Starting**: one web process, with the cases of the largest size in the database, until a page of it answers; then each kind of
  page as the first that a process is asked for, a thousand lists, all processes of a desk together (what they share counted
  once), and `make run` on a machine that has everything installed, until its first page.
- **Taking in a request where a million are**: after the pages below, the same submission by eight clients, by itself, and while a
  worker takes as many reminders as above.
- **A desk that grows**: each page asked for in turn, at each number of cases that `seed_cases` makes; one in a hundred is open.
  Small to large: the median at the fewest divided by the median at the most; 1 is flat. Each is asked for forty times, in the measuring
  process, without a web server between; the bare page is one view of the same framework without middleware, key or line.

Processes run with the settings of the tests: as in production but for quick password hashes, static files without hashed names and
patience with Redis. A million cases and what follows them are in a database of their own.

`make bench` repeats it; `--clocks`, `--reminders`, `--due`, `--clients`, `--cases` and `--rounds` choose the size.
"""
TAIL = "\nMade by `python -m bench.page` from [performance.json](performance.json).\n"


def page(found: dict[str, Any]) -> str:
    head = HEAD.format(
        rounds=found["rounds"],
        commit=found["commit"],
        at=found["at"],
        seconds=found["seconds"],
        load=found["load before"],
    )
    parts = "".join(_part(name, found[name]) for name in WORDS if name in found)
    return head + parts + beside(found) + paper(found) + TAIL


def _part(name: str, found: dict[str, Any]) -> str:
    lines = [f"\n## {WORDS[name]}\n\n| ratio | seen | goal |\n| --- | --- | --- |\n"]
    missed: dict[str, list[str]] = {}
    for what, ratio in found["ratios"].items():
        goal = GOALS.get((name, what))
        said = "" if goal is None else f"≥ {goal:.3g}, {'met' if ratio >= goal else '**not met**'}"
        lines.append(f"| {_one(what)} | {ratio:g} | {said} |\n")
        if goal is not None and ratio < goal:
            missed.setdefault(MISSED[name, what], []).append(_one(what))
    lines += _missed(missed)
    if name in REMARKS:
        lines.append(REMARKS[name](found))
    lines.append("\n| beside them | |\n| --- | --- |\n")
    for what, value in found.items():
        if what == "ratios" or is_in_the_table(what):
            continue
        if isinstance(value, dict):
            lines += [
                f"| {_one(f'{what}: {part}')} | {_plain(it)} |\n" for part, it in value.items()
            ]
        else:
            lines.append(f"| {what} | {_plain(value)} |\n")
    return "".join(lines)


def _missed(whats: dict[str, list[str]]) -> list[str]:
    """Each reason once, with all rows that it stands for."""
    said = [f"- Not met: **{'**; **'.join(rows)}**. {why}\n" for why, rows in whats.items()]
    return ["\n", *said] if said else []


def _one(what: str) -> str:
    return re.sub(r"\b1 clients\b", "1 client", what)


def _plain(value: float | str) -> str:
    return (
        value
        if isinstance(value, str)
        else f"{value:,}"
        if isinstance(value, int)
        else f"{value:g}"
    )


if __name__ == "__main__":
    PAGE.write_text(page(json.loads(KEPT.read_text())))
