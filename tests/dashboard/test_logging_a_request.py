from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.translation import gettext

from dsar import languages
from dsar.accounts.roles import Role
from dsar.audit.queries import history
from dsar.cases.models import Case
from dsar.cases.operations.new_contact import colleague_of
from dsar.cases.operations.passing_on import Elsewhere, elsewhere_of
from dsar.cases.operations.transferring import address_of, transfer_of
from dsar.cases.queries import find_for_requester
from dsar.companies.models import Membership
from dsar.companies.operations import publish_policy
from dsar.dashboard.phonetic import spelled
from dsar.vault.operations import unseal
from tests import desk

from .conftest import words

LOG = "/desk/cases/log/"
CALL = {
    "company": "nexus-ip",
    "channel": "phone",
    "received_on": "2026-11-20",
    "received_time": "14:30",
    "right": "erasure",
    "name": "Ade Caller",
    "email": "ade@example.org",
    "text": "Please delete my calls.",
    "token": "one-form",
}


def test_a_call_becomes_a_case_that_ran_from_the_call(client, officer):
    response = client.post(LOG, CALL)

    case = Case.objects.get()
    assert response["Location"] == f"/desk/cases/{case.reference}/logged/"
    assert case.received_at == datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
    assert (case.right, case.channel, case.status) == ("erasure", "phone", "received")
    assert case.clock.received_on.isoformat() == "2026-11-20"
    assert unseal(case, "person")["name"] == "Ade Caller"
    assert find_for_requester(reference=case.reference, email="ade@example.org") == case
    case_events = words(client.get(f"/desk/cases/{case.reference}/"))
    assert "Request recorded · Officer" in case_events


def test_the_reference_is_read_back(client):
    client.post(LOG, CALL)
    case = Case.objects.get()

    page = words(client.get(f"/desk/cases/{case.reference}/logged/"))

    assert spelled(case.reference) in page
    assert spelled("NIP-2W") == "November India Papa, dash, two Whiskey"
    assert "Due Monday 21 December 2026" in page


def test_the_time_is_that_of_the_company(client, officer, swedish):
    Membership.objects.create(user=officer, company=swedish, role="officer")

    client.post(LOG, {**CALL, "company": "technology-nexus", "received_time": "00:30"})

    case = Case.objects.get()
    assert case.received_at == datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    assert case.clock.received_on.isoformat() == "2026-11-20"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"received_on": "2026-11-24"}, "The date of receipt cannot lie in the future."),
        ({"received_on": "2026-11-23", "received_time": "17:01"}, "cannot lie in the future."),
        ({"received_on": "soon"}, "Give the day it came as a date."),
        ({"received_on": ""}, "Give the day it came."),
        ({"received_time": "25:00"}, "as hours and minutes"),
        ({"received_on": "0001-01-01"}, "before 15 August 2019"),
        ({"received_on": "2019-01-01"}, "before 15 August 2019"),
        ({"email": "", "postal": ""}, "Give an email address or a postal address"),
        ({"email": "ade@"}, "like name@example.com"),
        ({"name": " "}, "Give the name of the person who asks."),
        ({"right": "everything"}, "Choose what they ask for"),
        ({"channel": "form"}, "Choose how the request came in."),
        ({"company": "technology-nexus"}, "Choose a company from the list."),
    ],
)
def test_a_wrong_field_says_so_and_keeps_the_rest(client, swedish, changes, said):
    response = client.post(LOG, CALL | changes)

    assert response.status_code == 400
    assert "There is a problem" in words(response)
    assert said in words(response)
    assert "Please delete my calls.</textarea>" in response.content.decode()
    assert not Case.objects.exists()


def test_a_form_sent_twice_is_one_case(client):
    first, second = client.post(LOG, CALL), client.post(LOG, CALL)

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1
    client.post(LOG, {**CALL, "token": "another-form"})
    assert Case.objects.count() == 2


def test_each_form_has_a_token_of_its_own(client):
    assert client.get(LOG).context["token"] != client.get(LOG).context["token"]


