"""How long an answer takes, against the law's limit."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from deadlines.calendar import add_days, add_months, add_working_days
from deadlines.rules import Rule
from dsar.companies.reading.finding import Period

from .concern import Checked, Concern, concern

_HEDGED: Final = re.compile(
    r"\b(?:try|tries|aims?|endeavou?rs?|strives?|hopes?|seek|best "
    r"efforts|normally|usually|typically|"
    r"generally|attempt)\b"
)
_BOUND: Final = re.compile(
    r"\b(?:at (?:the )?latest|in any (?:case|event)|no later than|" r"always)\b"
)
_VAGUE: Final = re.compile(
    r"\b(?:respond|repl(?:y|ies)|answer|compl(?:y|ied)|deal|handle|"
    r"process)\w*\b[^.;]{0,60}\b(?:within|in) "
    r"an? (?:reasonable|timely|appropriate|suitable) (?:time\w*|period|manner|fashion)"
)


def times(policy: Checked) -> Iterator[Concern]:
    yield from _period(policy)
    yield from _extension(policy)


def _period(policy: Checked) -> Iterator[Concern]:
    law = policy.law
    if policy.period is None:
        vague = next((one for one in policy.phrases if _VAGUE.search(one.words)), None)
        if vague:
            yield concern(
                "conflict", "no figure", vague, law.period.article,
                f"A reasonable time is no limit; the law's is {_named(law)}.",
                f"The due date is {_named(law)} after receipt.",
            )  # fmt: skip
        return
    period, at = policy.period
    if law.count is None:
        return
    if _HEDGED.search(at.words) and not _BOUND.search(at.words):
        yield concern(
            "conflict", "only tried for", at, law.period.article,
            "The time to answer is a duty, not an aim, and holds for every request.",
            "The law's time is the due date, whatever is tried for.",
        )  # fmt: skip
    order = compare(period, law)
    if order == "later":
        yield concern(
            "conflict", "longer than the law", at, law.period.article,
            f"The policy takes {words(period)}; the law allows {_named(law)}.",
            "The law's time is the due date.",
        )  # fmt: skip
    elif order == "sometimes later":
        yield concern(
            "weaker", "longer in short months", at, law.period.article,
            f"{words(period).capitalize()} can end after the law's {_named(law)}.",
            "The earlier of the two dates is the due date.",
        )  # fmt: skip
    elif order == "earlier":
        yield concern(
            "stricter", "shorter than the law", at, law.period.article,
            f"The policy promises {words(period)}; the law allows {_named(law)}.",
            "Both dates are shown. The earlier one is the due date.",
        )  # fmt: skip
        if policy.proof and policy.proof[0] == "always" and "request" in at.words[-40:]:
            yield concern(
                "inconsistent", "a promise without a pause", policy.proof[1], law.period.article,
                "The promise runs from the request and leaves no time for proof of identity.",
                "The promise is counted from receipt, with or without proof.",
            )  # fmt: skip


def compare(period: Period, law: Rule) -> str:
    """How its last day stands to the law's, over every day of receipt of four years."""
    first = date(2024, 1, 1)
    orders = set()
    for number in range(0, 4 * 365, 3):
        received = first + timedelta(days=number)
        own = _add(received, period.amount, _UNITS[period.unit])
        limit = _add(received, law.count or 0, law.unit)
        orders.add((own > limit) - (own < limit))
    if orders == {0}:
        return "the same"
    if orders == {1}:
        return "later"
    return "sometimes later" if 1 in orders else "earlier"


_UNITS: Final = {"calendar_day": "days", "business_day": "working days", "month": "months"}


def _add(on: date, count: int, unit: str) -> date:
    if unit == "months":
        return add_months(on, count)
    return add_days(on, count) if unit == "days" else add_working_days(on, count, ())


def words(period: Period) -> str:
    return _count(period.amount, _UNITS[period.unit])


def _named(law: Rule) -> str:
    return _count(law.count, law.unit) if law.count else law.manner or "no number of days"


def _count(count: int, unit: str) -> str:
    return f"{count} {unit.removesuffix('s') if count == 1 else unit}"


def _extension(policy: Checked) -> Iterator[Concern]:
    lawful = policy.law.extension
    if lawful is None:
        return
    article = lawful.cite.article
    limit = _count(lawful.count, lawful.unit) if lawful.count else "what is needed"
    if policy.longer and policy.extension is None:
        yield concern(
            "conflict", "extension without an end", policy.longer, article,
            f"It says that it may take longer, and not how long; the law's limit is {limit} more.",
            f"An extension is at most {limit}.",
        )  # fmt: skip
    if policy.extension and lawful.count:
        period, at = policy.extension
        if _UNITS[period.unit] == lawful.unit and period.amount > lawful.count:
            yield concern(
                "conflict", "extension longer than the law", at, article,
                f"The policy adds {words(period)}; the law allows {limit}.",
                f"An extension is at most {limit}.",
            )  # fmt: skip
    if not policy.european:
        return
    odd = [at for ground, at in policy.extension_when if ground in ("excessive", "other")]
    if odd:
        yield concern(
            "conflict", "extension on other grounds", odd[0], article,
            "Only the complexity or the number of the requests allows more time.",
            "The form offers the law's two grounds.",
        )  # fmt: skip
    telling = policy.extension_when or ([("", policy.longer)] if policy.longer else [])
    if telling and not any(_REASONS.search(one.words) for one in policy.phrases):
        yield concern(
            "weaker", "extension without reasons", telling[0][1], article,
            "It does not say that the person is told the reasons within the first period.",
            "The letter gives the reasons, and has to leave within the first period.",
        )  # fmt: skip


_REASONS: Final = re.compile(
    r"\b(?:reasons?|why|explain\w*)\b[^.;]{0,60}\b(?:delay|exten\w+|longer|more time|need)|"
    r"\b(?:exten\w+|delay|longer|more time)\b[^.;]{0,120}\b(?:reasons?|why|explain\w*)\b"
)
