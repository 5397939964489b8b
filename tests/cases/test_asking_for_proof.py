"""Asking who somebody is: only with a reason, and what it does to the time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.errors import Invalid
from dsar.cases.models import Case
from dsar.cases.operations import verifying
from dsar.cases.operations.intake import Proof
from identity.operations import ItemSpec
from tests import desk

LATER = desk.MONDAY + timedelta(days=4)
BY = {"actor": "user:1", "now": LATER}
CONTRACT = ItemSpec("contract", "text", "Your contract number")


def ask_proof(case: Case, **change) -> Case:
    given = {"items": [CONTRACT], "doubt": "unknown-address", "facts": "Not on file."} | BY | change
    return verifying.ask_for_identity(case_id=case.pk, **given)


def test_a_uk_month_begins_anew_with_the_proof_and_an_eu_month_stands_still(company, swedish):
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    for where, statutory in ((company, date(2026, 12, 21)), (swedish, date(2026, 12, 9))):
        case = desk.receive(where, "rectification", at=at)
        ask_proof(case, now=datetime(2026, 11, 12, 9, tzinfo=UTC))
        given = verifying.give_evidence(
            case_id=case.pk,
            proof=Proof("contract", text="K-17"),
            now=datetime(2026, 11, 19, 9, tzinfo=UTC),
        )
        assert given.clock.statutory_on == statutory


def test_asking_for_proof_needs_a_reason_for_doubt_the_facts_and_an_item(case):
    for change, field in (
        ({"doubt": "we-always-do"}, "doubt"),
        ({"facts": " "}, "facts"),
        ({"items": []}, "items"),
    ):
        with pytest.raises(Invalid) as refusal:
            ask_proof(case, **change)
        assert refusal.value.field == field
    assert not case.verification.items.filter(code="contract").exists()


def test_saying_that_they_do_not_have_it_starts_no_month(company):
    case = desk.receive(company)
    ask_proof(case)

    told = verifying.give_evidence(
        case_id=case.pk, proof=Proof("contract", not_held=True), now=LATER
    )

    assert told.clock.state == "starts-later"


def test_what_was_asked_for_in_vain_gives_the_company_no_time(company):
    case = desk.receive(company, "rectification", at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    ask_proof(case, now=datetime(2026, 11, 4, 9, tzinfo=UTC))

    skipped = verifying.skip_identity(
        case_id=case.pk,
        reason="facts-match",
        actor="user:1",
        now=datetime(2026, 11, 20, 9, tzinfo=UTC),
    )

    assert skipped.clock.statutory_on == date(2026, 12, 2)  # as if nobody had asked


def test_proof_that_came_by_post_counts_from_the_day_it_came(company):
    case = desk.receive(company, "rectification", at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    ask_proof(case, now=datetime(2026, 11, 4, 9, tzinfo=UTC))

    accepted = verifying.accept_identity(
        case_id=case.pk,
        method="by_officer",
        note="Letter checked",
        actor="user:1",
        now=datetime(2026, 11, 20, 9, tzinfo=UTC),
        came_on=date(2026, 11, 10),
    )

    assert accepted.clock.statutory_on == date(2026, 12, 10)


def test_a_document_is_gone_once_identity_is_decided(company):
    case = desk.receive(company)
    ask_proof(case, items=[ItemSpec("passport", "document", "A passport")])
    sealed = desk.a_file(case, b"\xff\xd8\xff photo")
    verifying.give_evidence(case_id=case.pk, proof=Proof("passport", file_id=sealed.pk), now=LATER)

    verifying.accept_identity(case_id=case.pk, method="document", **BY)

    sealed.refresh_from_db()
    assert sealed.destroyed_at == LATER
    item = case.verification.items.get(code="passport")
    assert item.state == "deleted"
    assert "copy was deleted" in item.note
    assert Event.objects.get(event="identity.accepted").facts["copies_destroyed"] == 1
