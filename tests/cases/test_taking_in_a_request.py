from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from deadlines.models import Reminder
from dsar.audit.models import Event
from dsar.cases import queries
from dsar.cases.errors import Invalid
from dsar.cases.models import Case
from dsar.cases.operations.intake import Person
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk


def test_a_request_becomes_a_case_with_a_clock_reminders_audit_and_a_letter(company):
    case = desk.receive(company)

    assert case.clock.received_on == date(2026, 11, 23)
    # The law: a month, to Wednesday 23 December. The policy promises 28 days: Monday 21.
    assert (case.clock.statutory_on, case.clock.promise_on) == (
        date(2026, 12, 23),
        date(2026, 12, 21),
    )
    assert case.clock.due_on == date(2026, 12, 21)
    assert Reminder.objects.filter(clock=case.clock, kind="due-14", on=date(2026, 12, 7)).exists()
    assert Event.objects.get(event="case.received").subject == case.reference
    assert Message.objects.get().key.startswith("letter:")


def test_a_case_keeps_the_policy_version_it_was_received_under(company):
    case = desk.receive(company)

    assert case.policy == company.policy
    assert case.policy.version == 1


def test_a_request_a_minute_before_midnight_belongs_to_that_day_at_the_company(company, swedish):
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)

    assert desk.receive(company, at=late).clock.received_on == date(2026, 11, 23)
    assert desk.receive(swedish, at=late).clock.received_on == date(2026, 11, 24)


def test_recording_it_days_later_does_not_move_the_clock(company):
    case = desk.receive(company, now=desk.MONDAY + timedelta(days=5))

    assert case.clock.received_on == date(2026, 11, 23)
    assert case.created_at == desk.MONDAY + timedelta(days=5)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"right": "nonsense"}, "right"),
        ({"channel": "pigeon"}, "channel"),
        ({"person": Person(name=" ", email="a@example.org")}, "name"),
        ({"person": Person(name="Robin")}, "email"),
        ({"person": Person(name="Robin", email="a@example.org\nBcc: b@example.org")}, "email"),
        ({"now": desk.MONDAY - timedelta(days=1)}, "received_at"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_kept(company, change, field):
    events = Event.objects.count()

    with pytest.raises(Invalid) as refusal:
        desk.receive(company, **change)

    assert refusal.value.field == field
    assert (Case.objects.count(), Event.objects.count() - events, Message.objects.count()) == (
        0,
        0,
        0,
    )


def test_no_table_holds_what_they_wrote_in_clear(company):
    desk.receive(
        company, text="My shoe size is forty-two", details=[("Which calls?", "Septembral")]
    )

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        rows = 0
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                rows += 1
                for secret in ("shoe size", "Septembral", "Robin", "robin@example.org"):
                    assert secret.lower() not in row.lower(), table
                    assert secret.encode().hex() not in row, table
    assert rows > 20


def test_it_is_found_by_reference_name_and_address_within_the_company_only(company, swedish):
    case = desk.receive(company)
    every, ids = Case.objects.all(), [company.pk]

    def found(text: str, companies: list[int]) -> list[Case]:
        return list(queries.search_cases(every, company_ids=companies, text=text))

    assert found("requester", ids) == found("ROBIN@example.org", ids) == [case]
    assert found(case.reference.lower(), ids) == [case]
    assert found("Somebody", ids) == found("robin@example.org", [swedish.pk]) == []


def test_a_case_that_somebody_else_opened_is_found_by_whom_it_is_about(company):
    agent = Person(name="Alex Agent", email="alex@example.org", representing="Robin Requester")
    case = desk.receive(company, person=agent)

    found = queries.search_cases(Case.objects.all(), company_ids=[company.pk], text="requester")
    assert list(found) == [case]


def test_a_name_is_one_line_so_that_nobody_writes_letters_of_their_own(company):
    case = desk.receive(company, person=Person(name="Robin\n\nPay at once", email="r@example.org"))

    letter = unseal(case.messages.get(kind="received"), "body")["text"]
    assert letter.splitlines()[0] == "Dear Robin Pay at once,"


def test_only_the_right_address_opens_it_for_its_requester(company):
    case = desk.receive(company)

    assert queries.find_for_requester(reference=case.reference, email=" Robin@Example.org ") == case
    assert queries.find_for_requester(reference=case.reference, email="other@example.org") is None
    assert queries.find_for_requester(reference="NIP-2222-22", email="robin@example.org") is None


def test_somebody_without_an_address_gets_letters_to_be_posted(company):
    case = desk.receive(company, person=Person(name="Robin", postal="1 Example Street"))

    assert case.messages.get(kind="received").by_post
    assert Message.objects.count() == 0


def test_the_letter_names_reference_date_and_company_but_its_subject_says_nothing(company):
    case = desk.receive(company)

    letter = unseal(case.messages.get(kind="received"), "body")
    assert "Monday 21 December 2026" in letter["text"]
    assert case.reference in letter["text"]
    assert letter["subject"] == f"Nexus IP: {case.reference}"


def test_taking_in_a_request_costs_few_statements(company, django_assert_max_num_queries):
    desk.receive(company)
    company = type(company).objects.get()

    with django_assert_max_num_queries(17):
        desk.receive(company)
