"""What the figures of one part say, in words and as a table: how far it scales, and what grows."""

from collections.abc import Callable, Mapping
from typing import Any

Found = Mapping[str, Any]
SIZED = {"p50": "median, ms", "p95": "p95, ms", "statements": "statements"}
POWER = "time grows as cases to the power of"


def workers(found: Found) -> str:
    times = {1: "one worker", 2: "two workers", 4: "four workers"}
    rates = {number: found["due"] / found["seconds"][name] for number, name in times.items()}
    return (
        f"\nWorkers: {_most(rates, 'taken a second')} Each worker computes, and so does PostgreSQL "
        "for it, on the same cores; once those are busy, one more only waits. This was timed once, "
        "all else in turns.\n"
    )


def web_processes(found: Found) -> str:
    ours, bare = (
        {
            int(number): rate
            for number, rate in found[f"{whose}, a second, by web processes"].items()
        }
        for whose in ("ours", "bare")
    )
    eight = found["ours, 8 clients"]
    own, stored = eight["ms of processor each"], eight["ms of PostgreSQL's processor each"]
    cores = eight["a second"] * (own + stored) / 1000
    return (
        f"\nWeb processes: {_most(ours, 'taken in a second')} The bare view: "
        f"{_most(bare, 'a second')} What stops it are the processors: {eight['a second']:g} a "
        f"second, each {own:g} ms of a web process and {stored:g} ms of PostgreSQL, keep "
        f"{cores:.2g} cores busy, and the clients that ask run on the same machine.\n"
    )


def _most(rates: Mapping[int, float], what: str) -> str:
    best = max(rates, key=lambda number: rates[number])
    said = ", ".join(f"{_short(rate)} with {number}" for number, rate in sorted(rates.items()))
    return f"{said} {what}; the most with {best}."


def _short(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.3g}"


def growth(found: Found) -> str:
    steep = found[POWER] | found.get("memory grows as cases to the power of", {})
    worse = {name: power for name, power in steep.items() if power > 1}
    most = max(steep, key=lambda name: steep[name])
    linear = (
        f"These grow faster than the number of cases, which is a defect: {', '.join(worse)}."
        if worse
        else "No time and no memory grows faster than the number of cases (a power above 1 would); "
        f"the steepest is {most}, with the power of {steep[most]:g}."
    )
    return f"\n{linear} {_statements(found)}{_seeding(found)}\n{_sizes(found)}"


def _statements(found: Found) -> str:
    by_page = {
        page: [round(found[f"statements at {size}"][page]) for size in sizes(found)]
        for page in found[f"statements at {sizes(found)[0]}"]
    }
    other = {page: asked for page, asked in by_page.items() if len(set(asked)) > 1}
    if not other:
        return "Each page asks as many statements at every size."
    said = " and ".join(f"{page} ({' → '.join(map(str, asked))})" for page, asked in other.items())
    return (
        f"Each page asks as many statements at every size but {said}: what goes with a line is "
        "asked for only where there is one, and another case is opened each time."
    )


def _seeding(found: Found) -> str:
    """How long `seed_cases` takes for all of them, from one size to the next."""
    rates = found.get("cases made a second until there were", {})
    began, seconds = 0, 0.0
    for size, rate in rates.items():
        count = int(size.replace(",", ""))
        seconds += (count - began) / rate
        began = count
    return f" To make {began:,} cases took {seconds / 60:.0f} minutes." if rates else ""


def sizes(found: Found) -> list[str]:
    return [name.removeprefix("p50 at ") for name in found if name.startswith("p50 at ")]


def is_in_the_table(name: str) -> bool:
    return name == POWER or name.startswith(tuple(f"{what} at " for what in SIZED))


def _sizes(found: Found) -> str:
    """One line a page, and the sizes beside one another."""
    at = sizes(found)
    head = [f"{words} at {size}" for words in SIZED.values() for size in at]
    lines = [f"\n| page | {' | '.join(head)} | power |\n", f"| --- |{' --- |' * (len(head) + 1)}\n"]
    for page in found[f"p50 at {at[0]}"]:
        seen = [f"{found[f'{what} at {size}'][page]:g}" for what in SIZED for size in at]
        power = found[POWER].get(page)
        lines.append(f"| {page} | {' | '.join(seen)} | {'' if power is None else f'{power:g}'} |\n")
    return "".join([*lines, "\n“Power”: time grows as the number of cases to the power of this.\n"])


REMARKS: Mapping[str, Callable[[Found], str]] = {
    "sweeping": workers,
    "submitting": web_processes,
    "growing": growth,
}
