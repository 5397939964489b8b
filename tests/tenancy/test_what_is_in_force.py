"""A statement sees the companies in force, and where nobody said any, it raises."""

import contextvars
import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO

import psycopg2
import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from deadlines.models import Clock
from dsar import tenancy
from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.outbox import tasks
from dsar.tenancy import rows, tables
from dsar.tenancy.in_force import in_force
from dsar.tenancy.middleware import companies_in_force
from identity.models import Challenge
from tests import desk
from tests.outbox.owing import database_url


@pytest.fixture
def two(db: None) -> tuple[Case, Case]:
    """A case of each of two companies."""
    return (
        desk.receive(desk.publish("next-connex")),
        desk.receive(desk.publish("nexus-ip")),
    )


def seen() -> list[str]:
    return sorted(Case.objects.values_list("reference", flat=True))


def test_only_rows_of_the_companies_in_force_are_found(two):
    mine, theirs = two

    with tenancy.companies([mine.company_id]):
        assert seen() == [mine.reference]
    with tenancy.companies([mine.company_id, theirs.company_id]):
        assert seen() == sorted([mine.reference, theirs.reference])
    with tenancy.companies([]):
        assert seen() == []


def test_nothing_in_force_is_an_error_and_no_empty_page(two):
    with tenancy.nobody(), pytest.raises(tenancy.NoCompany, match="cases_case"):
        seen()


def test_nothing_in_force_is_an_error_where_there_is_no_row_either(db):
    with tenancy.nobody(), pytest.raises(tenancy.NoCompany, match="cases_case"):
        seen()


def test_postgresql_itself_refuses_where_nothing_is_in_force(two):
    """Past Django, which would have refused before."""
    names, looked_at = [model._meta.db_table for model in tables.of_companies()], 0

    with connection.cursor() as cursor:
        plain = cursor.cursor
        for name in names:
            cursor.execute(f"SELECT EXISTS (SELECT FROM {name})")
            reads = [f"SELECT company_id FROM {name}"] if cursor.fetchone()[0] else []
            looked_at += len(reads)
            for statement in (*reads, f"INSERT INTO {name} (company_id) VALUES (1)"):
                plain.execute("SAVEPOINT before; SELECT set_config('dsar.companies', '', true)")
                with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="No company is in"):
                    plain.execute(statement)
                plain.execute("ROLLBACK TO SAVEPOINT before")

    assert looked_at > 10


def test_a_row_of_another_company_is_neither_changed_nor_removed_nor_written(two):
    mine, theirs = two

    with tenancy.companies([mine.company_id]):
        assert Clock.objects.filter(pk=theirs.clock_id).update(rule="x") == 0
        assert Case.objects.filter(pk=theirs.pk)._raw_delete("default") == 0
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            Clock.objects.filter(pk=mine.clock_id).update(company_id=theirs.company_id)


def test_a_row_of_nobody_is_everybodys(two):
    mine, _ = two
    with tenancy.companies([]):
        decoy = Challenge.objects.create(
            purpose="status",
            subject="nobody:1",
            code_hash="",
            expires_at=desk.MONDAY,
            tries_left=1,
            created_at=desk.MONDAY,
        )

    with tenancy.companies([mine.company_id]):
        assert Challenge.objects.filter(pk=decoy.pk).exists()


def test_every_table_of_companies_is_guarded(db):
    assert rows.bare(connection) == []


