"""11 CCR 7102: of each kind of request, how many came, what became of them, how long it took."""

from datetime import date, timedelta

import pytest

from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.reports import behind, california
from dsar.reports.california_figures import FIGURES_OF_CALIFORNIA
from dsar.reports.scope import Scope
from tests import desk

YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def company(db) -> Company:
    return desk.publish("connexai")


@pytest.fixture
def scope(company) -> Scope:
    return Scope((company,), *YEAR, desk.MONDAY + timedelta(days=60))


def receive(company, right: str, *, days: int = 0, **given) -> Case:
    return desk.identified(
        desk.receive(company, right, at=desk.MONDAY + timedelta(days=days), regime="ccpa", **given)
    )


def line(scope, label: str) -> list[str]:
    [table] = california.report_of(scope).tables
    return next([cell.text for cell in row[1:]] for row in table.rows if row[0].text == label)


def refused(case: Case) -> Case:
    return desk.refused(case, now=case.received_at + timedelta(days=4))


def test_each_stands_where_it_belongs(company, scope):
    desk.released(receive(company, "access"), now=desk.MONDAY + timedelta(days=3))
    refused(receive(company, "access"))
    receive(company, "access")
    desk.released(receive(company, "erasure"))

    assert line(scope, "Requests to know") == ["3", "1", "0", "1", "3.5", "3.5"]
    assert line(scope, "Requests to delete") == ["1", "1", "0", "0", "0", "0"]
    assert line(scope, "Requests to correct") == ["0", "0", "0", "0", "–", "–"]


def test_the_median_of_three_is_the_one_in_the_middle(company, scope):
    for days in (1, 2, 9):
        desk.released(receive(company, "access"), now=desk.MONDAY + timedelta(days=days))

    assert line(scope, "Requests to know")[-2:] == ["2", "4"]


def test_only_what_is_answered_under_that_law_counts(company, scope):
    desk.released(desk.identified(desk.receive(company)))

    assert line(scope, "Requests to know") == ["0", "0", "0", "0", "–", "–"]
    assert not california.has_cases(scope)
    receive(company, "access")
    assert california.has_cases(scope)


def test_another_year_is_another(company, scope):
    receive(company, "rectification")
    before = Scope(scope.companies, date(2025, 1, 1), date(2025, 12, 31), scope.now)

    assert line(scope, "Requests to correct")[0] == "1"
    assert line(before, "Requests to correct")[0] == "0"


def test_each_number_leads_to_its_cases(company, scope):
    case = refused(receive(company, "portability"))
    [table] = california.report_of(scope).tables
    know = next(row for row in table.rows if row[0].text == "Requests to know")

    code, _, query = know[4].behind.partition("/?")
    given = dict(one.split("=") for one in query.split("&"))
    found = behind.read(code, given, companies=[company], now=scope.now)
    assert list(found.cases) == [case]
    assert know[3].behind == ""


@pytest.mark.parametrize("code", FIGURES_OF_CALIFORNIA)
def test_each_is_defined_in_whole_sentences(code):
    assert FIGURES_OF_CALIFORNIA[code].definition.endswith(".")
