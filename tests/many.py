"""Thousands of cases in seconds: copies, made by the database, of one that was really received."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from deadlines.models import Clock, ClockEvent, Reminder
from dsar.accounts.models import User
from dsar.cases.models import Case
from dsar.cases.references import new_reference
from dsar.companies.models import Company
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Hours, Rung, Said
from dsar.vault import keys
from dsar.vault.ids import new_id
from dsar.vault.models import DataKey
from identity.models import Verification
from tests import desk

BY_TEST = ("administrator", "A test")
# Due at last on the morning of the test, whatever month it runs in: a request twenty days old has
# ten days left, and its one rung is fourteen days before.
AGE = timedelta(days=20)
ONE_RUNG = (Rung(14, ("owner",)),)
ALWAYS = Hours(opens="00:00", closes="24:00", weekdays=tuple(range(7)), holidays=True)


def publish(
    slug: str,
    *,
    ladder: Sequence[Rung] = ONE_RUNG,
    digest_from: int = 0,
    timezone: str = "Europe/London",
    now: datetime,
) -> Company:
    """A company that writes to its staff at any hour, by this ladder, and nothing besides."""
    company = desk.publish(slug, now=now - timedelta(days=400))
    rules = replace(
        company.policy.rules,
        ladder=Said(tuple(ladder), *BY_TEST),
        timezone=Said(timezone, *BY_TEST),
        hours=Said(ALWAYS, *BY_TEST),
        digest_from=Said(digest_from, *BY_TEST),
        morning_summary=Said(False, *BY_TEST),
    )
    publish_policy(
        company_id=company.pk, rules=rules, actor="system", now=now - timedelta(days=300)
    )
    company.refresh_from_db()
    return company


@transaction.atomic
def copy(case: Case, count: int, *, owner: User | None = None) -> list[str]:
    """The references of so many cases like this one, each with its own clock, reminders, proof
    and key. What the original sealed stays shut in a copy; new things can be sealed for it.
    """
    references = _unused(case.company.code, count)
    ids, wrapped = zip(*(_key(case) for _ in references), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS
            SELECT reference, key_id, decode(wrapped, 'hex') AS wrapped,
                gen_random_uuid() AS case_id, gen_random_uuid() AS proof_id,
                nextval(pg_get_serial_sequence('deadlines_clock', 'id')) AS clock_id
            FROM unnest(%s::text[], %s::uuid[], %s::text[]) AS f (reference, key_id, wrapped)""",
            [references, list(ids), list(wrapped)],
        )
        clock, proof, key = case.clock_id, case.verification_id, case.data_key_id
        _copy(cursor, Clock, f"id = {clock}", id="fresh.clock_id")
        _copy(cursor, ClockEvent, f"clock_id = {clock}", clock_id="fresh.clock_id")
        rows = f"clock_id = {clock}"  # whether or not the original's were taken meanwhile
        _copy(cursor, Reminder, rows, clock_id="fresh.clock_id", taken_at="NULL::timestamptz")
        _copy(cursor, Verification, f"id = '{proof}'", id="fresh.proof_id")
        _copy(cursor, DataKey, f"id = '{key}'", id="fresh.key_id", wrapped="fresh.wrapped")
        _copy(
            cursor,
            Case,
            f"id = '{case.pk}'",
            id="fresh.case_id",
            clock_id="fresh.clock_id",
            verification_id="fresh.proof_id",
            data_key_id="fresh.key_id",
            reference="fresh.reference",
            owner_id=str(owner.pk) if owner else "NULL::bigint",
        )
        cursor.execute("DROP TABLE fresh")
    return references


def _unused(code: str, count: int) -> list[str]:
    """There are 28 million of them: of ten thousand at once some are drawn twice."""
    used = set(Case.objects.filter(company__code=code).values_list("reference", flat=True))
    drawn: set[str] = set()
    while len(drawn) < count:
        drawn |= {new_reference(code) for _ in range(count - len(drawn))} - used
    return sorted(drawn)


def _key(case: Case) -> tuple[str, str]:
    row = DataKey(id=new_id(), company_key=case.data_key.company_key)
    wrapped = keys.wrap_data_key(secrets.token_bytes(keys.KEY_BYTES), row=row)
    return str(row.pk), wrapped.hex()


def _copy(cursor: CursorWrapper, model: type[models.Model], which: str, **new: str) -> None:
    """Each row that fits, once for each row of `fresh`, with other values in these columns."""
    columns = [
        field.column
        for field in model._meta.concrete_fields
        if field.column in new or not isinstance(field, models.AutoField)
    ]
    taken = [new.get(name, f'old."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({names}) "
        f"SELECT {', '.join(taken)} FROM (SELECT * FROM {table} WHERE {which}) old, fresh"
    )