def test_a_double_click_is_one_case(transactional_db):
    browser = Client()
    browser.force_login(desk.person(Role.OFFICER, desk.publish()))
    cookies, ready = browser.cookies, Barrier(2)

    def click(_: int) -> Any:
        tab = Client()
        tab.cookies = cookies
        ready.wait()
        try:
            return tab.post(LOG, CALL)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(click, range(2))

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_a_company_of_ones_own_needs_no_choice(client):
    assert 'value="nexus-ip" id="id_company_0" checked' in client.get(LOG).content.decode().replace(
        "  ", " "
    )


def test_several_things_asked_in_one_call_are_linked_cases(client, officer):
    response = client.post(LOG, {**CALL, "right": "access", "also": ["erasure", "access"]})

    copy, deletion = Case.objects.get(right="access"), Case.objects.get(right="erasure")
    assert copy.together == deletion.together is not None
    assert response["Location"] == f"/desk/cases/{copy.reference}/logged/"
    page = words(client.get(response["Location"]))
    assert spelled(copy.reference) in page
    assert spelled(deletion.reference) in page


def test_a_complaint_is_logged_by_itself_and_nothing_beside_it_is_lost(client):
    response = client.post(LOG, {**CALL, "right": "complaint", "also": ["erasure"]})

    assert response.status_code == 400
    assert "A complaint is logged by itself: untick these" in words(response)
    assert not Case.objects.exists()


def test_what_was_asked_beside_something_unnamed_has_a_clock_too(client):
    client.post(LOG, {**CALL, "right": "other", "also": ["erasure"]})

    assert {case.right for case in Case.objects.all()} == {"other", "erasure"}
    assert all(case.clock.due_on for case in Case.objects.all())


def test_what_is_ticked_twice_is_one_case(client):
    client.post(LOG, {**CALL, "right": "access", "also": ["erasure"] * 5})

    assert sorted(case.right for case in Case.objects.all()) == ["access", "erasure"]


def test_the_caller_confirms_what_was_read_back(client):
    client.post(LOG, CALL)
    case = Case.objects.get()
    path = f"/desk/cases/{case.reference}/logged/"
    page = words(client.get(path))
    assert "Ade Caller" in page
    assert "Please delete my calls." in page
    assert "by email within minutes" in page

    client.post(f"{path}confirmed/")
    client.post(f"{path}confirmed/")

    assert "Confirmed by the caller" in words(client.get(path))
    assert case.messages.filter(kind="read-back").count() == 1
    shown = words(client.get(f"/desk/cases/{case.reference}/"))
    assert "Read back to the caller, who confirmed it" in shown


def test_what_was_read_back_is_noted_in_every_case_of_the_call(client):
    client.post(LOG, {**CALL, "right": "access", "also": ["erasure"]})
    first, second = Case.objects.order_by("created_at", "pk")

    for _ in range(2):
        client.post(f"/desk/cases/{second.reference}/logged/confirmed/")

    for case in (first, second):
        assert case.messages.filter(kind="read-back").count() == 1
        told = [event.event for event in history(case.company_id, case.reference)]
        assert told.count("request.read-back") == 1
        assert "Confirmed by the caller" in words(
            client.get(f"/desk/cases/{case.reference}/logged/")
        )


def test_a_letter_that_was_logged_has_no_caller_to_confirm_it(client):
    client.post(LOG, {**CALL, "channel": "post"})
    path = f"/desk/cases/{Case.objects.get().reference}/logged/"

    assert "Confirmed by the caller" not in words(client.get(path))


MOVE = {"right": "portability", "receiver": "Another Supplier", "receiver_address": "in@x.example"}
INSTEAD = {"contact_name": "Alex Colleague", "contact_email": "alex@bank.example"}
THROUGH = {"organisation": "Bank", "pass_on": "yes"}


