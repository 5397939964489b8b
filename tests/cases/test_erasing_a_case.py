"""A closed case is erased by hand: one asks, another agrees, and only the register is left."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from dsar.accounts.roles import Role
from dsar.audit.verifying import verify
from dsar.cases.erase_request import EraseRequest
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case, Notice
from dsar.cases.operations import closing, erasing, extending, holding
from dsar.cases.queries import as_json, find_for_requester, search_cases
from dsar.cases.register import certificate_of, entry_of
from dsar.outbox.models import Message, State
from dsar.vault.fields import SealedField
from dsar.vault.models import DataKey, SealedFile, SearchToken
from dsar.vault.operations import Held, Shredded, shred, unseal
from tests import desk

NOW = desk.MONDAY + timedelta(days=30)


@pytest.fixture
def closed(company) -> Case:
    case = desk.receive(company, external=("zendesk", "48213"))
    desk.identified(case)
    desk.attached(case)
    return desk.closed(case)


def ask(case: Case, *, by: str = "user:1", ground: str = "asked") -> Case:
    return erasing.ask_erasure(
        case_id=case.pk, ground=ground, reason="Robin phoned.", actor=by, now=NOW
    )


def erase(case: Case) -> Case:
    ask(case)
    return erasing.agree_erasure(case_id=case.pk, actor="user:2", now=NOW)


def shredded_words(case: Case) -> None:
    """What somebody kept of the row from before opens no more."""
    unseal(
        Case(pk=case.pk, company=case.company, data_key=fresh(case).data_key, person=case.person),
        "person",
    )


def fresh(case: Case) -> Case:
    return Case.objects.select_related("data_key", "clock", "company", "verification").get(
        pk=case.pk
    )


def test_nothing_about_the_person_is_left(closed) -> None:
    owner = desk.person(Role.OFFICER, closed.company)
    Notice.objects.create(
        company=closed.company, case=closed, user=owner, key="k", kind="due-0", raised_at=NOW
    )
    erase(closed)

    case = fresh(closed)
    assert (case.person, case.details, case.external_id) == (None, None, "")
    assert case.data_key.wrapped is None
    assert not case.messages.filter(body__isnull=False).exists()
    for relation in Case._meta.related_objects:
        rows = relation.related_model.objects.filter(**{relation.field.name: case})
        for field in relation.related_model._meta.fields:
            if isinstance(field, SealedField):
                assert not rows.filter(**{f"{field.name}__isnull": False}).exists(), relation
    assert case.erase_requests.exists()
    assert not case.notices.exists()
    assert not SearchToken.objects.filter(data_key=case.data_key).exists()
    files = SealedFile.objects.filter(data_key=case.data_key)
    assert files.exists()
    assert not files.filter(wrapped__isnull=False).exists()
    assert not Message.objects.filter(data_key=case.data_key, payload__isnull=False).exists()
    assert not Message.objects.filter(data_key=case.data_key, state=State.QUEUED).exists()
    assert not case.verification.items.exclude(note="").exists()


def test_the_register_says_what_it_said_before(company) -> None:
    case = desk.receive(company)
    desk.identified(case)
    extending.extend(
        case_id=case.pk,
        ground="complexity",
        reasons="Many calls.",
        actor="user:1",
        now=desk.MONDAY + timedelta(hours=2),
    )
    desk.attached(case)
    before = entry_of(desk.closed(case))
    erase(case)

    after = entry_of(fresh(case))
    assert before.days_used is not None
    assert before.in_time
    assert after.extension_ground == "complexity"
    kept = {"erased_on", "erased_for"}
    assert {**vars(before), **dict.fromkeys(kept)} == {**vars(after), **dict.fromkeys(kept)}
    assert (after.erased_on, after.erased_for) == (NOW.date(), "asked")


def test_the_command_prints_an_erased_case_too(closed) -> None:
    erase(closed)
    out = StringIO()
    call_command("register", company="nexus-ip", stdout=out)
    assert closed.reference in out.getvalue()
    assert "Robin" not in out.getvalue()


def test_the_certificate_names_the_day_for_backups(closed) -> None:
    erase(closed)
    assert "by destroying key" in certificate_of(closed)
    assert "Backups from before become unreadable by" in certificate_of(closed)


def test_the_audit_chain_verifies_afterwards(closed) -> None:
    erase(closed)
    assert [report.problems for report in verify()] == [[] for _ in verify()]


def test_it_is_found_by_nobody_any_more(closed) -> None:
    cases = Case.objects.all()
    ids = [closed.company_id]
    assert search_cases(cases, company_ids=ids, text="Requester").exists()
    erase(closed)
    assert not search_cases(cases, company_ids=ids, text="Requester").exists()
    assert find_for_requester(reference=closed.reference, email="robin@example.org") is None


def test_an_integrator_reads_that_it_was_erased(closed) -> None:
    erase(closed)
    told = as_json(fresh(closed), now=NOW)
    assert (told["erased_at"], told["legal_hold"]) == (NOW, False)
    assert told["outcome"] == "fulfilled"


def test_nobody_erases_on_their_own(closed) -> None:
    ask(closed)
    with pytest.raises(NotAllowed, match="Somebody else has to agree"):
        erasing.agree_erasure(case_id=closed.pk, actor="user:1", now=NOW)
    assert fresh(closed).data_key.wrapped is not None


def test_the_database_knows_that_too(closed) -> None:
    ask(closed)
    with pytest.raises(IntegrityError), transaction.atomic():
        EraseRequest.objects.update(decided_at=NOW, decided_by="user:1", agreed=True)


def test_it_can_be_declined_and_asked_for_again(closed) -> None:
    ask(closed)
    erasing.decline_erasure(case_id=closed.pk, actor="user:1", now=NOW)
    assert fresh(closed).erased_at is None
    with pytest.raises(NotAllowed, match="nobody has asked"):
        erasing.agree_erasure(case_id=closed.pk, actor="user:2", now=NOW)
    erase(closed)


def test_an_open_case_is_not_erased(company) -> None:
    case = desk.receive(company)
    with pytest.raises(NotAllowed):
        ask(case)


def test_a_request_needs_ground_and_reason(closed) -> None:
    with pytest.raises(Invalid, match="Choose why"):
        ask(closed, ground="because")
    with pytest.raises(Invalid, match="Write the reason"):
        erasing.ask_erasure(case_id=closed.pk, ground="spam", reason=" ", actor="u", now=NOW)


def test_nothing_can_be_done_with_an_erased_case(closed) -> None:
    erase(closed)
    with pytest.raises(NotAllowed, match="has been erased"):
        holding.place_hold(case_id=closed.pk, reason="Court", actor="user:1", now=NOW)
    with pytest.raises(NotAllowed, match="has been erased"):
        ask(closed)


def test_what_is_not_sent_yet_is_not_sent_any_more(company, smtp) -> None:
    case = desk.receive(company)
    closing.withdraw(case_id=case.pk, actor="user:1", now=NOW)
    assert Message.objects.filter(data_key=case.data_key, state=State.QUEUED).exists()
    erase(case)
    states = Message.objects.filter(data_key=case.data_key).values_list("state", flat=True)
    assert set(states) == {State.DROPPED}


class TestALegalHold:
    @pytest.fixture
    def held(self, closed) -> Case:
        return holding.place_hold(
            case_id=closed.pk, reason="A court case.", actor="user:1", now=NOW
        )

    def test_it_wins_over_an_erasure_by_hand(self, held) -> None:
        with pytest.raises(NotAllowed, match="legal hold"):
            ask(held)

    def test_placed_after_the_request_it_answers_it(self, closed) -> None:
        ask(closed)
        holding.place_hold(case_id=closed.pk, reason="A court case.", actor="user:1", now=NOW)
        assert closed.erase_requests.get().agreed is False
        with pytest.raises(NotAllowed, match="nobody has asked"):
            erasing.agree_erasure(case_id=closed.pk, actor="user:2", now=NOW)

    def test_the_vault_refuses(self, held) -> None:
        with pytest.raises(Held):
            shred(data_key_id=held.data_key_id, now=NOW)

    def test_the_database_refuses(self, held) -> None:
        keys = DataKey.objects.filter(pk=held.data_key_id)
        with pytest.raises(IntegrityError), transaction.atomic():
            keys.update(wrapped=None, destroyed_at=NOW)
        assert unseal(fresh(held), "person")["name"] == "Robin Requester"

    def test_its_reason_is_sealed(self, held) -> None:
        hold = held.holds.get()
        hold.case = held
        assert unseal(hold, "reason") == "A court case."
        assert b"court" not in bytes(hold.reason)

    def test_lifted_the_case_may_be_erased(self, held) -> None:
        holding.lift_hold(case_id=held.pk, reason="It is over.", actor="user:2", now=NOW)
        erase(held)
        assert held.holds.get().reason is None
        with pytest.raises(Shredded):
            shredded_words(held)

    def test_it_needs_a_reason_both_ways_and_stands_once(self, closed) -> None:
        with pytest.raises(Invalid, match="kept"):
            holding.place_hold(case_id=closed.pk, reason=" ", actor="u", now=NOW)
        with pytest.raises(NotAllowed, match="under no legal hold"):
            holding.lift_hold(case_id=closed.pk, reason="x", actor="u", now=NOW)
        holding.place_hold(case_id=closed.pk, reason="x", actor="u", now=NOW)
        with pytest.raises(NotAllowed, match="already"):
            holding.place_hold(case_id=closed.pk, reason="x", actor="u", now=NOW)
        with pytest.raises(Invalid, match="any more"):
            holding.lift_hold(case_id=closed.pk, reason=" ", actor="u", now=NOW)

    def test_an_open_case_can_be_held_too(self, company) -> None:
        case = desk.receive(company)
        holding.place_hold(case_id=case.pk, reason="x", actor="user:1", now=NOW)
        assert as_json(fresh(case), now=NOW)["legal_hold"]
