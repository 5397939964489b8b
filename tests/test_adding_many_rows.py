"""Rows added by the thousand are the rows that they would be one by one."""

from datetime import UTC, date, datetime

import pytest
from django.db import DataError, IntegrityError

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.audit.operations import entry, record_all
from dsar.audit.verifying import verify
from dsar.cases.models import Notice
from dsar.outbox.models import Message
from dsar.rows import add_all
from dsar.vault.fields import NotSealed
from dsar.vault.operations import seal, unseal
from tests import desk

# Tenths of a millisecond, and a character that an SQL string and a JSON string could both end at.
NOW = datetime(2026, 11, 22, 9, 30, 1, 123456, tzinfo=UTC)
WORDS = 'O\'Brien \\ "é" %s 😀\n'


@pytest.fixture
def company(db):
    return desk.publish()


@pytest.fixture
def officer(company):
    return desk.person(Role.OFFICER, company)


@pytest.fixture
def case(company):
    return desk.receive(company)


def notice(case, person, key="a", **more) -> Notice:
    return Notice(
        company_id=case.company_id, case=case, user=person, key=key, kind="due-14", raised_at=NOW,
        **more,
    )  # fmt: skip


def message(case, key: str) -> Message:
    row = Message(
        company_id=case.company_id, data_key=case.data_key, channel="email", key=key,
        created_at=NOW, due_at=NOW, next_try_at=NOW,
    )  # fmt: skip
    seal(row, "payload", {"text": WORDS})
    return row


def test_each_value_comes_back_as_it_was(case, officer, django_assert_num_queries):
    rows = [
        notice(case, officer, key=f"{WORDS} {n}", away_until=date(2026, 12, n), by_mail=False)
        for n in (1, 2)
    ]

    with django_assert_num_queries(1):
        add_all(rows)

    for row in rows:
        kept = Notice.objects.get(pk=row.pk)
        assert [getattr(kept, field.attname) for field in Notice._meta.concrete_fields] == [
            getattr(row, field.attname) for field in Notice._meta.concrete_fields
        ]
        assert not row._state.adding


def test_what_is_sealed_opens_again_and_what_is_not_is_refused(case):
    row, clear = message(case, "a"), message(case, "b")
    clear.payload = b"in clear"

    add_all([row])

    assert unseal(Message.objects.get(pk=row.pk), "payload") == {"text": WORDS}
    with pytest.raises(NotSealed):
        add_all([clear])


def test_a_row_that_is_there_is_refused_or_left_as_it_is(case, officer):
    add_all([notice(case, officer)])

    add_all([notice(case, officer, silent="lead"), notice(case, officer, key="b")], known_stay=True)

    assert sorted(Notice.objects.values_list("key", "silent")) == [("a", ""), ("b", "")]
    with pytest.raises(IntegrityError):
        add_all([notice(case, officer)])


def test_what_is_too_long_for_its_column_is_refused_and_not_cut(case, officer):
    with pytest.raises(DataError):
        add_all([notice(case, officer, key="x" * 81)])


def test_nothing_to_add_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        add_all([])


def test_the_chain_holds_what_was_recorded_in_its_order(company):
    facts = [{"n": n, "on": date(2026, 12, 1), "words": WORDS, "none": None} for n in range(3)]

    record_all(
        [entry(company.pk, "a.b", subject="s", actor="x", now=NOW, facts=one) for one in facts]
    )

    kept = list(Event.objects.filter(event="a.b").order_by("seq"))
    assert [row.facts for row in kept] == [one | {"on": "2026-12-01"} for one in facts]
    assert {row.at for row in kept} == {NOW}
    assert not [problem for report in verify() for problem in report.problems]
