"""Every table has a company or a reason, and no key leads from one company to another."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from dsar.cases.models import Case
from dsar.tenancy import tables
from tests import desk


def keys_with_company() -> set[tuple[str, str, str]]:
    """Child, column and parent of each key that also carries the company."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT child.relname, own.attname, parent.relname
            FROM pg_constraint AS key
                JOIN pg_class AS child ON child.oid = key.conrelid
                JOIN pg_class AS parent ON parent.oid = key.confrelid
                JOIN pg_attribute AS own
                    ON own.attrelid = key.conrelid AND own.attnum = ANY (key.conkey)
                JOIN pg_attribute AS company
                    ON company.attrelid = key.conrelid AND company.attnum = ANY (key.conkey)
            WHERE key.contype = 'f' AND key.convalidated AND cardinality(key.conkey) = 2
                AND company.attname = %s AND own.attname <> %s
            """,
            [tables.COLUMN, tables.COLUMN],
        )
        return set(cursor.fetchall())


def test_every_table_has_a_company_or_a_reason():
    without = [m._meta.label for m in tables.of_companies() if tables.column_of(m) is None]

    assert without == []


def test_no_reason_outlives_its_table():
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}

    assert (tables.OF_NO_COMPANY.keys() | tables.MAY_BE_NOBODYS.keys()) - known == set()


def test_no_row_is_without_its_company_where_no_reason_is_given():
    nullable = {
        model._meta.label
        for model in tables.of_companies()
        if (column := tables.column_of(model)) is not None and column.null
    }

    assert nullable == tables.MAY_BE_NOBODYS.keys()


def test_every_key_between_tables_of_companies_carries_the_company(db):
    wanted = set(tables.keys_between(tables.of_companies()))

    assert len(wanted) > 20
    assert wanted - keys_with_company() == set()


def test_a_case_is_not_received_under_another_companys_policy(db):
    case = desk.receive(desk.publish("next-connex"))
    theirs = desk.publish("nexus-ip").policy

    with pytest.raises(IntegrityError, match="policy_of_its_company"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(policy=theirs)


def test_a_case_is_not_answered_with_another_companys_file(db):
    mine = desk.attached(desk.identified(desk.receive(desk.publish("next-connex"))))
    theirs = desk.a_file(desk.receive(desk.publish("nexus-ip")))

    with pytest.raises(IntegrityError, match="file_of_its_company"), transaction.atomic():
        mine.documents.update(file=theirs)
