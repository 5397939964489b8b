from datetime import timedelta

import pytest
from django.db import connection

from dsar.accounts.roles import Role
from dsar.audit import operations as audit
from dsar.audit.models import Event
from dsar.outbox.models import Message, State
from tests import desk
from tests.ageing import aged, all_well

from .conftest import NOW, spaced, words

AUDIT = "/desk/audit/nexus-ip/"


@pytest.fixture
def auditor(company, signed_in):
    return signed_in(desk.person(Role.AUDITOR, company))


def test_what_happened_stands_newest_first(case, auditor):
    desk.identified(case)

    page = words(auditor.get(AUDIT))

    assert page.index("Identity accepted") < page.index("Request recorded")
    assert "robin" not in page.lower()


def test_the_head_of_the_chain_is_shown(case, auditor):
    head = Event.objects.filter(company_id=case.company_id).latest("seq")

    assert bytes(head.digest).hex() in auditor.get(AUDIT).content.decode()


def test_older_events_are_a_page_further(company, auditor):
    for number in range(60):
        audit.record(
            company_id=company.pk,
            event="test.done",
            subject=f"no {number}",
            actor="system",
            now=NOW,
        )
    first = auditor.get(AUDIT)
    oldest = min(line.event.seq for line in first.context["events"])

    second = auditor.get(f"{AUDIT}?before={oldest}")

    assert len(first.context["events"]) == 50
    assert [line.event.seq for line in second.context["events"]] == list(range(oldest - 1, 0, -1))
    assert f"?before={oldest}" in first.content.decode()


def test_a_page_that_makes_no_sense_is_ignored_and_said(company, auditor):
    page = auditor.get(f"{AUDIT}?before=yesterday")

    assert page.status_code == 200
    assert "has been ignored: “before”" in words(page)


def test_the_chain_is_verified_on_request(case, auditor):
    assert "The whole chain holds" not in words(auditor.get(AUDIT))
    assert "The whole chain holds: " in words(auditor.post(AUDIT))


def test_an_altered_row_is_named(case, auditor):
    event = Event.objects.filter(company_id=case.company_id).latest("seq")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_event SET actor = 'nobody' WHERE id = %s", [event.pk])
        cursor.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_no_change")

    page = words(auditor.post(AUDIT))

    assert "The chain is broken." in page
    assert f"row {event.seq} was altered" in page


def test_one_company_is_opened_at_once_and_several_are_listed(company, swedish, auditor, signed_in):
    assert auditor.get("/desk/audit/")["Location"] == AUDIT
    both = signed_in(desk.person(Role.DPO, company, swedish))

    page = both.get("/desk/audit/").content.decode()

    assert AUDIT in page
    assert "/desk/audit/technology-nexus/" in page


def test_health_says_what_waits_and_for_how_long(case, client, clock):
    clock.set(desk.MONDAY)
    assert "Nothing waits longer than it should." in words(client.get("/desk/health/"))

    clock.set(NOW + timedelta(hours=2))
    page = words(client.get("/desk/health/"))

    assert "Letters and messages: 1. The oldest has waited for 10 hours." in page


def test_health_tells_a_sweep_that_stopped_and_what_to_do(company, client):
    assert "round Late never" in sweeps_of(client.get("/desk/health/"))
    all_well()
    assert "Late" not in sweeps_of(client.get("/desk/health/"))
    aged("reminders", minutes=5)
    aged("round", minutes=2)

    page = sweeps_of(client.get("/desk/health/"))

    assert "round Late 2 minutes ago 0.1 s Start worker and beat anew" in page
    assert "reminders Late 5 minutes ago 0.1 s It fails or takes too long" in page


def sweeps_of(response):
    """The words of the table."""
    return spaced(response).partition("What to do")[2]


def test_what_was_given_up_can_be_tried_again(case, client):
    Message.objects.update(state=State.FAILED, attempts=6, last_error="smtp-550")
    message = Message.objects.get()
    assert "smtp-550" in words(client.get("/desk/health/"))

    client.post(f"/desk/health/{message.pk}/try-again/")

    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.QUEUED, 0)
    again = client.post(f"/desk/health/{message.pk}/try-again/", follow=True)
    assert "It had been queued again already." in words(again)


def test_another_companys_failures_are_nobodys_business(case, stranger, signed_in):
    Message.objects.update(state=State.FAILED)
    browser = signed_in(stranger)

    assert "Given up" not in words(browser.get("/desk/health/"))
    message = Message.objects.get()
    assert browser.post(f"/desk/health/{message.pk}/try-again/").status_code == 404
