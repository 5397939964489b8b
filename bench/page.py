"""docs/performance.md from docs/performance.json: `python -m bench.page`."""

import json
from pathlib import Path
from typing import Any

from bench.beside import beside
from bench.paper import paper

DOCS = Path(__file__).resolve().parents[1] / "docs"
KEPT, PAGE = DOCS / "performance.json", DOCS / "performance.md"
# The pages that may not become slower while the desk grows.
PAGES = (
    *("today", "queue", "queue, filtered", "queue, searched by name", "queue, searched by address"),
    *("case", "api: list of 50", "api: list, filtered", "api: case"),
)
# What each ratio ought to be at least, where there is a goal.
GOALS = {
    ("dates", "dates and steps, to bare dates"): 1.0,
    ("sweeping", "claim, to the plain claim"): 0.5,
    ("sweeping", "with effects, to plain SQL with two rows each"): 0.25,
    ("sweeping", "two workers, to one"): 1.2,
    ("submitting", "rate, 8 clients"): 0.30,
    ("submitting", "processor time, 8 clients"): 1 / 3.3,
    ("submitting", "p95, 32 clients"): 0.25,
    ("submitting", "15 statements, to those of one"): 1.0,
    ("filling", "last page, to the API"): 0.8,
    ("sealing", "seal and open, to bare AES-GCM"): 1 / 3,
    ("sealing", "audit events checked a second, to 100,000"): 1.0,
    **{("growing", f"{page}: small to large"): 1 / 1.2 for page in PAGES},
    ("mailing", "mails a second, to bare smtplib"): 0.5,
    ("storing", "speed, to a plain ZIP"): 0.5,
    ("storing", "200 MB, to memory"): 1.0,
    ("starting", "3 s, to the first answer"): 1.0,
    ("starting", "1 s, to the slowest first page"): 1.0,
    ("starting", "20 s, to all migrations"): 1.0,
    ("starting", "150 MB, to one web process"): 1.0,
    ("starting", "ten in a hundred more, to what lists add"): 1.0,
    ("starting", "700 MB, to all processes"): 1.0,
    ("starting", "10 s, to make run from an empty folder"): 1.0,
    ("starting", "6 s, to make run once more"): 1.0,
    **{("growing", f"{page}: small to large, p95"): 1 / 1.2 for page in PAGES},
    ("growing", "api: first page, to one four fifths down"): 1 / 1.2,
    ("growing", "cases made, to their rows copied"): 0.5,
    ("growing", "25 ms, to case"): 1.0,
    ("growing", "12 ms, to queue, searched by address"): 1.0,
    ("growing", "15 statements, to those of case"): 1.0,
    ("growing", "8 statements, to those of queue"): 1.0,
    ("growing", "statements, a list of 10 to one of 100"): 1.0,
    ("crowded", "rate, large to empty"): 0.85,
    ("crowded", "p95, undisturbed to while what is due is taken"): 0.5,
    ("growing", "report of a month: small to large"): 1 / 1.5,
    ("growing", "api: list of 50, to the bare page"): 1 / 3,
}
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
SUBMITTING = (
    "Beside the three rows there are a clock with its reminders, a proof of identity, a key, search "
    "tokens, two sealed letters, a letter written from its template and an answer that is kept for a "
    "repeat: 20 statements through the ORM. Next: read a company's policy, holidays and wordings "
    "once a process with a number of their version, and store what belongs together at once."
)
CASE = (
    "A case is read from each table that holds something of it, and its letters, its explanations "
    "and the person are opened with its key. Next: read letters, events and files in one statement."
)
OPEN = (
    "All open cases, one in a hundred, are sorted by the due dates of their clocks, which is eleven "
    "milliseconds where 10,000 are open. Next: the due date in the row of the case, under an index "
    "in the order of the list."
)
NAMES = (
    "Where there are more cases more people have the same name, and each of them is a line. Next: "
    "fewer lines on the first page of what a name finds."
)
SPREAD = (
    "What it reads lies further apart, on pages of the disk that it shares with others' cases. "
    "Next: tables by year, so that what is open stays together."
)
SELDOM = (
    "Of the looks at each page this is about the two slowest, and at each size others fall on it. "
    "Next: more looks, and what else the machine did meanwhile."
)
# Why a page may take longer among more cases.
GROWING = dict.fromkeys(PAGES, SPREAD) | {
    "today": OPEN,
    "queue": OPEN,
    "queue, filtered": OPEN,
    "queue, searched by name": NAMES,
}
# Why a goal is missed, and what comes next.
MISSED = {
    ("dates", "dates and steps, to bare dates"): (
        "Three to six steps, each with its article, cost as much as the date itself. Next: "
        "let clocks that are counted together share their steps."
    ),
    ("sweeping", "claim, to the plain claim"): (
        "It also reads what each reminder is for and the dates of its clock. Next: the dates in an "
        "index of the clock's key, so that no row of a clock is opened."
    ),
    ("sweeping", "with effects, to plain SQL with two rows each"): (
        "Each case is a notice, a mail under its own key and an audit row, and is read as four "
        "model instances. Next: read what a mail says of it as one plain row."
    ),
    ("sweeping", "two workers, to one"): (
        "Two workers, PostgreSQL and whatever else runs share two cores. Next: fewer instructions a "
        "row, as above, and a run on a machine of its own."
    ),
    ("submitting", "rate, 8 clients"): SUBMITTING,
    ("submitting", "processor time, 8 clients"): SUBMITTING,
    ("submitting", "p95, 32 clients"): SUBMITTING,
    ("submitting", "15 statements, to those of one"): SUBMITTING,
    ("filling", "last page, to the API"): (
        "Beside what the API does, the answers of the form are opened and checked once more, the "
        "draft is locked and emptied, and the session is read. Next: lock and read the draft once."
    ),
    ("sealing", "seal and open, to bare AES-GCM"): (
        "The case's key is opened once for all that one change seals, but a cipher is set up for "
        "each value, and its place (company, key, table, row, field) is written out for both "
        "directions. Next: keep the cipher with the open key."
    ),
    ("sealing", "audit events checked a second, to 100,000"): (
        "A row is read, its facts are written as JSON and hashed, one after the other in Python. "
        "Next: hash in PostgreSQL, as the trigger does, and compare here."
    ),
    ("mailing", "mails a second, to bare smtplib"): (
        "Each is claimed and marked as sent in transactions of their own, asked once more whether "
        "it is needed, and opened with its key. Next: mark several that went out in one statement."
    ),
    ("storing", "speed, to a plain ZIP"): (
        "Each megabyte is encrypted and its tag checked, and the disk has it before the row is "
        "committed. Next: encrypt the next piece while the last one is written."
    ),
    ("storing", "200 MB, to memory"): "Something holds a file whole. Next: find what.",
    ("starting", "3 s, to the first answer"): (
        "Every module, its templates and the checks that refuse an unsafe start are loaded first. "
        "Next: load what only some pages need when it is needed."
    ),
    ("starting", "1 s, to the slowest first page"): (
        "The first page of a kind compiles its templates and loads its forms. Next: load them "
        "before the process takes a request."
    ),
    ("starting", "20 s, to all migrations"): (
        "Every change since the first version is made one after the other. Next: squash those that "
        "no installation has before it any more."
    ),
    ("starting", "ten in a hundred more, to what lists add"): (
        "What a thread of the web server allocates is kept for its next page. Next: end a process "
        "after some thousand pages."
    ),
    ("starting", "700 MB, to all processes"): (
        "Each process loads all of the product. Next: load it before the processes part."
    ),
    ("starting", "10 s, to make run from an empty folder"): (
        "A database cluster is made, every migration runs and demo cases are planted. Next: plant "
        "them after the first page."
    ),
    ("starting", "6 s, to make run once more"): (
        "PostgreSQL, Valkey and four processes start one after the other. Next: together."
    ),
    ("starting", "150 MB, to one web process"): (
        "All of the product's parts are loaded in each process. Next: share them by loading before "
        "the processes part, and load what only some pages need when it is needed."
    ),
    **{("growing", f"{page}: small to large"): why for page, why in GROWING.items()},
    ("growing", "report of a month: small to large"): (
        "A month of a desk a hundred times the size has a hundred times the cases, and each of them "
        "is counted. Next: sums kept by company and day."
    ),
    **{("growing", f"{page}: small to large, p95"): SELDOM for page in PAGES},
    ("growing", "queue, searched by name: small to large, p95"): NAMES,
    ("growing", "api: first page, to one four fifths down"): SPREAD,
    ("growing", "cases made, to their rows copied"): (
        "Each case has its own key, wrapped, its words sealed under it, its search tokens and its "
        "place in the chain. Next: make them in two processes, one company each."
    ),
    ("growing", "25 ms, to case"): CASE,
    ("growing", "15 statements, to those of case"): CASE,
    ("growing", "12 ms, to queue, searched by address"): (
        "The answer is a whole page of the desk, with what waits for the person in its "
        "navigation. Next: keep those counts for some seconds."
    ),
    ("growing", "statements, a list of 10 to one of 100"): (
        "Something is asked for once a line. Next: ask for all lines at once."
    ),
    ("growing", "8 statements, to those of queue"): (
        "Something is asked for once a line. Next: ask for all lines at once."
    ),
    ("crowded", "rate, large to empty"): (
        "Larger indexes cost more pages a row. Next: partition what only grows, by year."
    ),
    ("crowded", "p95, undisturbed to while what is due is taken"): (
        "Two web processes, a worker, the clients and PostgreSQL share the cores there are. Next: "
        "a worker of lower priority, or on a core of its own."
    ),
    ("growing", "api: list of 50, to the bare page"): (
        "Each line carries its clock, its working and its links. Next: count what is made of "
        "each and leave out what was not asked for."
    ),
}
HEAD = """# How fast

Ratios against what runs beside it in the same run, taking turns, the median of {rounds} rounds: absolute figures do not travel
from one machine to another. Below 1 is slower than what it is compared with. Measured at commit {commit}, {at}, in {seconds}
seconds, on a machine whose load was {load:.1f} before it began: anything much above 0 means that others ran beside it.

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
  Small to large: the median at the fewest divided by the median at the most; 1 is flat. They are asked for in the measuring
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
    missed: list[str] = []
    for what, ratio in found["ratios"].items():
        goal = GOALS.get((name, what))
        said = "" if goal is None else f"≥ {goal:.3g}, {'met' if ratio >= goal else 'not met'}"
        lines.append(f"| {what} | {ratio:g} | {said} |\n")
        if goal is not None and ratio < goal:
            missed.append(f"\nMissed, {what}: {MISSED[name, what]}\n")
    lines += missed
    lines.append("\n| beside them | |\n| --- | --- |\n")
    for what, value in found.items():
        if isinstance(value, dict) and what != "ratios":
            lines += [f"| {what}: {part} | {_plain(one)} |\n" for part, one in value.items()]
        elif what != "ratios":
            lines.append(f"| {what} | {_plain(value)} |\n")
    return "".join(lines)


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
