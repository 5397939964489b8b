"""Somebody asks for another person: that they may, until when, and who both are."""

from datetime import date, timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.authority import Authority
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import answering, representing, verifying
from dsar.cases.operations.intake import Person, Proof
from dsar.vault.operations import unseal
from identity.errors import NotEnough
from identity.operations import ItemSpec
from tests import desk

AGENT = Person(
    name="Alex Agent",
    email="alex@example.org",
    representing="Robin Requester",
    authority="Their lawyer",
)
TUESDAY = desk.MONDAY + timedelta(days=1)
BY = {"actor": "user:1", "now": TUESDAY}
MANDATE = ItemSpec("mandate", "mandate", "What shows that you may act for this person")


@pytest.fixture
def asked_for(company) -> Case:
    return desk.receive(company, person=AGENT)


def accept(case, **change):
    given = {
        "kind": "mandate",
        "expires_on": date(2026, 12, 31),
        "subject_method": "known_fact",
        "facts": "Signed on 3 November; covers access.",
    }
    return representing.accept_authority(case_id=case.pk, **(given | BY | change))


def ready(case):
    verifying.confirm_address(case_id=case.pk, now=TUESDAY)
    verifying.accept_identity(
        case_id=case.pk, method="by_officer", manner="call", actor="user:1", now=TUESDAY
    )
    return desk.ready(case, now=TUESDAY)


def release(case, *, now=TUESDAY):
    return answering.release(case_id=case.pk, actor="user:1", now=now)


def test_nothing_is_released_to_somebody_whose_authority_nobody_accepted(asked_for):
    ready(asked_for)

    with pytest.raises(NotAllowed, match="Accept the authority first"):
        release(asked_for)
    accept(asked_for)
    assert release(asked_for).released_at == TUESDAY


def test_an_authority_ends_with_its_last_day(asked_for):
    ready(asked_for)
    accept(asked_for, expires_on=date(2026, 11, 25))

    with pytest.raises(NotAllowed, match="ended on Wednesday 25 November 2026"):
        release(asked_for, now=TUESDAY + timedelta(days=2))
    assert release(asked_for, now=TUESDAY + timedelta(days=1)).released_at


def test_a_newer_one_counts(asked_for):
    ready(asked_for)
    accept(asked_for, expires_on=date(2026, 11, 24))
    accept(asked_for, kind="court", expires_on=date(2027, 1, 31))

    assert Authority.objects.get().kind == "court"
    assert release(asked_for, now=TUESDAY + timedelta(days=9)).released_at


def test_who_the_representative_is_stays_another_question(asked_for):
    accept(asked_for)
    photo = desk.a_file(asked_for, b"a mandate")
    verifying.ask_for_identity(case_id=asked_for.pk, items=[MANDATE], **BY)  # needs no doubt
    verifying.give_evidence(
        case_id=asked_for.pk, proof=Proof("mandate", file_id=photo.pk), now=TUESDAY
    )

    for method in ("document", "email_code", "known_fact"):
        with pytest.raises(NotEnough):
            verifying.accept_identity(case_id=asked_for.pk, method=method, **BY)
    ready(asked_for)
    photo.refresh_from_db()
    assert photo.destroyed_at is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "friend"},
        {"subject_method": "hunch"},
        {"expires_on": date(2026, 11, 23)},
        {"facts": " "},
    ],
)
def test_what_is_missing_is_asked_for(asked_for, wrong):
    with pytest.raises(Invalid):
        accept(asked_for, **wrong)

    assert not Authority.objects.exists()


def test_somebody_who_asks_for_themselves_needs_none(case):
    with pytest.raises(NotAllowed, match="for themselves"):
        accept(case)


def test_what_was_seen_is_sealed_and_the_chain_has_kind_and_day(asked_for):
    accept(asked_for)

    found = Authority.objects.get()
    assert "3 November" in unseal(found, "facts")
    facts = Event.objects.get(event="authority.accepted").facts
    assert facts == {
        "authority": "mandate",
        "expires_on": "2026-12-31",
        "subject_method": "known_fact",
    }