def test_a_table_that_lost_its_policy_is_named(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_fee NO FORCE ROW LEVEL SECURITY")
        cursor.execute(f"DROP POLICY {rows.POLICY} ON cases_notice")

    assert rows.bare(connection) == ["cases_fee", "cases_notice"]


def test_rows_read_in_portions_are_those_of_the_companies_in_force(two):
    mine, _ = two

    with tenancy.companies([mine.company_id]):
        found = list(Case.objects.iterator(chunk_size=1))

    assert [case.reference for case in found] == [mine.reference]


@pytest.mark.django_db(transaction=True)
def test_the_same_outside_a_transaction_and_nothing_stays_behind():
    mine = desk.receive(desk.publish("next-connex"))
    desk.receive(desk.publish("nexus-ip"))

    with tenancy.companies([mine.company_id]):
        assert seen() == [mine.reference]
        assert [case.reference for case in Case.objects.iterator(1)] == [mine.reference]

    with connection.cursor() as cursor:
        cursor.cursor.execute("SELECT current_setting('dsar.companies', true)")
        assert cursor.fetchone()[0] in (None, "")


def test_a_savepoint_that_is_undone_changes_nothing_of_it(two):
    mine, theirs = two
    with tenancy.companies([mine.company_id]):
        before = transaction.savepoint()
        with tenancy.companies([theirs.company_id]):
            assert seen() == [theirs.reference]
        transaction.savepoint_rollback(before)
        assert seen() == [mine.reference]


def test_what_was_in_force_ends_with_an_error_too(two):
    with tenancy.nobody():
        with pytest.raises(LookupError), tenancy.every_company("to break off"):
            raise LookupError
        with pytest.raises(tenancy.NoCompany):
            seen()


def test_another_thread_begins_with_nothing():
    """As `threading` starts it: the tests hand theirs on, see conftest."""
    assert contextvars.Context().run(in_force) is None


def test_every_company_needs_a_reason():
    with pytest.raises(ValueError, match="why"), tenancy.every_company(" "):
        pass


def test_a_request_begins_with_nothing_and_what_it_settled_ends_with_it(two):
    mine, _ = two
    found: list[object] = []

    def view(_: HttpRequest) -> HttpResponse:
        with pytest.raises(tenancy.NoCompany):
            seen()
        tenancy.narrow_to([mine.company_id])
        found.append(seen())
        return HttpResponse()

    with tenancy.nobody():
        companies_in_force(view)(HttpRequest())
        with pytest.raises(tenancy.NoCompany):
            seen()

    assert found == [[mine.reference]]


def test_a_streamed_answer_is_still_made_for_whom_it_was_asked(two):
    mine, theirs = two

    def pieces() -> Iterator[bytes]:
        yield "".join(seen()).encode()
        yield "".join(seen()).encode()

    def view(_: HttpRequest) -> StreamingHttpResponse:
        tenancy.narrow_to([mine.company_id])
        return StreamingHttpResponse(pieces())

    response = companies_in_force(view)(HttpRequest())
    with tenancy.companies([theirs.company_id]):
        body = b"".join(response.streaming_content)
        assert seen() == [theirs.reference]

    assert body.decode() == mine.reference * 2


def test_a_sweep_works_for_all_although_its_thread_begins_with_nothing(two):
    counted: list[object] = []

    def look(now: object) -> int:
        counted.append(seen())
        return 0

    with tenancy.nobody(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "drain", look)
        tasks.sweep_outbox()
        with pytest.raises(tenancy.NoCompany):
            seen()

    assert counted == [sorted(case.reference for case in two)]


@pytest.mark.django_db(transaction=True)
def test_in_a_shell_one_has_to_say_whose_rows_one_means():
    desk.publish("next-connex")
    script = (
        "from dsar import tenancy\n"
        "from dsar.companies.models import Policy\n"
        "try: Policy.objects.count()\n"
        "except tenancy.NoCompany: print('refused')\n"
        "with tenancy.companies([0]): print(Policy.objects.count())\n"
    )
    told = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", script],
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "dsar.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.split() == ["refused", "0"]


def test_the_companies_themselves_are_no_secret(db):
    company = desk.publish("next-connex")

    with tenancy.nobody():
        assert list(Company.objects.values_list("pk", flat=True)) == [company.pk]


def test_the_policies_come_off_for_an_older_version_and_on_again(db):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    call_command("take_off_row_security", stdout=StringIO())
    off = rows.bare(connection)
    rows.lay_on(connection)

    assert len(off) == len(tables.of_companies())
    assert rows.bare(connection) == []
