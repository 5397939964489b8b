"""Each figure says what its definition says, over a few hundred cases in every state."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dsar.reports import backlog, counting, six_weeks
from dsar.reports.behind import read
from dsar.reports.figures import FIGURES, OF_THE_TABLE
from dsar.reports.month import report_of
from dsar.reports.scope import Scope
from tests import desk
from tests.reports.by_hand import BY_HAND, answered, between, received
from tests.reports.conftest import FIRST, LAST
from tests.reports.invented import DAY, cases_of


def test_every_figure_was_counted_by_hand():
    assert set(BY_HAND) == set(FIGURES)


def test_a_figure_counts_what_a_second_look_at_each_case_finds(cases, october):
    real = [case for case in cases if not case.is_test]
    found = {
        code: set(october.cases.filter(figure.where(october)).values_list("pk", flat=True))
        for code, figure in FIGURES.items()
    }

    assert found == {
        code: {case.pk for case in real if is_so(case)} for code, is_so in BY_HAND.items()
    }
    assert {code for code, pks in found.items() if not pks} <= {"complaints-acknowledged"}


def test_a_row_has_the_counts_of_its_company_and_the_last_one_those_of_all(cases, october):
    real = [case for case in cases if not case.is_test]
    rows = counting.by_company(october)

    assert [row.company for row in rows] == [*october.companies, None]
    for row in rows:
        of = [case for case in real if row.company in (None, case.company)]
        assert row.counts == {code: sum(map(BY_HAND[code], of)) for code in OF_THE_TABLE}


def test_days_are_those_that_half_and_nine_in_ten_did_not_exceed(cases, october):
    rows = counting.by_company(october)

    for row in rows:
        took = sorted(
            (case.clock.stopped_on - case.clock.received_on).days
            for case in cases
            if not case.is_test and answered(case) and row.company in (None, case.company)
        )
        assert sum(days <= row.median for days in took) >= len(took) / 2
        assert sum(days < row.median for days in took) < len(took) / 2
        assert sum(days <= row.ninetieth for days in took) >= 0.9 * len(took)
        assert sum(days < row.ninetieth for days in took) < 0.9 * len(took)


def test_paused_days_and_the_oldest_open_case_are_added_up(cases, october):
    real = [case for case in cases if not case.is_test]
    last = counting.by_company(october)[-1]

    paused = [case.clock.explained.excluded_days for case in real if answered(case)]
    oldest = min(case.clock.received_on for case in real if case.clock.stopped_on is None)
    assert last.paused_days == sum(paused) > 0
    assert last.oldest == (desk.MONDAY.date() - oldest).days


@pytest.mark.parametrize("column", ["right", "channel"])
def test_volumes_are_told_apart(cases, october, column):
    real = [case for case in cases if not case.is_test]

    assert counting.received_by(october, column) == Counter(
        (case.company_id, getattr(case, column)) for case in real if received(case)
    )


def test_refusals_are_told_apart_by_ground(cases, october):
    figure = FIGURES["refused"]

    assert counting.by_ground(october, figure) == Counter(
        (case.company_id, case.refusal_ground)
        for case in cases
        if not case.is_test and BY_HAND["refused"](case)
    )


def test_a_week_has_what_was_opened_closed_and_open(cases, october):
    real = [case for case in cases if not case.is_test]
    table = backlog.table_of(october)

    assert len(table.rows) == 13
    for number, row in enumerate(table.rows):
        first = LAST - LAST.weekday() * DAY - (12 - number) * 7 * DAY
        last = first + 6 * DAY
        opened = sum(between(case.clock.received_on, first, last) for case in real)
        ended = sum(between(case.clock.stopped_on, first, last) for case in real)
        still = sum(
            case.clock.received_on <= last
            and (case.clock.stopped_on is None or case.clock.stopped_on > last)
            for case in real
        )
        assert [cell.text for cell in row[1:]] == [str(opened), str(ended), str(still)]


def test_six_weeks_begin_on_this_monday(cases, october):
    weeks = six_weeks.six_weeks(october)
    due = Counter(
        case.clock.due_on for case in cases if not case.is_test and case.clock.stopped_on is None
    )

    assert weeks[0][0].on == desk.MONDAY.date()
    assert len(weeks) == 6
    days = [day for week in weeks for day in week]
    assert [day.due.text for day in days] == [str(due[day.on]) for day in days]
    assert "Christmas Day" in {day.on: day.holiday for day in days}[FIRST.replace(month=12, day=25)]


def test_every_number_leads_to_as_many_cases(cases, october):
    report = report_of(october)
    numbers = [cell for said in report.sentences for cell in said if cell.behind]
    numbers += [
        cell
        for table in report.tables
        for row in table.rows
        for cell in row
        if cell.behind and "days" not in row[0].text.lower()
    ]

    assert len(numbers) > 100
    for cell in numbers:
        assert _behind(cell.behind, october).count() == int(cell.text.split()[0]), cell


def test_it_counts_what_was_invented_only_when_asked(cases, companies, october):
    invented = Scope(october.companies, FIRST, LAST, desk.MONDAY, invented=True)

    assert counting.by_company(invented)[-1].counts["received"] == sum(
        case.is_test and received(case) for case in cases
    )


def test_it_asks_as_often_for_many_cases_as_for_few(companies, october):
    cases_of(companies[0], 3, seed=1)
    few = _asked(october)
    cases_of(companies[0], 60, seed=2)

    assert _asked(october) == few < 25


def test_a_case_that_is_answered_and_not_closed_yet_counts_as_answered(companies):
    company = companies[0]
    case = desk.released(desk.attached(desk.identified(desk.receive(company))))
    scope = Scope((company,), desk.MONDAY.date(), desk.MONDAY.date(), desk.MONDAY)

    counts = counting.by_company(scope)[0].counts

    assert case.outcome == ""
    assert (counts["received"], counts["answered"], counts["in-law"], counts["open"]) == (
        1,
        1,
        1,
        0,
    )


def _asked(scope: Scope) -> int:
    with CaptureQueriesContext(connection) as asked:
        report_of(scope)
        six_weeks.six_weeks(scope)
        list(counting.late_cases(scope))
    return len(asked)


def _behind(address: str, scope: Scope):
    code, _, query = address.partition("/?")
    given = dict(one.split("=") for one in query.split("&"))
    return read(code, given, companies=scope.companies, now=scope.now).cases
