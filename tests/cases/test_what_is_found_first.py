"""Lists of cases at a desk with many: what is found, and what PostgreSQL reads for it."""

from datetime import timedelta

import pytest
from django.db import connection

from dsar.accounts.roles import Role
from dsar.cases.found_first import first_of
from dsar.cases.queries import by_due_date, cases_seen_by, search_cases
from tests import desk, many

pytestmark = pytest.mark.django_db
OTHERS = 3_000


@pytest.fixture
def company():
    return desk.publish()


@pytest.fixture
def officer(company):
    return desk.person(Role.OFFICER, company)


def analyse():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def rows_read(cases):
    """The most rows of one table that the plan reads at once, as it says after running."""
    with connection.cursor() as cursor:
        sql, given = cases.query.sql_with_params()
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", given)
        (plan,) = cursor.fetchone()[0]
    return max(_rows_of(plan["Plan"]))


def _rows_of(plan):
    if "Relation Name" in plan:
        removed = plan.get("Rows Removed by Filter", 0) + plan.get(
            "Rows Removed by Index Recheck", 0
        )
        yield (plan["Actual Rows"] + removed) * plan["Actual Loops"]
    for part in plan.get("Plans", ()):
        yield from _rows_of(part)


def test_the_first_are_those_of_the_whole_list_in_its_order_and_with_what_belongs_to_them(
    company, officer, django_assert_num_queries
):
    received = [desk.receive(company, at=desk.MONDAY + timedelta(hours=hour)) for hour in range(5)]
    desk.closed(desk.identified(received[1]))
    wanted = by_due_date(cases_seen_by(officer).exclude(status="closed"))
    analyse()

    with django_assert_num_queries(2):  # and their fees
        found = list(first_of(wanted, 3))
        assert all(case.clock.due_on and case.company.name and case.policy for case in found)

    assert found == list(wanted)[:3]
    assert list(first_of(wanted, 10)) == list(wanted)
    assert list(first_of(wanted.reverse(), 2)) == list(wanted.reverse()[:2])


def test_a_condition_on_many_rows_gives_no_case_twice(company, officer):
    case = desk.ask_fee(desk.identified(desk.receive(company)))

    cases = cases_seen_by(officer).filter(messages__isnull=False).distinct()

    assert list(first_of(cases.order_by("pk"), 5)) == [case]


def test_a_search_reads_who_it_finds_and_not_everybody(company, officer):
    found = desk.receive(company)
    many.copy(desk.receive(company, at=desk.MONDAY), OTHERS, owner=officer)
    analyse()
    by_address = search_cases(
        cases_seen_by(officer), company_ids=[company.pk], text=desk.REQUESTER.email
    )

    assert found in by_address
    assert rows_read(first_of(by_address.order_by("-created_at", "-pk"), 51)) < 500
