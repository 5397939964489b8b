"""Asking for a proof at the desk, and taking one that came."""

from dsar.audit.models import Event
from dsar.cases.operations import verifying
from dsar.companies.models import Membership
from identity import operations as identity
from identity.operations import ItemSpec
from tests import desk

from .conftest import NOW, page_of, words


def test_a_proof_named_by_the_policy_is_asked_for_with_its_words(client, officer):
    other = desk.publish("next-connex")
    Membership.objects.create(user=officer, company=other, role="officer")
    case = desk.receive(other)
    codes = [said.value.code for said in case.policy.rules.identity.items]

    response = client.post(
        page_of(case, "ask_identity"),
        {"items": codes[:2], "doubt": "unknown-address", "facts": "Not in the customer list."},
    )

    assert response.status_code == 302
    asked = set(case.verification.items.values_list("code", flat=True))
    assert set(codes[:2]) <= asked


def test_what_an_officer_asks_for_in_words_is_numbered_and_not_named(case, client):
    asked = {"doubt": "details-differ", "facts": "Two names."}
    for other in ("Robin Requester's maiden name", "Your customer number", "Your customer number"):
        client.post(page_of(case, "ask_identity"), {**asked, "other": other})

    items = case.verification.items.exclude(code="email")
    assert list(items.values_list("code", "label")) == [
        ("other-1", "Robin Requester's maiden name"),
        ("other-2", "Your customer number"),
    ]
    said = [
        event.facts["items"]
        for event in Event.objects.filter(event="identity.requested").order_by("seq")
    ]
    assert said == [["other-1"], ["other-2"], ["other-2"]]


def test_accepting_without_a_code_come_back_is_refused(case, client):
    response = client.post(page_of(case, "accept_identity"), {"method": "email_code"})

    assert response.status_code == 409
    assert "The code sent to the address has not been entered yet." in words(response)


def test_posted_proof_counts_from_the_day_it_came(case, client):
    verifying.ask_for_identity(
        case_id=case.pk,
        items=[ItemSpec("passport", "document", "Passport")],
        doubt="unknown-address",
        facts="New.",
        actor="user:1",
        now=desk.MONDAY,
    )
    identity.cannot_give(
        verification_id=case.verification_id, code="passport", by_post=True, now=NOW
    )

    client.post(page_of(case, "accept_identity"), {"method": "document", "came_on": "2026-11-23"})

    case.clock.refresh_from_db()
    assert case.status == "received"  # as read before
    assert case.clock.started_on.isoformat() == "2026-11-23"
