"""An answer goes to a contact that was proved theirs, as a second person approved it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from dsar.audit.models import Event
from dsar.cases.approval import Approval
from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case, Document
from dsar.cases.operations import (
    addressing,
    answering,
    clarifying,
    closing,
    recalling,
    reopening,
    representing,
    verifying,
)
from dsar.cases.operations.intake import Person, Proof
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from identity.operations import ItemSpec
from tests import desk

NOW = desk.MONDAY + timedelta(days=1)
BY = {"actor": desk.OFFICER, "now": NOW}


def release(case: Case, now=NOW) -> Case:
    return answering.release(case_id=case.pk, actor=desk.OFFICER, now=now)


def recognised(case: Case, manner: str = "video") -> Case:
    """Who they are is settled, and nothing was said of their address."""
    return verifying.accept_identity(
        case_id=case.pk, method="by_officer", manner=manner, note="By video.", **BY
    )


def by_letter(case: Case) -> Case:
    items = [
        ItemSpec("letter-code", "letter", "The code from our letter"),
        ItemSpec("contract", "text", "Contract number"),
    ]
    doubt = {"doubt": "unknown-address", "facts": "Not on file."}
    verifying.ask_for_identity(case_id=case.pk, items=items, **doubt, **BY)
    for code in ("letter-code", "contract"):
        proof = Proof(code, confirmed=True)
        verifying.give_evidence(case_id=case.pk, proof=proof, now=NOW)
    return verifying.accept_identity(case_id=case.pk, method="letter_code", **BY)


def skipped(reason: str):
    return lambda case: verifying.skip_identity(case_id=case.pk, reason=reason, **BY)


@pytest.mark.parametrize(
    "settled",
    [recognised, by_letter, skipped("signed-in"), skipped("facts-match"), skipped("in-person")],
)
def test_who_they_are_is_not_where_they_are(case, settled):
    settled(case)
    desk.ready(case, now=NOW)

    with pytest.raises(NotAllowed, match="nobody has proved the email address"):
        release(case)
    case.refresh_from_db()
    assert (case.released_at, case.goes_to) == (None, "")
    assert not case.messages.filter(kind="answer").exists()


def test_once_they_typed_a_code_it_goes(case):
    recognised(case)
    desk.ready(case, now=NOW)
    verifying.confirm_address(case_id=case.pk, now=NOW)

    assert release(case).goes_to == "proved"
    assert Event.objects.get(event="answer.released").facts["goes_to"] == "proved"
    assert Event.objects.filter(event="identity.address-confirmed").count() == 1


def test_they_are_asked_to_confirm_it(case):
    recognised(case)

    addressing.ask_address(case_id=case.pk, **BY)

    letter = case.messages.get(kind="confirm_address")
    assert "this email address is yours" in unseal(letter, "body")["text"]
    payload = unseal(Message.objects.get(key=f"letter:{letter.pk}"), "payload")
    assert payload["to"] == desk.REQUESTER.email


def test_nobody_is_asked_who_has_confirmed_it(identified):
    with pytest.raises(NotAllowed, match="nothing about the address is left to prove"):
        addressing.ask_address(case_id=identified.pk, **BY)


def test_the_address_on_file_counts_as_proved(case):
    verifying.skip_identity(case_id=case.pk, reason="known-contact", **BY)
    desk.ready(case, now=NOW)

    assert release(case).goes_to == "proved"


def test_their_account_names_the_address(case):
    item = ItemSpec("account", "account", "Your account")
    doubt = {"doubt": "unknown-address", "facts": "Not on file."}
    verifying.ask_for_identity(case_id=case.pk, items=[item], **doubt, **BY)
    verifying.give_evidence(case_id=case.pk, proof=Proof("account", confirmed=True), now=NOW)
    verifying.accept_identity(case_id=case.pk, method="account_token", **BY)
    desk.ready(case, now=NOW)

    assert release(case).goes_to == "proved"


def test_on_paper_it_goes_to_whoever_has_no_address_for_mail(company):
    case = desk.receive(
        company, channel="post", person=Person(name="Ada", postal="1 Elm St\nLeeds")
    )
    desk.identified_by_officer(case)
    desk.ready(case, now=NOW)

    assert release(case).goes_to == "post"


def test_words_that_disclose_nothing_may_go_to_an_address_nobody_proved(company):
    case = desk.receive(company, "marketing")
    desk.ready(case, now=NOW)

    assert release(case).goes_to == "unproved"


# --- even by SQL ----------------------------------------------------------------------------------


def approved(case: Case) -> dict[str, object]:
    desk.ready(case, now=NOW)
    return {"released_at": NOW, "release_approval": case.approvals.get(state="approved")}


@pytest.mark.parametrize("goes_to", ["", "proved", "unproved"])
def test_nothing_goes_to_nobody_knows_whom_even_by_sql(case, goes_to):
    recognised(case)
    changes = approved(case) | {"goes_to": goes_to}

    with pytest.raises(IntegrityError, match="proved theirs"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**changes)


def test_no_file_goes_to_an_address_nobody_proved_even_by_sql(company):
    case = desk.receive(company, "marketing")
    changes = approved(desk.attached(case)) | {"goes_to": "unproved"}

    with pytest.raises(IntegrityError, match="proved theirs"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**changes)
    Document.objects.all().delete()
    assert Case.objects.filter(pk=case.pk).update(**changes) == 1


def test_when_an_answer_went_is_not_moved_even_by_sql(identified):
    desk.released(identified)

    for change in (
        {"released_at": NOW + timedelta(days=1)},
        {"released_at": NOW - timedelta(days=9)},
        {"goes_to": "post"},
    ):
        with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic():
            Case.objects.filter(pk=identified.pk).update(**change)


@pytest.mark.parametrize("again", [True, False])
def test_nor_in_two_steps(identified, again):
    case = desk.released(identified)

    with pytest.raises(IntegrityError, match="still counts"):
        _taken_back_by_sql(case, again=again)


@transaction.atomic
def _taken_back_by_sql(case: Case, *, again: bool) -> None:
    Case.objects.filter(pk=case.pk).update(released_at=None, release_approval=None, goes_to="")
    if again:
        out = {"release_approval": case.release_approval, "goes_to": case.goes_to}
        Case.objects.filter(pk=case.pk).update(released_at=NOW, **out)
    _commit()


@pytest.mark.parametrize("way", ["recall", "reopen"])
def test_the_ways_back_that_there_are_pass(identified, way):
    desk.released(desk.attached(identified))
    if way == "recall":
        recalling.recall(case_id=identified.pk, reason="Wrong.", **BY)
    else:
        closing.close(case_id=identified.pk, outcome="fulfilled", **BY)
        reopening.reopen(case_id=identified.pk, reason="More.", **BY)

    _commit()

    identified.refresh_from_db()
    assert (identified.released_at, identified.goes_to) == (None, "")


def _commit() -> None:
    """What is looked at only at the end of a transaction is looked at now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


