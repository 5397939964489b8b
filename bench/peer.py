"""The same sum with `dateutil` and `holidays`, as somebody would write it who wants the date only.

One set of holidays a calendar is kept, as `deadlines` keeps its own. It gives no working.
"""

from datetime import date
from typing import Any, NamedTuple

import holidays
from dateutil.relativedelta import relativedelta

YEARS = range(2024, 2030)
MONTH, DAY = relativedelta(months=1), relativedelta(days=1)
ROLLING = {"uk-gdpr-12a", "uk-gdpr-ico", "gdpr-eu-1182", "uk-complaint-ack-30"}
DAYS = {
    "uk-complaint-ack-30": 30,
    "days-28": 28,
    "ccpa-45": 45,
    "us-state-45": 45,
    "lgpd-15": 15,
    "pipeda-30": 30,
    "ch-nfadp-30": 30,
    "kr-pipa-10": 10,
    "sa-pdpl-30": 30,
}
WORKING_DAYS = {"ccpa-ack-10bd": 10, "ccpa-optout-15bd": 15}


class Facts(NamedTuple):
    rule: str
    free: Any
    received: date
    request: str
    events: tuple[tuple[str, date, int, str], ...]


class Dates(NamedTuple):
    due: date
    notice_by: date


def facts_of(example: dict[str, Any]) -> Facts:
    return Facts(
        example["rule"],
        free_days(example["calendar"]),
        date.fromisoformat(example["received"]),
        example.get("request", "access"),
        tuple(
            (e["kind"], date.fromisoformat(e["on"]), e.get("by", 0), e.get("unit", ""))
            for e in example.get("events", [])
        ),
    )


def free_days(calendar: str) -> Any:
    if calendar not in _KEPT:
        country, _, part = calendar.partition("-")
        _KEPT[calendar] = (
            {}
            if country == "none"
            else holidays.country_holidays(country, subdiv=part or None, years=YEARS)
        )
    return _KEPT[calendar]


_KEPT: dict[str, Any] = {}


def dates(facts: Facts) -> Dates:
    rule, free, received, request, events = facts
    if rule in WORKING_DAYS:
        due = received
        for _ in range(WORKING_DAYS[rule]):
            due = _roll(due + DAY, free)
        return Dates(due, due)
    british = rule.startswith("uk")
    start, left_out, extension = received, 0, None
    paused_on = None
    for kind, on, by, unit in events:
        if british and kind in ("id-received", "fee-paid"):
            start = max(start, on)
        elif kind == "pause":
            paused_on = on
        elif kind == "resume" and paused_on is not None and (request == "access" or not british):
            # In the United Kingdom both ends count, in the Union the day of asking does not.
            left_out += (on - max(paused_on, start)).days + british
        elif kind == "extend":
            extension = (on, relativedelta(**{unit: by}))
    period = relativedelta(days=DAYS[rule]) if rule in DAYS else MONTH
    rolls = rule in ROLLING
    notice_by = _end(start + period + relativedelta(days=left_out), free, rolls)
    if extension is None or extension[0] > notice_by:
        return Dates(notice_by, notice_by)
    longer = start + (period + extension[1]) + relativedelta(days=left_out)
    return Dates(_end(longer, free, rolls), notice_by)


def _end(day: date, free: Any, rolls: bool) -> date:
    return _roll(day, free) if rolls else day


def _roll(day: date, free: Any) -> date:
    while day.weekday() >= 5 or day in free:
        day += DAY
    return day