def test_who_could_be_the_contact_instead_is_kept_as_by_the_form(client):
    client.post(LOG, {**CALL, "right": "access", "also": ["erasure"], **INSTEAD})

    deletion, copy = Case.objects.get(right="erasure"), Case.objects.get(right="access")
    assert colleague_of(deletion) == ("Alex Colleague", "alex@bank.example")
    assert colleague_of(copy) is None
    page = words(client.get(f"/desk/cases/{deletion.reference}/"))
    assert "Who could be the contact instead?Alex Colleague, alex@bank.example" in page
    assert "Alex" not in str(unseal(copy, "details"))


def test_a_name_alone_is_read_and_nobody_is_written_to(client):
    client.post(LOG, {**CALL, "contact_name": "Alex Colleague"})

    case = Case.objects.get()
    assert colleague_of(case) is None
    assert "Alex Colleague" in words(client.get(f"/desk/cases/{case.reference}/"))


def test_whether_it_may_be_passed_on_holds_for_every_right(client):
    client.post(LOG, {**CALL, "right": "access", "also": ["erasure"], **THROUGH})

    for case in Case.objects.all():
        assert elsewhere_of(case) == Elsewhere("Bank", "yes", "Please delete my calls.")
        page = words(client.get(f"/desk/cases/{case.reference}/set_aside/"))
        assert "They agreed that it is passed on" in page
        assert "Yes, pass it on" in words(client.get(f"/desk/cases/{case.reference}/logged/"))


def test_a_no_on_the_telephone_is_kept_to(client):
    client.post(LOG, {**CALL, "organisation": "Bank", "pass_on": "no"})

    page = words(client.get(f"/desk/cases/{Case.objects.get().reference}/set_aside/"))
    assert "nothing is passed on" in page


def test_nobody_asked_is_no_answer(client):
    client.post(LOG, CALL)

    assert elsewhere_of(Case.objects.get()) == Elsewhere("", "", "Please delete my calls.")


def test_where_data_should_go_is_kept_for_that_right_alone(client):
    client.post(LOG, {**CALL, **MOVE, "also": ["access"]})

    move, copy = Case.objects.get(right="portability"), Case.objects.get(right="access")
    assert address_of(transfer_of(move)) == "Another Supplier, in@x.example"
    assert transfer_of(copy) is None


def test_what_they_said_besides_is_shown_to_them_in_their_language(client):
    client.post(LOG, {**CALL, **INSTEAD, **THROUGH, "language": "sv"})

    body = unseal(Case.objects.get().messages.get(kind="request"), "body")
    assert "May we pass your request on to it?\nYes, pass it on" in body["text"]
    with languages.spoken("sv"):
        said = gettext("May we pass your request on to it?"), gettext("Yes, pass it on")
    assert "\n".join(said) in body["as_shown"]
    assert "May we pass" not in body["as_shown"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({**INSTEAD, "right": "access"}, "Another contact is named only for a deletion."),
        ({"contact_email": "alex@"}, "like name@example.com"),
        ({"organisation": "Bank"}, "Choose whether we may pass it on"),
        ({"pass_on": "perhaps"}, "Choose from the list."),
        ({**MOVE, "right": "access"}, "only if they ask to move them"),
        ({**MOVE, "receiver": ""}, "Give the name of the other company."),
        ({**MOVE, "receiver_address": ""}, "Give the email or upload address"),
    ],
)
def test_what_does_not_belong_there_is_said(client, changes, said):
    response = client.post(LOG, CALL | changes)

    assert response.status_code == 400
    assert said in words(response)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (INSTEAD, "The policy of Next Connex replaces no contact"),
        (THROUGH, "The policy of Next Connex names nobody else who decides"),
    ],
)
def test_a_company_whose_form_does_not_ask_it_takes_none(client, officer, changes, said):
    there = desk.publish("next-connex")
    rules = replace(there.policy.rules, notes=replace(there.policy.rules.notes, processor=None))
    publish_policy(company_id=there.pk, rules=rules, actor="system", now=desk.MONDAY)
    Membership.objects.create(user=officer, company=there, role="officer")

    response = client.post(LOG, {**CALL, **changes, "company": "next-connex"})

    assert response.status_code == 400
    assert said in words(response)
    assert not Case.objects.exists()
