import threading
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsar.audit.chain import GENESIS
from dsar.audit.models import Event
from dsar.audit.operations import entry, record, record_all
from dsar.audit.queries import history
from dsar.audit.verifying import Report, verify
from tests.audit.conftest import ACME, GLOBEX, NOW, happen, sql

pytestmark = pytest.mark.django_db

EACH = 40

# PostgreSQL refuses the character NUL and half a surrogate pair, and so do we.
text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
finite = st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | text,
    lambda inner: st.lists(inner) | st.dictionaries(text, inner),
    max_leaves=8,
)


def test_each_event_follows_from_the_one_before():
    for event in ("case.received", "case.verified", "case.closed"):
        happen(event)

    first, second, third = Event.objects.order_by("seq")
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert bytes(first.prev) == GENESIS
    assert (bytes(second.prev), bytes(third.prev)) == (bytes(first.digest), bytes(second.digest))
    assert verify() == [Report(ACME, events=3, head=bytes(third.digest))]


def test_many_at_once_follow_one_another_each_in_its_companys_chain():
    happen("case.received")
    many = [
        entry(company, "case.closed", subject=f"{n}", actor="system", now=NOW)
        for n in range(20)
        for company in (ACME, GLOBEX)
    ]

    record_all(many)

    assert [report.problems for report in verify()] == [[], []]
    assert [event.subject for event in history(ACME, "7")] == ["7"]
    ours = Event.objects.filter(company_id=ACME, seq__gt=1).order_by("seq")
    assert [event.subject for event in ours] == [str(n) for n in range(20)]


def test_what_was_recorded_can_be_read():
    happen("case.extended", facts={"days": 60, "due": date(2027, 1, 2)})
    event = Event.objects.get()
    assert (event.event, event.subject, event.actor, event.at) == (
        "case.extended",
        "ACME-1",
        "user:7",
        NOW,
    )
    assert event.facts == {"days": 60, "due": "2027-01-02"}


def test_each_company_has_its_own_chain():
    for company in (GLOBEX, ACME, GLOBEX):
        happen(company_id=company)
    assert [(report.company_id, report.events) for report in verify()] == [(ACME, 1), (GLOBEX, 2)]
    assert verify(GLOBEX)[0].events == 2


def test_a_company_without_events_has_a_clean_and_empty_chain():
    assert verify() == []
    assert verify(GLOBEX) == [Report(GLOBEX, events=0, head=GENESIS)]


def test_an_event_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        happen(facts={"outcome": "fulfilled"})


def test_the_history_of_a_case_is_its_own_and_in_order():
    for subject, event in [("ACME-1", "a.b"), ("ACME-2", "a.b"), ("ACME-1", "c.d")]:
        happen(event, subject=subject)
    happen("e.f", company_id=GLOBEX)
    assert [event.event for event in history(ACME, "ACME-1")] == ["a.b", "c.d"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(facts=st.dictionaries(text, values), subject=text.map(lambda given: given[:100]))
def test_whatever_the_facts_are_the_chain_verifies(db, facts, subject):
    happen(facts=facts, subject=subject)
    assert verify(ACME)[0].clean


def test_numbers_and_dates_of_every_kind_verify():
    happen(
        facts={
            "float": [0.1, 1.0, 1e300, -0.0, 1e-300],
            "whole": 2**70,
            "exact": Decimal("1.10"),
            "id": UUID(int=7),
            "deep": {"é": [{"\u2028": '𝄞 \\ " \n'}]},
        }
    )
    assert verify(ACME)[0].clean


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=timezone(timedelta(hours=1))),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_a_moment_is_kept_to_the_microsecond(moment):
    happen(now=moment)
    assert Event.objects.get().at == moment
    assert verify(ACME)[0].clean


def test_the_time_zone_of_the_reader_does_not_matter():
    happen()
    sql("SET LOCAL TimeZone = 'Pacific/Chatham'")
    happen()
    assert verify(ACME)[0].clean


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        happen(now=NOW.replace(tzinfo=None))


def test_what_the_database_cannot_keep_is_refused():
    with pytest.raises(DataError), transaction.atomic():
        happen(facts={"note": "a\0b"})
    assert not Event.objects.exists()


def test_nobody_chooses_a_number_or_a_link():
    happen()
    Event.objects.create(
        company_id=ACME,
        seq=99,
        at=NOW,
        event="case.closed",
        actor="user:7",
        facts={},
        prev=b"x",
        digest=b"y",
    )
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert verify(ACME)[0].clean


def test_many_events_in_one_statement_are_chained_too():
    row = {"company_id": ACME, "at": NOW, "event": "a.b", "actor": "system", "facts": {}}
    Event.objects.bulk_create([Event(**row) for _ in range(50)])
    assert verify(ACME)[0].events == 50
    assert verify(ACME)[0].clean


def test_a_table_of_the_same_name_cannot_stand_in_for_the_chain():
    happen()
    sql("CREATE TEMPORARY TABLE audit_event (LIKE public.audit_event) ON COMMIT DROP")
    sql(
        "INSERT INTO public.audit_event (company_id, at, event, subject, actor, facts) "
        "VALUES (%s, now(), 'a.b', '', 'system', '{}')",
        ACME,
    )
    assert sql("SELECT seq FROM public.audit_event ORDER BY id") == [(1,), (2,)]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_a_chain_without_gaps():
    start = threading.Barrier(2)

    def officer(actor: str) -> None:
        start.wait()
        for _ in range(EACH):
            happen(actor=actor)
        connection.close()

    officers = [threading.Thread(target=officer, args=(name,)) for name in ("user:1", "user:2")]
    for one in officers:
        one.start()
    for one in officers:
        one.join(60)

    (report,) = verify()
    assert (report.events, report.problems) == (2 * EACH, [])


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_gap():
    happen("case.received")
    with transaction.atomic():
        happen("case.closed")
        transaction.set_rollback(True)
    happen("case.verified")

    assert list(Event.objects.order_by("seq").values_list("seq", "event")) == [
        (1, "case.received"),
        (2, "case.verified"),
    ]
    assert verify()[0].clean


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_cannot_see_the_last_event_is_refused():
    """Under REPEATABLE READ the snapshot may be older than the last event: better no event."""
    happen()

    def meanwhile() -> None:
        happen()
        connection.close()

    def too_late() -> None:
        with transaction.atomic():
            sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            sql("SELECT 1 FROM audit_event")
            other = threading.Thread(target=meanwhile)
            other.start()
            other.join(30)
            happen()

    with pytest.raises(IntegrityError, match="audit_no_two_in_one_place"):
        too_late()
    assert verify()[0].events == 2


def test_facts_given_to_one_event_do_not_reach_the_next():
    record(company_id=ACME, event="a.b", subject="", actor="system", now=NOW)
    assert Event.objects.get().facts == {}
