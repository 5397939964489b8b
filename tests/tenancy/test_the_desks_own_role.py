"""The desk runs under a role that owns nothing, and is refused where it does not."""

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, transaction
from pytest_django import Settings

from deadlines.models import ClockEvent
from dsar import checks, tenancy
from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.local.postgres import DESK, OWNER
from dsar.tenancy import roles
from tests import desk


@pytest.fixture
def case(db: None) -> Case:
    return desk.receive(desk.publish("next-connex"))


@pytest.fixture
def as_the_desk(case: Case) -> Iterator[None]:
    roles.grant(connection, DESK)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {DESK}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def refused(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_it_does_all_that_a_case_needs(case, as_the_desk):
    desk.closed(desk.identified(case))

    assert Event.objects.filter(subject=case.reference, event="case.closed").exists()


@pytest.mark.parametrize("table", [Event._meta.db_table, ClockEvent._meta.db_table])
def test_what_is_only_added_it_neither_changes_nor_removes(as_the_desk, table):
    refused(f"UPDATE {table} SET company_id = company_id")
    refused(f"DELETE FROM {table}")
    refused(f"TRUNCATE {table}")


def test_it_takes_no_certificate_of_an_erasure_back(as_the_desk):
    refused("DELETE FROM vault_shredding")


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
        "DROP POLICY of_its_company ON cases_case",
        "ALTER TABLE audit_event DISABLE TRIGGER audit_no_change",
        "CREATE OR REPLACE FUNCTION tenancy_companies() RETURNS bigint[] LANGUAGE sql "
        "AS 'SELECT NULL::bigint[]'",
        "DELETE FROM django_migrations",
        "TRUNCATE cases_case CASCADE",
    ],
)
def test_it_takes_no_guard_off(as_the_desk, statement):
    refused(statement)


def test_it_sees_only_the_companies_in_force(case, as_the_desk):
    with tenancy.companies([case.company_id + 1]):
        assert not Case.objects.exists()
    with tenancy.companies([case.company_id]):
        assert Case.objects.get() == case


def test_the_desk_starts_under_it(as_the_desk, settings: Settings):
    settings.ONE_DATABASE_ROLE = settings.DEMO = settings.DEBUG = False

    assert checks.unguarded(settings) == []


def test_the_desk_does_not_start_as_the_owner(case, settings: Settings):
    settings.ONE_DATABASE_ROLE = settings.DEMO = settings.DEBUG = False

    [sentence] = checks.unguarded(settings)

    assert "owns the tables" in sentence
    assert "DSAR_OWNER_URL" in sentence


@pytest.mark.parametrize(
    ("role", "why"),
    [
        ("dsar_deputy", "or may become who does"),
        ("dsar_assistant", "superuser of PostgreSQL, or may become one"),
        ("dsar_maker", "may make roles"),
    ],
)
def test_nor_as_a_role_that_could_become_mighty(case, role, why):
    another = connection.copy()
    another.settings_dict["USER"] = role
    try:
        assert why in (roles.too_mighty(another) or "")
    finally:
        another.close()


def test_the_desks_role_cannot_become_the_owner_nor_look_past_the_policies(case):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [DESK, OWNER])
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT has_schema_privilege(%s, current_schema(), 'CREATE')", [DESK])
        assert cursor.fetchone() == (False,)


def test_asking_for_all_rows_in_spite_of_the_policies_is_refused(as_the_desk):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL row_security = off")
    with (
        pytest.raises(ProgrammingError, match="would be affected by row-level security"),
        transaction.atomic(),
    ):
        Case.objects.count()


def test_unless_that_is_said_on_purpose(case, settings: Settings):
    settings.ONE_DATABASE_ROLE = True

    assert checks.unguarded(settings) == []


def test_nor_does_it_start_where_a_table_lost_its_policy(case, settings: Settings):
    settings.ONE_DATABASE_ROLE = True
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_fee DISABLE ROW LEVEL SECURITY")

    [sentence] = checks.unguarded(settings)

    assert "cases_fee" in sentence
    assert "manage.py migrate" in sentence


def test_a_role_is_made_where_it_is_missing(db):
    """By an owner who may; the tests' may not, and is told so."""
    with pytest.raises(ProgrammingError, match="permission denied to create role"):
        roles.grant(connection, "nobody_made_it")
