"""Where the time of the three slowest things goes: `make profile` writes docs/profiles.md."""

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bench.server import ROOT, commit, own_database
from bench.turns import rounded

PAGE = ROOT / "docs" / "profiles.md"
SHOWN = 14
DATABASE = "psycopg2.extensions.cursor"

# What was done about each, and what comes next. The tables below them are made by the command.
DONE = {
    "Taking in a request": """Of 32 statements, begin and commit counted, 24 were left; a company's key is opened once a change and not ten times; the rules
of a policy are read once and not seven times; a line to the broker is kept; the counted rows are inserted together. Processor time of one web
process was 30.0 ms a request, then 20.7, then 16.1 (commit 333054c, one client, no profiler), then 13.6 (157ee92). Next: configuration kept in each process under
a number of its version; then the HTML of a letter made by the worker that sends it.""",
    "A month's report": """At 100,000 cases it took 5.2 s and 128 statements, and grew with all cases of all years. Four fifths of it made the
report once more for each company, to say on the form what would be signed: what is signed is now compared with what is shown. Each table of
figures read every case: now the clocks of the month are found by two indexes (`clock_received`, `clock_stopped`). Next: sums kept by company
and day.""",
    "Today": """At 100,000 cases it took 411 ms. Four of its lists asked for cases of one status and read all closed ones on the way; the
index `case_open_by_status` holds the open ones, one in a hundred. Eight milliseconds of every list are PostgreSQL's plan for eleven joined
tables under row-level security. Next: read the list as one row a case, without the tables that it does not show.""",
}
HEAD = """# The three slowest things, and what was done about them

What `make bench` measures stands in [performance.md](performance.md), with the goals that are missed. Here is where the time goes, made by
`make profile` at commit {commit}, {at}, with {cases} cases. The profiler about doubles the time; what takes which part of it
does not change much. A function counts with everything that it calls, so the parts overlap.

Besides these: the page of a case asked 45 times, 18 at 157ee92 and 15 or 16 since (`dsar/cases/nothing_there.py`), and a file
on its way to the disk was copied sixteen times.
"""


def looked_into(work: Callable[[], object], times: int) -> dict[str, Any]:
    """Milliseconds, statements, and which part of the time is spent under which function of ours."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    work()
    began = time.process_time()
    for _ in range(times):
        work()
    each = (time.process_time() - began) / times
    with CaptureQueriesContext(connection) as asked:
        work()
    statements = len(asked)  # now: the next request empties the list
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(times):
        work()
    profile.disable()
    return {
        "milliseconds": float(f"{1000 * each:.3g}"),
        "statements": statements,
        "parts": _parts(pstats.Stats(profile)),
    }


def _parts(found: pstats.Stats) -> dict[str, float]:
    """Hundredths of the whole, the most first."""
    rows = found.stats.items()  # type: ignore[attr-defined]
    whole = found.total_tt  # type: ignore[attr-defined]
    spent: dict[str, float] = {}
    for (file, _, function), (_, _, _, cumulative, _) in rows:
        if name := _name(file, function):
            spent[name] = max(spent.get(name, 0.0), 100 * cumulative / whole)
    # What is under the whole page or operation says nothing of its parts.
    parts = [(name, part) for name, part in spent.items() if part < 90]
    return rounded(dict(sorted(parts, key=lambda one: -one[1])[:SHOWN]))


def _name(file: str, function: str) -> str:
    """Of a function of the product; the database's as one; empty for all others."""
    if DATABASE in function and "execute" in function:
        return "waiting for PostgreSQL"
    if not file.startswith(f"{ROOT}/"):
        return ""
    place = file.removeprefix(f"{ROOT}/").removesuffix(".py").replace("/", ".")
    ours = place.startswith(("dsar.", "deadlines.", "identity."))
    return f"`{place}.{function}`" if ours and function.isidentifier() else ""


def page(found: Mapping[str, Mapping[str, Any]], *, of: str, at: str, cases: int) -> str:
    parts = "".join(_part(name, found[name]) for name in DONE)
    return HEAD.format(commit=of, at=at, cases=f"{cases:,}") + parts


def _part(name: str, found: Mapping[str, Any]) -> str:
    lines = [f"\n## {name}\n\n{found['milliseconds']:g} ms of processor, "]
    lines.append(f"{found['statements']} statements, begin and commit counted.\n\n")
    lines.append("| under | % of the time |\n| --- | --- |\n")
    lines += [f"| {place} | {part:g} |\n" for place, part in found["parts"].items()]
    return "".join([*lines, f"\n{DONE[name]}\n"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="profiling", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=30, help="that each is done")
    given = parser.parse_args()
    of, at = commit(), datetime.now(UTC).isoformat(timespec="minutes")
    with own_database():
        works = _works(given.cases)
        found = {name: looked_into(work, given.times) for name, work in works.items()}
    PAGE.write_text(page(found, of=of, at=at, cases=given.cases))


def _works(cases: int) -> dict[str, Callable[[], object]]:
    from django.test import Client

    from bench import growing, submitting

    pages = growing.grown_to(cases)
    token, client = submitting.token_of(growing.one(), "profile"), Client()
    return {
        "Taking in a request": lambda: submitting.ask(client, token),
        "A month's report": pages[growing.REPORTS],
        "Today": pages["today"],
    }


if __name__ == "__main__":
    main()
