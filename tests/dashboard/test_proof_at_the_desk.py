"""A letter with a code, another address, an authority, and what is offered as enough."""

from datetime import date

import pytest

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.authority import Authority
from dsar.cases.operations.intake import Person
from dsar.vault.operations import unseal
from tests import desk

from .conftest import words

DOUBT = {"doubt": "unknown-address", "facts": "Not on file."}
AGENT = Person(name="Alex Agent", email="alex@example.org", representing="Robin Requester")


def page_of(case, action=""):
    return f"/desk/cases/{case.reference}/" + (f"{action}/" if action else "")


def test_a_letter_is_written_printed_and_posted(case, client):
    said = {"address": "Robin Requester\n1 Example Street\nLeeds", **DOUBT}
    assert client.post(page_of(case, "send_letter_code"), said).status_code == 302
    letter = case.messages.get(kind="letter_code")
    path = page_of(case, f"letters/{letter.pk}")
    code = next(
        line.strip()
        for line in unseal(letter, "body")["text"].splitlines()
        if line.replace(" ", "").isdigit()
    )

    printed = client.get(path).content.decode()
    assert code in printed
    assert "1 Example Street" in printed
    assert code not in client.get(page_of(case)).content.decode()
    assert "Print it" in client.get(page_of(case)).content.decode()

    assert client.post(path).status_code == 302
    assert code not in client.get(path).content.decode()
    facts = Event.objects.get(event="letter.posted").facts
    assert facts == {"letter": "letter_code", "on": "2026-11-23"}


def test_an_auditor_reads_no_code(case, client, company, signed_in):
    auditor = desk.person(Role.AUDITOR, company)
    said = {"address": "Robin Requester\n1 Example Street", **DOUBT}
    client.post(page_of(case, "send_letter_code"), said)
    path = page_of(case, f"letters/{case.messages.get(kind='letter_code').pk}")

    assert signed_in(auditor).get(path).status_code == 403
    assert signed_in(auditor).post(path).status_code == 403


def test_what_is_not_enough_yet_says_so(case, client):
    page = client.get(page_of(case, "accept_identity")).content.decode()

    assert "A code sent to their address (not here yet)" in page
    assert "An officer recognised them" in page
    assert "An identity document" not in page


def test_a_video_call_is_noted_without_numbers(case, client):
    said = {"method": "by_officer", "manner": "video"}
    refused = client.post(page_of(case, "accept_identity"), said)
    assert "without numbers" in refused.content.decode()

    client.post(page_of(case, "accept_identity"), {**said, "note": "Identity card was seen"})

    case.refresh_from_db()
    assert case.status == "in_progress"
    assert "They saw the person by video" in client.get(page_of(case)).content.decode()


def test_what_is_held_is_asked_for_one_thing_only(case, client):
    path = page_of(case, "ask_identity")
    both = {"items": ["declaration"], "other": "Passport", "other_is_document": "on"}
    refused = client.post(path, {**both, **DOUBT, "held": "K-17"})
    assert "to compare it with this" in refused.content.decode()

    client.post(path, {"other": "Your customer number", **DOUBT, "held": "K-17"})

    assert case.verification.items.get(label="Your customer number").fact_hash


def test_more_without_a_reason_is_refused_with_both_questions(case, client):
    refused = client.post(page_of(case, "ask_identity"), {"other": "Your customer number"})

    assert refused.status_code == 400
    assert "Choose why there is doubt." in refused.content.decode()
    assert "Write down what the doubt rests on." in refused.content.decode()


def test_another_address_shows_what_it_holds_up(case, client):
    said = {"email": "new@example.net", "postal": "", "reason": "They called."}
    assert client.post(page_of(case, "change_contact"), said).status_code == 302

    page = client.get(page_of(case)).content.decode()
    assert "nothing is released before" in page
    assert "new@example.net" in page


def test_an_authority_is_offered_where_somebody_asks_for_another(case, client, company):
    agent = desk.receive(company, person=AGENT)
    assert "accept_authority" not in client.get(page_of(case)).content.decode()
    assert "accept_authority" in client.get(page_of(agent)).content.decode()

    said = {
        "kind": "mandate",
        "expires_on": "2099-12-31",
        "subject_method": "known_fact",
        "facts": "Signed; covers access.",
    }
    page = words(client.get(page_of(agent, "accept_authority")))
    assert "Alex Agent asks for Robin Requester and does not say why they may." in page
    assert "Accept the authority first" not in page
    assert "Accept the authority first" in words(client.get(page_of(agent)))

    assert client.post(page_of(agent, "accept_authority"), said).status_code == 302

    assert Authority.objects.get().expires_on == date(2099, 12, 31)
    assert "A signed mandate, holds until" in client.get(page_of(agent)).content.decode()


@pytest.mark.parametrize("kind", ["account", "vendor"])
def test_who_else_may_vouch_is_set_by_an_administrator(case, client, signed_in, kind):
    admin = desk.person(Role.ADMIN, case.company)
    said = {f"{kind}-name": "Sign in", f"{kind}-url": "https://a.example/x", f"{kind}-is_on": "on"}
    said |= {"kind": kind, f"{kind}-issuer": "https://a.example"}
    path = f"/desk/identity/{case.company.slug}/"
    assert client.post(path, said).status_code == 403

    assert signed_in(admin).post(path, said).status_code == 302

    assert "whsec_" in signed_in(admin).get(path).content.decode()
    assert "Sign in" in client.get(page_of(case, "ask_identity")).content.decode()
