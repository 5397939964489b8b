"""What was measured, carried over to ten million cases a year at 5,000 companies. On paper."""

from collections.abc import Mapping
from typing import Any

CASES, COMPANIES = 10_000_000, 5_000  # a year
PEAK = 10  # a busy hour to a mean one
MAILS = 6  # a case: receipt, code, letters, reminders to the staff
YEARS = 6  # for how long a closed case is kept as proof
BUSY = 0.5  # of a core, so that a second process finds room
# Assumed prices, in euros: a core and a gigabyte of fast disk with its copy, each for a month.
CORE, GIGABYTE = 25.0, 0.25
YEAR = 365 * 24 * 3600
TEXT = """
## On paper: ten million cases a year

{companies:,} companies with {cases:,} cases a year are {mean:.2f} a second, and {peak:.1f} in an hour {times} times as busy as the mean. With
what was measured above, on cores like these:

| what | from | comes to |
| --- | --- | --- |
| web processes that take requests in | {submit:.3g} ms of processor a request | {web:.2g} cores at the peak |
| workers that send mail | {mails:.3g} mails a second and core, {each} a case | {sending:.2g} cores at the peak |
| workers that take reminders | {taken:.3g} a second and core, {reminders:.2g} a case | {taking:.2g} cores at the peak |
| PostgreSQL, where requests are taken in | {store:.3g} ms of processor a request | {storing:.2g} cores at the peak |
| PostgreSQL, rows and indexes | {kilobytes:.3g} kB a case | {a_year:,.0f} GB a year, {in_all:,.0f} GB in {years} years |
| the chain of events, checked once a day | {events:.3g} a case, {verified:,.0f} a second and core | {hours:.2g} core hours for one year's |

What workers ask of PostgreSQL is in their rows, which were timed and not counted. So the processors are not what stops it: {cores} cores
with room to spare, and as many again in another place to fail over to. What does is
one PostgreSQL that holds everything:

- **Partitions.** `audit_event`, `deadlines_reminder`, `outbox_message` and `cases_message` by year of their case: what is erased or kept for proof
  goes or moves as a table. The search tokens by company, because that is how they are asked.
- **Replicas.** Reports, exports and the check of the chain read from one; the queue and every change stay with the primary.
- **Chains.** A company's events wait for one another until each commit, so one company takes in as many as its commits a second allow;
  {companies:,} chains do not wait for each other. A company of a million a year has {per_big:.2g} events a second.
- **Redis** is a doorbell and a few counters a person: one small one with a spare; losing it costs seconds, not letters.
- **Files** lie sealed in an object store; the database knows their names. Answers of 20 MB for one case in three are {files:,.0f} TB in {years} years.
- **Cost**, at an assumed {core:g} € a core and {gigabyte:g} € a gigabyte a month: about {cost:,.0f} € a month for cores and database in year {years}, twice over for the
  other place, or {cents:.2g} cents a case. The object store comes beside it.

Not tried: more than one machine, a replica, partitions. They are what to build when a desk has ten million cases and not one.
"""


def paper(found: Mapping[str, Any]) -> str:
    """Nothing without all of the figures that it stands on."""
    if not {"submitting", "sweeping", "sealing", "mailing", "growing"} <= found.keys():
        return ""
    mean = CASES / YEAR
    peak = mean * PEAK
    case = found["growing"]["a case"]
    submit = found["submitting"]["ours, 8 clients"]["ms of processor each"]
    store = found["submitting"]["ours, 8 clients"]["ms of PostgreSQL's processor each"]
    mails = found["mailing"]["a second"]["what is owed"]
    taken = found["sweeping"]["due"] / found["sweeping"]["seconds"]["one worker"]
    verified = found["sealing"]["events checked a second"]
    web, storing = peak * submit / 1000 / BUSY, peak * store / 1000 / BUSY
    sending = peak * MAILS / mails / BUSY
    taking = peak * case["reminders"] / taken / BUSY
    a_year = CASES * case["kilobytes"] / 1e6
    cores = max(4, round(web + storing + sending + taking + 0.5) + 4)
    cost = 2 * (cores * CORE + a_year * YEARS * GIGABYTE)
    return TEXT.format_map(
        {
            "companies": COMPANIES,
            "cases": CASES,
            "mean": mean,
            "peak": peak,
            "times": PEAK,
            "submit": submit,
            "web": web,
            "store": store,
            "storing": storing,
            "mails": mails,
            "each": MAILS,
            "sending": sending,
            "taken": taken,
            "reminders": case["reminders"],
            "taking": taking,
            "kilobytes": case["kilobytes"],
            "a_year": a_year,
            "in_all": a_year * YEARS,
            "years": YEARS,
            "events": case["events"],
            "verified": verified,
            "hours": CASES * case["events"] / verified / 3600,
            "cores": cores,
            "per_big": case["events"] * 1e6 / YEAR,
            "files": CASES * YEARS / 3 * 20 / 1e6,
            "core": CORE,
            "gigabyte": GIGABYTE,
            "cost": cost,
            "cents": 100 * 12 * cost / CASES,
        }
    )
