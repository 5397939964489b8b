"""The same law once more, counted day by day. Shares nothing with `deadlines` on purpose.

Events are bare tuples: kind, day, length, unit. Every date is found by walking a calendar.
"""

from datetime import date, timedelta
from typing import NamedTuple

from .other_holidays import is_holiday

DAY = timedelta(days=1)


class Law(NamedTuple):
    length: int | None
    unit: str = "days"
    most: int | None = 0  # an extension: 0 is none, None has no maximum
    rolls: bool = False
    restarts: bool = False  # identity and fee begin a fresh period
    pauses: tuple[str, ...] = ()  # what is left out while it is awaited
    both_ends: bool = False  # of a question: the day of asking is left out too
    for_access_only: bool = False
    refuse_early: bool = False
    first_day: date = date(2024, 1, 1)
    last_day: date = date(2045, 12, 31)
    aim: int | None = None


_UK = Law(
    1, "months", 2, True, True, ("question",), both_ends=True, for_access_only=True,
    first_day=date(2026, 2, 5),
)  # fmt: skip
LAWS = {
    "uk-gdpr-12a": _UK,
    "uk-gdpr-ico": _UK._replace(first_day=date(2024, 1, 1), last_day=date(2026, 2, 4)),
    "gdpr-eu-1182": Law(1, "months", 2, True, False, ("question", "identity"), refuse_early=True),
    "uk-complaint-ack-30": Law(30, rolls=True, first_day=date(2026, 6, 19)),
    "days-28": Law(28),
    "ccpa-45": Law(45, most=45),
    "ccpa-ack-10bd": Law(10, "working days"),
    "ccpa-optout-15bd": Law(15, "working days"),
    "us-state-45": Law(45, most=45),
    "us-ia-90": Law(90, most=45),
    "us-va-appeal-60": Law(60),
    "us-co-appeal-45": Law(45, most=60),
    "lgpd-15": Law(15),
    "lgpd-at-once": Law(None),
    "pipeda-30": Law(30, most=30),
    "quebec-30": Law(30),
    "ch-nfadp-30": Law(30, most=None),
    "za-paia-30": Law(30, most=30),
    "sa-pdpl-30": Law(30, most=30),
    "hk-pdpo-40": Law(40, most=None, refuse_early=True),
    "tr-kvkk-30": Law(30),
    "sg-pdpa-30": Law(30, most=None),
    "au-app12-30": Law(30),
    "au-agency-30": Law(30),
    "kr-pipa-10": Law(10, most=None),
    "in-dpdp-access": Law(None, first_day=date(2027, 5, 14)),
    "in-dpdp-grievance-90": Law(90, first_day=date(2027, 5, 14)),
    "jp-appi": Law(None, aim=14),
    "ae-pdpl": Law(None),
    "ng-ndpa": Law(None),
}
# What is asked, what brings it, what takes it back.
THINGS = {
    "question": ("pause", "resume", None),
    "identity": ("id-requested", "id-received", "id-waived"),
    "fee": ("fee-charged", "fee-paid", "fee-waived"),
}


class Dates(NamedTuple):
    state: str
    start: date | None
    excluded: int
    nominal: date | None
    law: date | None
    limit: date | None
    extended: bool
    late: bool
    due: date | None


class Asked(NamedTuple):
    thing: str
    on: date
    until: date | None
    counts: bool


def answer(rule, place, received, request, events, promised=None) -> Dates:
    """Everything that follows from the facts; `promised` is the policy's own day."""
    law = LAWS[rule]
    events = sorted(events, key=lambda event: event[1])
    asked = _asked(law, place, received, request, events)
    told = [event for event in events if event[0] == "extend" and law.most != 0]
    waiting = {one.thing for one in asked if one.until is None and one.counts}
    today = events[-1][1] if events else received
    sums = _count(law, place, received, _closed(asked, today), told)
    if law.length is None:
        aim = received + law.aim * DAY if law.aim else None
        due = min((day for day in (aim, promised) if day), default=None)
        return Dates("open-ended", received, 0, None, None, None, False, False, due)
    if law.restarts and waiting & {"identity", "fee"}:
        return sums._replace(state="starts-later", start=None, nominal=None, law=None, limit=None)
    if waiting:
        return sums._replace(state="paused", nominal=None, law=None, limit=None)
    due = sums.law if sums.extended or not promised else min(sums.law, promised)
    return sums._replace(due=due)


def _asked(law, place, received, request, events) -> list[Asked]:
    """Each waiting from its first question to the end of it, and whether the law heeds it."""
    found: list[Asked] = []
    depth = 0
    for n, (kind, on, *_) in enumerate(events):
        for thing, (ask, bring, drop) in THINGS.items():
            is_open = [i for i, one in enumerate(found) if one.thing == thing and not one.until]
            if kind == ask:
                depth += thing == "question"
                if not is_open:
                    heeded = _heeds(law, thing, request) and not _dropped(thing, events[n + 1 :])
                    heeded = heeded and not _over(law, place, received, found, events[:n], on)
                    found.append(Asked(thing, on, None, heeded))
            elif kind == bring and is_open:
                depth -= thing == "question"
                if thing != "question" or depth == 0:
                    found[is_open[0]] = found[is_open[0]]._replace(until=on)
            elif kind == bring:  # more of what had come before
                last = max(i for i, one in enumerate(found) if one.thing == thing)
                if law.restarts and found[last].counts:
                    found[last] = found[last]._replace(until=on)
            elif kind == drop:
                found[is_open[0]] = found[is_open[0]]._replace(until=on)
    return found


