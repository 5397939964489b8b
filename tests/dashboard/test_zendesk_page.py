"""An administrator connects a Zendesk, tries it, and sees what became of each note."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.outbox.models import Message, State
from dsar.outbox.sweep import drain
from dsar.ticketing import arriving, connecting
from dsar.ticketing.arriving import note_arrival
from dsar.ticketing.models import HelpDesk, Ticket
from dsar.ticketing.noting import owe
from dsar.ticketing.signed import KNOWN_TO_ALL
from dsar.vault.models import DataKey
from tests import desk
from tests.ticketing import stand_in
from tests.ticketing.connected import connect

from .conftest import NOW, words

PAGE = "/desk/zendesk/nexus-ip/"


@pytest.fixture
def zendesk(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with stand_in.listening() as zendesk:
        zendesk.tickets[48213] = stand_in.Ticket()
        yield zendesk


@pytest.fixture
def admin(company, signed_in):
    return signed_in(desk.person(Role.ADMIN, company, name="ada"))


def filled(zendesk, **change):
    given = {
        "url": zendesk.url,
        "email": stand_in.EMAIL,
        "token": stand_in.TOKEN,
        "due_field": str(stand_in.DUE_FIELD),
        "is_on": "on",
    }
    return given | change


def noted(company, number="48213"):
    case = desk.receive(company, external=("zendesk", number))
    owe(now=NOW)
    drain(now=NOW)
    return case


def test_it_is_connected_tried_and_told(admin, company, zendesk):
    assert "Saved." in words(admin.post(PAGE, filled(zendesk), follow=True))
    shown = words(admin.post(PAGE, {"try": "1"}))
    assert "The token may write notes." in shown
    assert "The field takes a date." in shown

    assert "A test is on its way" in words(
        admin.post(PAGE, {"try": "1", "ticket": " #48213 "}, follow=True)
    )
    drain(now=NOW)
    case = noted(company)

    tests, notes = zendesk.tickets[48213].notes
    assert tests == connecting.TEST_NOTE
    assert case.reference in notes
    shown = words(admin.get(PAGE))
    assert "A test1Sent" in shown
    assert f"{case.reference}1Sent" in shown
    told = Event.objects.filter(event__startswith="ticketing.").order_by("seq")
    assert [row.event.partition(".")[2] for row in told] == ["set", "tried", "tried"]
    assert told[0].facts == {"active": True, "takes_test": True, "secret_changed": False}


@pytest.mark.parametrize(
    ("change", "takes_test", "secret_changed"),
    [
        ({}, True, False),
        ({"kind": "live"}, False, False),
        ({"secret": "another"}, True, True),
        ({"secret": "a-secret"}, True, False),
    ],
)
def test_the_audit_log_tells_when_tickets_turn_real_or_another_signs(
    admin, zendesk, change, takes_test, secret_changed
):
    admin.post(PAGE, filled(zendesk, secret="a-secret"))
    admin.post(PAGE, filled(zendesk, **change))

    first, second = Event.objects.filter(event="ticketing.set").order_by("seq")
    assert first.facts["secret_changed"]
    assert (second.facts["takes_test"], second.facts["secret_changed"]) == (
        takes_test,
        secret_changed,
    )
    assert "a-secret" not in str(first.facts) + str(second.facts)


def test_the_token_is_sealed_and_never_shown(admin, zendesk):
    admin.post(PAGE, filled(zendesk))
    found = HelpDesk.objects.get()
    assert stand_in.TOKEN.encode() not in bytes(found.access)
    assert stand_in.TOKEN not in admin.get(PAGE).text
    assert stand_in.TOKEN not in str(list(Event.objects.values_list("facts", flat=True)))

    admin.post(PAGE, filled(zendesk, token="", due_field=""))

    found.refresh_from_db()
    assert connecting.account_of(found).token == stand_in.TOKEN
    assert found.due_field is None


@pytest.mark.parametrize("token", ["", "of another"])
def test_another_zendesk_takes_neither_the_token_nor_the_numbers(admin, zendesk, token):
    admin.post(PAGE, filled(zendesk))
    answer = admin.post(PAGE, filled(zendesk, token=token, url="somebody-else"))
    assert answer.status_code == 400
    assert "Take this Zendesk away first" in words(answer)
    assert HelpDesk.objects.get().url == zendesk.url


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": ""}, "Give the name before .zendesk.com."),
        ({"url": "https://zendesk.com.example.com"}, "Give the name before .zendesk.com"),
        ({"url": "a.b"}, "Give the name before .zendesk.com"),
        ({"url": "http://127.0.0.1:1"}, "Give the name before .zendesk.com"),
        ({"email": "nobody"}, "Give an email address"),
        ({"token": ""}, "Give an API token of your Zendesk."),
        ({"due_field": "Due date"}, "Give the field’s number"),
    ],
)
def test_what_is_missing_or_wrong_is_said(admin, zendesk, settings, change, said):
    settings.WEBHOOK_ALLOW_PRIVATE = False
    answer = admin.post(PAGE, filled(zendesk, url="example") | change)
    assert answer.status_code == 400
    assert said in words(answer)
    assert not HelpDesk.objects.exists()


@pytest.mark.parametrize(
    "given", ["example", " Example ", "https://example.zendesk.com/", "example.zendesk.com"]
)
def test_a_subdomain_may_be_written_in_full(admin, zendesk, given):
    admin.post(PAGE, filled(zendesk, url=given))
    assert HelpDesk.objects.get().url == "https://example.zendesk.com"


@pytest.mark.parametrize(
    ("change", "role", "kind", "said"),
    [
        ({"token": "another"}, "agent", "date", "Zendesk refuses the token or the address."),
        ({}, "end-user", "date", "The token belongs to nobody who may write notes"),
        ({}, "admin", "text", "The field is of another kind"),
        ({"due_field": "7"}, "admin", "date", "http-404"),
    ],
)
def test_a_test_says_what_is_wrong(admin, zendesk, change, role, kind, said):
    zendesk.role, zendesk.field_kind = role, kind
    admin.post(PAGE, filled(zendesk, **change))
    assert said in words(admin.post(PAGE, {"try": "1"}))


def test_a_ticket_has_a_number(admin, zendesk):
    admin.post(PAGE, filled(zendesk))
    answer = admin.post(PAGE, {"try": "1", "ticket": "../users/1"})
    assert answer.status_code == 400
    assert "A ticket has a number" in words(answer)
    assert not Message.objects.filter(channel="ticket").exists()


def test_a_note_that_was_given_up_is_tried_again_and_written_once(admin, company, zendesk):
    connect(company, zendesk)
    noted(company, "99")
    message = Message.objects.get(channel="ticket")
    assert "There is no such ticket" in words(admin.get(PAGE))
    zendesk.tickets[99] = stand_in.Ticket()

    assert "It is tried again." in words(admin.post(PAGE, {"again": str(message.pk)}, follow=True))
    message.refresh_from_db()
    drain(now=message.next_try_at)

    assert len(zendesk.tickets[99].comments) == 1
    again = words(admin.post(PAGE, {"again": str(message.pk)}, follow=True))
    assert "It is on its way already, or done." in again
    assert admin.post(PAGE, {"again": "no number"}).status_code == 404


def test_what_is_off_sends_no_test(admin, company, zendesk):
    connect(company, zendesk, is_on=False)
    assert "It is switched off" in words(admin.get(PAGE))
    shown = words(admin.post(PAGE, {"try": "1", "ticket": "48213"}, follow=True))
    assert "The notes are off" in shown
    assert not Message.objects.filter(channel="ticket").exists()


def test_taken_away_its_token_and_what_was_owed_are_gone(admin, company, zendesk):
    helpdesk = connect(company, zendesk)
    desk.receive(company, external=("zendesk", "48213"))
    owe(now=NOW)

    shown = words(admin.post(PAGE, {"remove": "1"}, follow=True))
    drain(now=NOW)

    assert "Zendesk is taken away" in shown
    assert not HelpDesk.objects.exists()
    assert not Ticket.objects.exists()
    assert DataKey.objects.get(pk=helpdesk.data_key_id).wrapped is None
    message = Message.objects.get(channel="ticket")
    assert (message.state, message.payload) == (State.DROPPED, None)
    assert zendesk.calls == []


def test_to_connect_or_take_away_is_proved_anew(admin, company, zendesk, settings):
    settings.PROOF_MINUTES = 10
    connect(company, zendesk)
    for given in (filled(zendesk, is_on=""), {"remove": "1"}):
        assert admin.post(PAGE, given).status_code == 403
    assert HelpDesk.objects.get().is_on


def test_what_came_in_and_why_not_is_listed(admin, company, zendesk):
    helpdesk = connect(company, zendesk)
    assert "No signing secret is kept: nothing is taken." in words(admin.get(PAGE))
    admin.post(PAGE, filled(zendesk, secret="shared", kind="live"))
    helpdesk.refresh_from_db()
    assert (arriving.secret_of(helpdesk), helpdesk.takes_test) == ("shared", False)
    case = desk.receive(company)
    note_arrival(helpdesk, "known", now=NOW, ticket="48213", reference=case.reference)
    note_arrival(helpdesk, "refused", now=NOW, fields="received_at")
    arriving.note_refused(helpdesk, "stale", now=NOW)

    shown = words(admin.get(PAGE))

    assert f"48213Already created, nothing changed: {case.reference}" in shown
    assert "unknownRefused: received_at" in shown
    assert "signed more than five minutes before or after" in shown
    assert "/api/v1/zendesk/nexus-ip" in shown
    assert "shared" not in admin.get(PAGE).text.replace("shared with", "")
    assert "{{ticket.created_at_with_timestamp}}" in shown
    arriving.note_refused(helpdesk, "too-large", now=NOW + timedelta(minutes=1))
    assert "it was larger than 1 MiB" in words(admin.get(PAGE))


def test_a_kept_secret_stays_until_another_is_given(admin, zendesk):
    admin.post(PAGE, filled(zendesk, secret="shared"))
    admin.post(PAGE, filled(zendesk, token=""))
    assert arriving.secret_of(HelpDesk.objects.get()) == "shared"


def test_a_secret_that_everybody_knows_is_refused(admin, zendesk):
    answer = admin.post(PAGE, filled(zendesk, secret=KNOWN_TO_ALL))
    assert answer.status_code == 400
    assert "Everybody knows this one" in words(answer)


def test_the_manual_says_what_the_notes_say():
    text = (Path(configured.BASE_DIR) / "docs/ticketing.md").read_text()
    assert "Clock paused. Due date open. Case CAI-9W3H-5T." in text


def test_a_ticket_that_became_no_case_is_told_until_it_is_dealt_with(
    admin, company, zendesk, signed_in
):
    found = connect(company, zendesk)
    note_arrival(found, "refused", now=NOW, ticket="48213", fields="requester.email")
    health = words(admin.get("/desk/health/"))
    assert f"Zendesk of {company.name}: 1 ticket that became no case" in health
    assert "48213" in health
    shown = admin.get(PAGE)
    assert "Tickets that became no case." in words(shown)
    number = re.search(r'name="settle" value="(\d+)"', shown.text)[1]

    assert "dealt with" in words(admin.post(PAGE, {"settle": number}, follow=True))

    assert "became no case" not in words(admin.get(PAGE)) + words(admin.get("/desk/health/"))
    assert "already" in words(admin.post(PAGE, {"settle": number}, follow=True))
    assert admin.post(PAGE, {"settle": "../1"}).status_code == 404


def test_a_change_that_did_not_reach_its_case_is_told_beside_them(admin, company, zendesk):
    found, case = connect(company, zendesk), desk.receive(company, external=("zendesk", "48213"))
    change = {"ticket": "48213", "reference": case.reference, "is_change": True}
    note_arrival(found, "refused", now=NOW, fields="at", **change)

    health, shown = words(admin.get("/desk/health/")), admin.get(PAGE)

    assert f"Zendesk of {company.name}: 1 ticket with a change that did not reach" in health
    assert "Changes of tickets that did not reach their case." in words(shown)
    assert f"A change of the ticket of {case.reference}. Refused: at" in words(shown)
    assert "became no case" not in health + words(shown)
    number = re.search(r'name="settle" value="(\d+)"', shown.text)[1]
    admin.post(PAGE, {"settle": number})
    assert "did not reach" not in words(admin.get(PAGE)) + words(admin.get("/desk/health/"))


def test_who_may_not_see_the_page_reads_whom_to_ask(company, zendesk, signed_in):
    note_arrival(connect(company, zendesk), "refused", now=NOW, ticket="48213")
    officer = signed_in(desk.person(Role.OFFICER, company, name="olga"))
    health = officer.get("/desk/health/")
    assert "An administrator sees why under Policies, Zendesk" in words(health)
    assert PAGE not in health.text
