"""The calendar page counts what is due on each day and leads to exactly those cases."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import desk

from .conftest import NOW, words

PAGE = "/desk/calendar/"


def test_each_day_counts_what_is_due_and_leads_to_it(client, company):
    two = [desk.receive(company, at=NOW - timedelta(days=24)) for _ in range(2)]
    desk.receive(company, at=NOW)
    page = client.get(PAGE)

    assert "2 due on Friday 27 November 2026" in words(page)
    link = re.search(r'href="(/desk/cases/\?due=2026-11-27)"', page.content.decode())
    shown = client.get(link[1])
    assert all(case.reference in words(shown) for case in two)
    assert words(shown).count("Nexus IP New") == 2
    assert "Friday 27 November 2026</option>" in shown.content.decode()


def test_what_is_answered_or_another_companys_is_not_counted(client, company, swedish):
    desk.released(desk.identified(desk.receive(company, at=NOW - timedelta(days=20))))
    desk.receive(swedish, at=NOW - timedelta(days=20))

    assert "Nothing is due in the next six weeks." in words(client.get(PAGE))


@pytest.mark.parametrize(("age", "said"), [(28, True), (29, False)])
def test_it_begins_with_this_monday_also_on_a_tuesday(client, company, clock, age, said):
    desk.receive(company, at=NOW - timedelta(days=age))
    clock.set(NOW + timedelta(days=1))

    assert ("1 due on Monday 23 November 2026" in words(client.get(PAGE))) == said


def test_many_cases_cost_one_statement(client, company):
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    desk.receive(company)
    client.get(PAGE)
    one = statements()
    for _ in range(8):
        desk.receive(company)

    assert statements() == one