def _heeds(law, thing, request) -> bool:
    if thing in law.pauses:
        return request == "access" or not law.for_access_only
    return law.restarts and thing in ("identity", "fee")


def _dropped(thing, following) -> bool:
    _, bring, drop = THINGS[thing]
    return next((kind for kind, *_ in following if kind in (bring, drop)), None) == drop != None  # noqa: E711


def _over(law, place, received, asked, before, on) -> bool:
    """Whether the time had run out before that day."""
    if any(one.counts and one.until is None for one in asked):
        return False
    told = [event for event in before if event[0] == "extend" and law.most != 0]
    return on > _count(law, place, received, _closed(asked, on), told).law


def _closed(asked, on) -> list[Asked]:
    return [one if one.until else one._replace(until=on) for one in asked]


def _count(law, place, received, asked, told) -> Dates:
    asked = [one for one in asked if one.counts]
    fresh = [one.until for one in asked if law.restarts and one.thing != "question"]
    start = max([received, *fresh])
    spans = [(one.on, one.until, one.thing) for one in asked if one.thing in law.pauses]
    excluded = sum(
        any(_is_left_out(law, day, *span) for span in spans)
        for day in _walk(start + DAY, max([start, *(until for _, until, _ in spans)]))
    )
    end = _not_before_answers(
        law, place, later(start, law.length or 0, law.unit, place), excluded, spans
    )
    limit = next_working_day(end, place) if law.rolls else end
    notice = next((event for event in told if event[1] <= limit), None)
    if notice:
        end = _lengthened(law, start, notice, place)
        end = _not_before_answers(law, place, end, excluded, spans)
        limit = _first_limit(law, place, start, spans)
    due = next_working_day(end, place) if law.rolls else end
    late = any(event[1] > limit for event in told)
    notice_by = limit if law.most != 0 else None
    return Dates(
        "running", start, excluded, end, due, notice_by, notice is not None, late, None
    )  # fmt: skip


def _not_before_answers(law, place, end, excluded, spans) -> date:
    """The end with the days left out put behind it, or the last answer if even then it had passed.

    Whoever asks on the last day that the law gives them asks in time. Were the end a day before the
    answer, they would have been late on a day on which no time ran, and asking would have cost them
    what waiting would not. With a whole last day still to come the end might lie a day later: the
    answer's own day is the earlier of the two.
    """
    end += excluded * DAY
    last = max([end, *(until for _, until, _ in spans)])
    over = law.rolls and next_working_day(end, place) < last
    return last if over else end


def _first_limit(law, place, start, spans) -> date:
    """The end of the first period: what was asked when it was over does not lengthen it."""
    out, within = set(), []

    def limit():
        end = later(start, law.length, law.unit, place)
        end = _not_before_answers(law, place, end, len(out), within)
        return next_working_day(end, place) if law.rolls else end

    for asked, until, thing in sorted(spans):
        if asked <= limit():
            days = _walk(start + DAY, until)
            within.append((asked, until, thing))
            out |= {day for day in days if _is_left_out(law, day, asked, until, thing)}
    return limit()


def _is_left_out(law, day, first, last, thing) -> bool:
    first_too = law.both_ends and thing == "question"
    return first <= day <= last if first_too else first < day <= last


def _lengthened(law, start, notice, place) -> date:
    _, _, by, unit = notice
    if law.unit == "months":
        most = later(start, law.length + law.most, "months", place)
        if unit == "months":
            return min(most, later(start, law.length + (by or law.most), "months", place))
        return min(most, later(start, law.length, "months", place) + by * DAY)
    by = by or law.most
    return start + (law.length + (by if law.most is None else min(by, law.most))) * DAY


def _walk(first, last):
    while first <= last:
        yield first
        first += DAY


def later(start: date, length: int, unit: str, place: str) -> date:
    if unit == "months":
        return months_later(start, length)
    if unit == "days":
        return start + length * DAY
    while length:
        start += DAY
        length -= not rests(start, place)
    return start


def months_later(start: date, months: int) -> date:
    """Walk until the calendar shows the same day number, or the month is about to end."""
    day, crossed = start, 0
    while crossed < months:
        day += DAY
        crossed += day.day == 1
    while day.day < start.day and (day + DAY).day != 1:
        day += DAY
    return day


def next_working_day(day: date, place: str) -> date:
    while place != "none" and rests(day, place):
        day += DAY
    return day


def rests(day: date, place: str) -> bool:
    return day.isoweekday() > 5 or is_holiday(day, place)
