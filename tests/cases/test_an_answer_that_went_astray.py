"""An answer reached the wrong person: it is shut at once, and nobody forgets the 72 hours."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.incident import Incident
from dsar.cases.incidents import STEPS, open_incidents, remind
from dsar.cases.models import Case, Notice
from dsar.cases.notices import mail_notices
from dsar.cases.operations import (
    addressing,
    answering,
    closing,
    downloading,
    erasing,
    misdelivering,
    recalling,
    reopening,
    verifying,
)
from dsar.companies.models import Membership
from dsar.outbox.models import Message
from dsar.outbox.sweeps import names
from dsar.vault.operations import unseal
from tests import desk

AWARE = desk.MONDAY + timedelta(days=4, hours=9)  # Friday, 18:00
NOW = AWARE + timedelta(minutes=30)
BY = {"actor": desk.OFFICER, "now": NOW}
KINDS = ["incident", *STEPS.values()]


@pytest.fixture
def dpo(company):
    return desk.person(Role.DPO, company, name="dora")


@pytest.fixture
def released(identified, dpo):
    return desk.released(desk.attached(identified))


def report(case: Case, what: str = "wrong-address", **said) -> Incident:
    given = {"facts": "A typo: it went to Robyn.", "aware_at": AWARE, **BY} | said
    return misdelivering.report_incident(case_id=case.pk, what=what, **given)


def decide(case: Case, authority: bool = True, person: bool = False, **said) -> Incident:
    given = {"authority_because": "Bank data.", "person_because": "No high risk.", **BY} | said
    return misdelivering.decide_incident(
        case_id=case.pk, tell_authority=authority, tell_person=person, **given
    )


def told(case: Case, whom: str = "authority", at=NOW) -> Incident:
    return misdelivering.note_told(
        case_id=case.pk, whom=whom, told_at=at, actor=desk.OFFICER, now=max(at, NOW)
    )


def reminded() -> list[str]:
    found = Notice.objects.filter(kind__startswith="incident")
    return list(found.order_by("raised_at").values_list("kind", flat=True))


def take(case: Case, now=NOW) -> Case:
    return downloading.take_file(case_id=case.pk, document=case.documents.get(), now=now)


# --- reporting ------------------------------------------------------------------------------------


def test_the_download_is_shut_at_once_and_open_pages_are_closed(released):
    take(released)

    report(released)

    with pytest.raises(NotAllowed):
        take(released)
    released.refresh_from_db()
    assert released.opened_anew_at == NOW
    with pytest.raises(NotAllowed, match="its download stays shut"):
        downloading.open_again(case_id=released.pk, **BY)


def test_the_download_stays_shut_even_by_sql(released):
    report(released)

    with pytest.raises(IntegrityError, match="stays shut"), transaction.atomic():
        Case.objects.filter(pk=released.pk).update(download_until=NOW + timedelta(days=1))
    with pytest.raises(IntegrityError, match="stays shut"), transaction.atomic():
        Case.objects.filter(pk=released.pk).update(download_until=None)


def test_the_dpo_is_told_at_once_in_the_desk_and_by_mail(released, dpo):
    desk.person(Role.LEAD, released.company, name="leo")
    Notice.objects.all().delete()

    report(released)
    mail_notices(now=NOW)

    [notice] = Notice.objects.filter(kind="incident")
    assert notice.user == dpo
    mail = Message.objects.get(key=f"notice:{notice.pk}")
    payload = unseal(mail, "payload")
    assert payload["subject"] == (
        f"{released.reference}: An answer reached the wrong person: decide whether the authority "
        "is told"
    )
    assert Event.objects.get(event="incident.reported").facts["told"] == [dpo.actor]


def test_the_chain_says_by_when_and_by_which_law_and_nobodys_name(released):
    report(released)

    facts = Event.objects.get(event="incident.reported").facts
    assert facts["article"] == "UK GDPR Art. 33(1)"
    assert facts["hours"] == 72
    assert facts["aware_at"] == AWARE.isoformat()
    assert facts["notify_by_at"] == (AWARE + timedelta(hours=72)).isoformat()
    assert "Robyn" not in str(facts)


def test_a_company_in_the_union_has_its_own_law(swedish):
    case = desk.released(desk.identified(desk.receive(swedish)))

    assert report(case).notify_by.article == "GDPR Art. 33(1)"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"what": "something"}, "what"),
        ({"facts": " "}, "facts"),
        ({"aware_at": NOW + timedelta(seconds=1)}, "aware_at"),
        ({"aware_at": desk.MONDAY - timedelta(days=1)}, "aware_at"),
    ],
)
def test_what_cannot_be_is_not_reported(released, said, field):
    with pytest.raises(Invalid) as wrong:
        report(released, **said)

    assert wrong.value.field == field
    assert not Incident.objects.exists()
    assert not Notice.objects.filter(kind="incident").exists()


def test_one_that_is_not_done_with_keeps_a_second_from_being_reported(released):
    report(released)
    with pytest.raises(NotAllowed, match="reported already"):
        report(released)

    decide(released, authority=False)

    assert report(released).is_open


def test_it_is_reported_after_the_end_of_the_case_too(released):
    closing.close(case_id=released.pk, outcome="fulfilled", **BY)

    assert report(released).released_at == released.released_at


def test_a_recall_that_is_refused_says_where_to_report_it(released):
    take(released)

    with pytest.raises(NotAllowed, match="“Report a misdelivery”"):
        recalling.recall(case_id=released.pk, reason="Wrong.", **BY)


def test_what_was_reported_is_not_rewritten_even_by_sql(released):
    report(released)

    for change in ({"aware_at": AWARE - timedelta(days=1)}, {"what": "impostor"}):
        with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic():
            Incident.objects.update(**change)


# --- the 72 hours ---------------------------------------------------------------------------------


def test_the_dpo_is_reminded_before_and_after_once_each(released):
    report(released)

    for hours in range(100):
        for _ in range(2):
            remind(now=AWARE + timedelta(hours=hours))

    assert reminded() == KINDS
    moments = Notice.objects.filter(kind__startswith="incident").order_by("raised_at")
    since = [(one.raised_at - AWARE) // timedelta(hours=1) for one in moments]
    assert since == [0, 48, 66, 72, 96]
    steps = Event.objects.filter(event="incident.reminded").order_by("seq")
    assert [event.facts["step"] for event in steps] == KINDS[1:]


def test_an_hour_too_early_nothing_is_said(released):
    report(released)

    assert remind(now=AWARE + timedelta(hours=48) - timedelta(seconds=1)) == 0
    assert remind(now=AWARE + timedelta(hours=48)) == 1


def test_after_a_week_without_a_look_only_the_last_is_said(released):
    report(released)

    assert remind(now=AWARE + timedelta(days=7)) == 1
    assert reminded() == ["incident", "incident+24"]


def test_where_nobody_works_nothing_is_said_until_somebody_does(released, company):
    report(released)
    Membership.objects.all().delete()
    later = AWARE + timedelta(days=7)

    assert [remind(now=later), remind(now=later)] == [0, 0]
    assert not Event.objects.filter(event="incident.reminded").exists()

    desk.person(Role.DPO, company, name="dina")
    assert [remind(now=later), remind(now=later)] == [1, 0]


def test_the_sweeps_look_at_it():
    assert "incidents" in names()


@pytest.mark.parametrize("authority", [True, False])
def test_nobody_is_reminded_once_it_is_done_or_decided_against(released, authority):
    report(released)
    decide(released, authority=authority)
    if authority:
        assert remind(now=AWARE + timedelta(hours=50)) == 1
        told(released, at=AWARE + timedelta(hours=60))

    assert remind(now=AWARE + timedelta(hours=80)) == 0


# --- deciding -------------------------------------------------------------------------------------


def test_who_decided_what_and_why_is_kept(released):
    report(released)

    incident = decide(released, authority=True, person=False)

    assert (incident.decided_by, incident.decided_at) == (desk.OFFICER, NOW)
    notes = {
        unseal(note, "body")["subject"]: unseal(note, "body")["text"]
        for note in released.messages.filter(kind__startswith="incident")
    }
    assert notes == {
        "Why the supervisory authority is told": "Bank data.",
        "Why the person whose data it is is not told": "No high risk.",
    }
    facts = Event.objects.get(event="incident.decided").facts
    assert (facts["tell_authority"], facts["tell_person"], facts["in_time"]) == (True, False, True)


@pytest.mark.parametrize("field", ["authority_because", "person_because"])
def test_nothing_is_decided_without_a_reason(released, field):
    report(released)

    with pytest.raises(Invalid) as wrong:
        decide(released, **{field: " "})

    assert wrong.value.field == field
    assert Incident.objects.get().decided_at is None


def test_it_is_done_with_when_everybody_was_told_who_is_to_be(released, company):
    report(released)
    decide(released, authority=True, person=True)
    told(released)
    assert open_incidents([company]).exists()

    told(released, "person")

    assert not open_incidents([company]).exists()


def test_too_late_is_recorded_as_late(released):
    report(released)
    decide(released)

    incident = told(released, at=AWARE + timedelta(hours=72, seconds=1))

    assert incident.told_late()
    assert Event.objects.get(event="incident.told").facts["in_time"] is False


@pytest.mark.parametrize(
    ("whom", "at"),
    [
        ("person", NOW),  # decided otherwise
        ("somebody", NOW),
        ("authority", AWARE - timedelta(seconds=1)),
    ],
)
def test_nobody_is_said_to_be_told_who_cannot_have_been(released, whom, at):
    report(released)
    decide(released, authority=True, person=False)

    with pytest.raises(Invalid):
        told(released, whom, at)


def test_it_can_be_decided_anew_but_not_against_what_was_done(released):
    report(released)
    decide(released, authority=False, person=True)
    decide(released, authority=True, person=True)
    told(released)

    with pytest.raises(Invalid, match="has been told already"):
        decide(released, authority=False, person=True)


def test_nobody_was_told_whom_nobody_decided_to_tell_even_by_sql(released):
    report(released)

    for change in ({"authority_told_at": NOW}, {"person_told_at": NOW}, {"decided_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Incident.objects.update(**change)


def test_there_is_nothing_to_decide_where_nothing_was_reported(released):
    with pytest.raises(NotAllowed):
        decide(released)
    with pytest.raises(NotAllowed):
        told(released)


# --- afterwards -----------------------------------------------------------------------------------


def reopened(case: Case) -> Case:
    closing.close(case_id=case.pk, outcome="fulfilled", reason="The DPO decides.", **BY)
    reopening.reopen(case_id=case.pk, reason="It went astray.", **BY)
    return case


def test_nothing_goes_a_second_time_to_the_same_address(released):
    report(released)
    reopened(released)
    desk.ready(released, now=NOW)

    with pytest.raises(NotAllowed, match="Change the address first"):
        answering.release(case_id=released.pk, **BY)


def test_to_the_right_address_it_goes_and_can_be_downloaded(released):
    report(released)
    reopened(released)
    later = NOW + timedelta(days=4)
    addressing.change_contact(
        case_id=released.pk, email="right@example.org", postal="", reason="Typo.", **BY
    )
    verifying.confirm_address(case_id=released.pk, now=later)
    verifying.accept_identity(
        case_id=released.pk, method="by_officer", note="By phone.", actor=desk.OFFICER, now=later
    )
    desk.ready(released, now=later)

    answering.release(case_id=released.pk, actor=desk.OFFICER, now=later)

    assert take(released, later).first_download_at == later


def test_where_the_answer_held_others_data_the_address_may_stay(released):
    report(released, "others-data")
    reopened(released)
    desk.ready(released, now=NOW)

    assert answering.release(case_id=released.pk, **BY).released_at == NOW


def test_a_case_is_not_erased_before_it_is_done_with(released):
    report(released)
    closing.close(case_id=released.pk, outcome="fulfilled", reason="The DPO decides.", **BY)
    asked = {"case_id": released.pk, "ground": "asked", "reason": "They phoned."}

    with pytest.raises(NotAllowed, match="not done with"):
        erasing.ask_erasure(**asked, **BY)
    assert erasing.let_go(case_id=released.pk, kind="content", now=NOW + timedelta(days=9999)) == 0

    decide(released, authority=False)
    erasing.ask_erasure(**asked, **BY)
    erasing.agree_erasure(case_id=released.pk, actor="user:9", now=NOW)

    incident = Incident.objects.get()
    assert (incident.facts, incident.tell_authority) == (None, False)