# --- an approval ends -----------------------------------------------------------------------------


def states(case: Case) -> list[str]:
    return list(case.approvals.order_by("asked_at", "pk").values_list("state", flat=True))


@pytest.mark.parametrize("reach", [desk.in_review, desk.ready])
def test_another_address_ends_the_approval(identified, reach):
    reach(identified, now=NOW)

    addressing.change_contact(
        case_id=identified.pk, email="new@example.net", postal="", reason="They called.", **BY
    )

    assert states(identified) == ["withdrawn"]
    assert Event.objects.filter(event="approval.withdrawn").count() == 1


def test_where_nothing_has_to_be_proved_a_second_person_looks_at_the_new_address(company):
    case = desk.receive(company, "marketing")
    desk.ready(case, now=NOW)

    addressing.change_contact(
        case_id=case.pk, email="new@example.net", postal="", reason="They called.", **BY
    )

    case.refresh_from_db()
    assert case.status == "in_review"
    assert states(case) == ["withdrawn", "asked"]
    assert desk.approved(case, now=NOW).status == "ready"


def test_an_approval_of_before_the_new_address_lets_nothing_out_even_by_sql(identified):
    changes = approved(identified) | {"goes_to": "post"}
    addressing.change_contact(
        case_id=identified.pk,
        email="",
        postal="1 Elm St\nLeeds",
        reason="They called.",
        actor=desk.OFFICER,
        now=NOW + timedelta(hours=1),
    )
    Case.objects.filter(pk=identified.pk).update(identity_settled_at=NOW)

    with pytest.raises(IntegrityError, match="approval of another person"), transaction.atomic():
        Case.objects.filter(pk=identified.pk).update(**changes)


def test_another_authority_is_looked_at_anew(company):
    agent = Person(name="Ann Agent", email="ann@example.org", representing="Robin", authority="M")
    case = desk.receive(company, person=agent)
    verifying.confirm_address(case_id=case.pk, now=NOW)
    recognised(case)
    given = {
        "kind": "mandate",
        "subject_method": "known_fact",
        "facts": "Signed.",
    }
    until = (NOW + timedelta(days=2)).date()
    representing.accept_authority(case_id=case.pk, expires_on=until, **given, **BY)
    desk.ready(case, now=NOW)
    later = NOW + timedelta(days=4)
    with pytest.raises(NotAllowed, match="the authority ended"):
        release(case, later)

    representing.accept_authority(
        case_id=case.pk,
        expires_on=(later + timedelta(days=9)).date(),
        actor=desk.OFFICER,
        now=later,
        **given,
    )

    case.refresh_from_db()
    assert case.status == "in_review"
    assert states(case) == ["withdrawn", "asked"]
    with pytest.raises(NotAllowed):
        release(case, later)
    desk.approved(case, now=later)
    assert release(case, later).released_at == later


def test_what_is_asked_and_answered_meanwhile_ends_no_approval(identified):
    desk.ready(identified, now=NOW)

    clarifying.write_message(case_id=identified.pk, text="Thank you.", now=NOW)

    assert Approval.objects.get().state == "approved"
    assert release(identified).released_at == NOW
