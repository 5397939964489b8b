"""Each action of the desk: once as it should go, once where it must not."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.cases.operations import (
    charging,
    erasing,
    holding,
    misdelivering,
    refusing,
    restricting,
    suspecting,
    verifying,
)
from dsar.companies.holidays import add_holiday
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Promise, Said
from dsar.content.taking_in import TakenIn
from dsar.dashboard.actions import ACTS
from dsar.fulfilment.models import System
from dsar.fulfilment.operations import asking, recording
from dsar.outbox.models import Message
from tests import desk
from tests.dashboard.test_proof_at_the_desk import AGENT

from .conftest import NOW, page_of, words


def confirmed(case: Case) -> Case:
    verifying.confirm_address(case_id=case.pk, now=case.received_at)
    return case


def asked_long_ago(case: Case) -> Case:
    """Two weeks are over since our first letter."""
    first = case.messages.filter(kind="received")
    first.update(at=F("at") - timedelta(days=14))
    return case


def fee_asked(case: Case) -> Case:
    return desk.ask_fee(
        case,
        ground="manifestly-excessive",
        facts="The fourth this year.",
        amount=Decimal("12.50"),
        currency="GBP",
        actor="user:1",
        now=desk.MONDAY,
    )


def fee_put_forward(case: Case) -> Case:
    return charging.ask_fee(
        case_id=desk.identified(case).pk,
        ground="manifestly-excessive",
        facts="The fourth this year.",
        amount=Decimal("12.50"),
        currency="GBP",
        actor="user:0",
        now=desk.MONDAY,
    )


def refusal_put_forward(case: Case) -> Case:
    return refusing.refuse(
        case_id=desk.identified(case).pk,
        ground="manifestly-excessive",
        facts="The fourth this year.",
        actor="user:0",
        now=desk.MONDAY,
    )


def sooner(case: Case) -> Case:
    """The company promises less since."""
    rules = case.policy.rules
    promise = {**rules.promise, "access": Said(Promise(14, "days"), "policy", "Your rights")}
    publish_policy(
        company_id=case.company_id,
        rules=replace(rules, promise=promise),
        actor="user:1",
        now=desk.MONDAY,
    )
    return case


def mourning(case: Case) -> Case:
    """The day on which it would be due turned out to be a holiday, and nothing is promised."""
    kept = {"promise_count": None, "promise_unit": "", "promise_source": "", "promise_on": None}
    due = {"due_on": case.clock.statutory_on}
    type(case.clock).objects.filter(pk=case.clock_id).update(**kept, **due)
    add_holiday(
        company_id=case.company_id,
        day=case.clock.statutory_on,
        name="Day of mourning",
        reason="Proclaimed.",
        actor="user:1",
        now=desk.MONDAY,
    )
    return case


def late(case: Case) -> Case:
    """It was due last week."""
    past = (NOW - timedelta(days=7)).date()
    kept = {"promise_count": None, "promise_unit": "", "promise_source": "", "promise_on": None}
    due = {"due_on": past, "statutory_on": past}
    type(case.clock).objects.filter(pk=case.clock_id).update(**kept, **due)
    return case


def with_file(case: Case) -> Case:
    return desk.attached(desk.identified(case))


def held(case: Case) -> Case:
    return holding.place_hold(case_id=case.pk, reason="Court.", actor="user:1", now=desk.MONDAY)


def erasure_asked(case: Case) -> Case:
    desk.closed(desk.identified(case))
    return erasing.ask_erasure(
        case_id=case.pk, ground="asked", reason="They phoned.", actor="user:0", now=NOW
    )


def settled_otherwise(case: Case) -> Case:
    """Somebody knows them by their voice; that says nothing of their address."""
    return desk.identified_by_officer(case)


def erased(case: Case) -> Case:
    erasure_asked(case)
    return erasing.agree_erasure(case_id=case.pk, actor="user:2", now=NOW)


def misdelivered(case: Case) -> Case:
    desk.released(desk.identified(case))
    misdelivering.report_incident(
        case_id=case.pk,
        what="wrong-address",
        facts="A typo.",
        aware_at=NOW,
        actor="user:1",
        now=NOW,
    )
    return case


def looks_like_spam(case):
    suspecting.suspect(cases=[case], sign="trap", now=case.received_at)
    return case


def misdelivery_decided(case: Case) -> Case:
    misdelivered(case)
    misdelivering.decide_incident(
        case_id=case.pk,
        tell_authority=True,
        authority_because="Bank data.",
        tell_person=False,
        person_because="No high risk.",
        actor="user:1",
        now=NOW,
    )
    return case


def with_found(case: Case) -> Case:
    """A search handed in a file."""
    desk.identified(case)
    searching(case)
    recording.record_search(
        case_id=case.pk,
        task_id=case.search_tasks.get().pk,
        result="found",
        terms="Robin",
        found="Calls.",
        name="Olive Owner",
        uploads=[TakenIn("calls.csv", "text/csv", BytesIO(b"when,what"))],
        actor="owner",
        now=desk.MONDAY,
    )
    return case


def of_marketing(case: Case) -> Case:
    desk.identified(case)
    Case.objects.filter(pk=case.pk).update(right="marketing")
    return case


def of_deletion(case: Case) -> Case:
    """At a company that gives a week in which to stop it."""
    desk.identified(case)
    company = desk.give_days_to_stop(case.company, 7, now=desk.MONDAY - timedelta(days=1))
    Case.objects.filter(pk=case.pk).update(right="erasure", policy=company.policy)
    return case


def of_restriction(case: Case) -> Case:
    desk.identified(case)
    Case.objects.filter(pk=case.pk).update(right="restriction")
    case.refresh_from_db()
    return desk.closed(case)


def restriction_announced(case: Case) -> Case:
    """Some weeks ago, so that its day is today."""
    of_restriction(case)
    told = NOW - timedelta(days=14)
    restricting.announce_end(
        case_id=case.pk, ends_on=NOW.date(), reason="Checked.", actor="user:1", now=told
    )
    Message.objects.filter(key__startswith="letter:", company_id=case.company_id).update(
        state="sent", sent_at=told
    )
    return case


def csv() -> SimpleUploadedFile:
    return SimpleUploadedFile("data.csv", b"name\nRobin\n")


def a_system(case: Case) -> None:
    System.objects.create(
        company=case.company, code="archive", name="Archive", owner_email="olive@example.com"
    )


def searching(case: Case) -> None:
    a_system(case)
    systems = case.company.systems.values_list("pk", flat=True)
    asking.ask_search(case_id=case.pk, systems=systems, actor=desk.OFFICER, now=desk.MONDAY)


# Action, how the case gets there, what is sent, status afterwards, letter.
HAPPY = {
    "accept_identity": (confirmed, {"method": "email_code"}, "in_progress", None),
    "skip_identity": (None, {"reason": "known-contact"}, "in_progress", None),
    "ask_identity": (
        None,
        {"other": "Your customer number", "doubt": "details-differ", "facts": "Two names."},
        "verifying",
        "identity",
    ),
    "send_letter_code": (
        None,
        {
            "address": "Robin\n1 Example Street\nLeeds",
            "doubt": "unknown-address",
            "facts": "Not on file.",
        },
        "verifying",
        "letter_code",
    ),
    "accept_authority": (
        None,
        {
            "kind": "mandate",
            "expires_on": "2099-12-31",
            "subject_method": "known_fact",
            "facts": "Signed.",
        },
        "received",
        None,
    ),
    "change_contact": (
        None,
        {"email": "new@example.net", "reason": "They called."},
        "received",
        "new_address",
    ),
    "ask_address": (settled_otherwise, {}, "in_progress", "confirm_address"),
    "change_language": (None, {"language": "sv"}, "received", None),
    "lapse": (asked_long_ago, {"reason": "no-answer"}, "closed", "lapsed"),
    "ask_question": (
        desk.identified,
        {"about": "which", "question": "Which calls?"},
        "awaiting_requester",
        "question",
    ),
    "send_message": (None, {"text": "It will take until Friday."}, "received", "our_message"),
    "resume": (lambda case: desk.asked(desk.identified(case)), {}, "in_progress", "resumed"),
    "extend": (
        desk.identified,
        {"ground": "complexity", "reasons": "Seven systems."},
        "in_progress",
        "extension",
    ),
    "tell_late": (
        lambda case: late(desk.identified(case)),
        {"reasons": "The archive answers slowly."},
        "in_progress",
        "late",
    ),
    "ask_fee": (
        desk.identified,
        {
            "ground": "further-copies",
            "facts": "A second copy, on paper.",
            "amount": "7.50",
            "currency": "GBP",
        },
        "awaiting_requester",
        "fee",
    ),
    "approve_fee": (fee_put_forward, {"looked": "on"}, "awaiting_requester", "fee"),
    "record_payment": (
        lambda case: fee_asked(desk.identified(case)),
        {},
        "in_progress",
        "resumed",
    ),
    "waive_fee": (lambda case: fee_asked(desk.identified(case)), {}, "in_progress", "resumed"),
    "withdraw": (None, {}, "closed", "withdrawn"),
    "attach": (desk.identified, {"upload": csv, "explanation": "All."}, "in_progress", None),
    "remove_answer": (with_file, {"document": "first"}, "in_progress", None),
    "take_found": (with_found, {"explanation": "Calls.", "documents": []}, "in_progress", None),
    "answer_items": (
        desk.identified,
        {"language": "en", "nothing_held": "on"},
        "in_progress",
        None,
    ),
    "record_done": (
        of_marketing,
        {"done_on": "2026-11-23", "what": "All marketing"},
        "in_progress",
        None,
    ),
    "send_to_review": (desk.identified, {"answer": "We hold this."}, "in_review", None),
    "send_back": (
        lambda case: desk.in_review(desk.identified(case)),
        {"reason": "The CRM is missing."},
        "in_progress",
        None,
    ),
    "approve": (
        lambda case: desk.in_review(desk.identified(case)),
        {"looked": "on"},
        "ready",
        None,
    ),
    "release": (lambda case: desk.ready(desk.identified(case)), {}, "ready", "answer"),
    "recall": (
        lambda case: desk.released(desk.attached(desk.identified(case))),
        {"reason": "The wrong file."},
        "in_review",
        "recalled",
    ),
    "open_download": (lambda case: desk.released(desk.identified(case)), {}, "ready", None),
    "record_choice": (
        lambda case: desk.to_be_sent_on(desk.released(desk.identified(case)), choice=""),
        {
            "choice": "keep",
            "came_by": "phone",
            "said_on": "2026-11-23",
            "reason": "Called back on the number on file.",
        },
        "ready",
        None,
    ),
    "record_transfer": (
        lambda case: desk.to_be_sent_on(desk.released(desk.identified(case))),
        {"how": "Uploaded to their portal."},
        "ready",
        "transferred",
    ),
    "return_transfer": (
        lambda case: desk.to_be_sent_on(desk.released(desk.identified(case))),
        {"reason": "Their mailbox refuses it."},
        "ready",
        "transfer_returned",
    ),
    "report_incident": (
        lambda case: desk.released(desk.identified(case)),
        {"what": "wrong-address", "facts": "A typo."},
        "ready",
        None,
    ),
    "decide_incident": (
        misdelivered,
        {
            "tell_authority": "yes",
            "authority_because": "Bank data.",
            "tell_person": "no",
            "person_because": "No high risk.",
        },
        "ready",
        None,
    ),
    "note_told": (misdelivery_decided, {"whom": "authority"}, "ready", None),
    "close": (
        lambda case: desk.released(desk.identified(case)),
        {"outcome": "fulfilled"},
        "closed",
        None,
    ),
    "refuse": (
        desk.identified,
        {"ground": "cannot-identify", "facts": "Two people bear this name."},
        "closed",
        "refused",
    ),
    "approve_refusal": (refusal_put_forward, {"looked": "on"}, "closed", "refused"),
    "return_proposal": (refusal_put_forward, {"reason": "Say how often."}, "in_progress", None),
    "trust": (looks_like_spam, {}, "received", None),
    "call_spam": (looks_like_spam, {"reason": "Nobody asked."}, "closed", "set_aside"),
    "set_aside": (
        None,
        {"outcome": "redirected", "reason": "Your employer decides."},
        "closed",
        "set_aside",
    ),
    "choose_right": (None, {"right": "erasure"}, "received", None),
    "correct_receipt": (
        None,
        {"received_on": "2026-11-18", "reason": "The envelope is stamped the 18th."},
        "received",
        "receipt",
    ),
    "recalculate": (sooner, {"reason": "One way of counting."}, "received", "recalculated"),
    "recalculate_holidays": (
        mourning,
        {"reason": "The day was proclaimed."},
        "received",
        "recalculated",
    ),
    "reopen": (
        lambda case: desk.closed(desk.identified(case)),
        {"reason": "They found another account."},
        "in_progress",
        "reopened",
    ),
    "place_hold": (None, {"reason": "A court case."}, "received", None),
    "lift_hold": (held, {"reason": "It is over."}, "received", None),
    "ask_erasure": (
        lambda case: desk.closed(desk.identified(case)),
        {"ground": "asked", "reason": "They phoned."},
        "closed",
        None,
    ),
    "agree_erasure": (erasure_asked, {}, "closed", None),
    "decline_erasure": (erasure_asked, {}, "closed", None),
    "ask_search": (a_system, {"systems": "all"}, "received", None),
    "note_regulator": (
        None,
        {"direction": "received", "happened_on": "2026-11-20", "summary": "They ask why."},
        "received",
        None,
    ),
    "announce_deletion": (
        of_deletion,
        {},
        "in_progress",
        "deletion_announced",
    ),
    "announce_end": (
        of_restriction,
        {"ends_on": "2027-01-31", "reason": "We checked them."},
        "closed",
        "restriction_ends",
    ),
    "record_end": (
        restriction_announced,
        {"ended_on": "2026-11-23", "how": "By hand."},
        "closed",
        None,
    ),
    "record_search": (
        searching,
        {"task_id": "it", "result": "nothing", "terms": "Robin", "name": "Olive"},
        "received",
        None,
    ),
    "send_search": (searching, {"task_id": "it"}, "received", None),
    "withdraw_search": (searching, {"task_id": "it"}, "received", None),
    "drop_search": (searching, {"task_id": "it", "reason": "No customer."}, "received", None),
    "take": (None, {}, "received", None),
    "assign": (None, {"owner": "nobody"}, "received", None),
}
# One by post with the code, one that tells of it.
MORE_LETTERS = {"send_letter_code": 2}
# Where the status does not let it happen.
TOO_LATE = dict.fromkeys(HAPPY, desk.closed) | {
    "close": lambda case: case,
    "recall": lambda case: case,
    "open_download": lambda case: case,
    "record_choice": lambda case: case,
    "record_transfer": lambda case: case,
    "return_transfer": lambda case: case,
    "announce_end": lambda case: case,
    "record_end": lambda case: case,
    "attach": lambda case: case,
    "remove_answer": lambda case: case,
    "take_found": lambda case: case,
    "reopen": lambda case: case,
    "report_incident": erased,
    "note_regulator": erased,
    "send_message": erased,
    "decide_incident": erased,
    "note_told": erased,
    "place_hold": erased,
    "lift_hold": erased,
    "ask_erasure": lambda case: case,
    "agree_erasure": lambda case: case,
    "decline_erasure": lambda case: case,
}


def there(action: str, case: Case, company) -> Case:
    if action == "choose_right":
        case = desk.receive(company, "other")
    if action == "accept_authority":
        case = desk.receive(company, person=AGENT)
    setup = HAPPY[action][0]
    if setup:
        setup(case)
    case.refresh_from_db()
    return case


def body(action: str, case: Case) -> dict[str, Any]:
    sent = dict(HAPPY[action][1])
    if action == "attach":
        sent["upload"] = csv()
    if action == "remove_answer":
        document = case.documents.first()
        sent["document"] = document.pk if document else "none"
    if action == "take_found":
        sent["documents"] = list(case.documents.values_list("pk", flat=True))
    if action == "assign":
        sent["owner"] = ""
    if "systems" in sent:
        sent["systems"] = list(case.company.systems.values_list("pk", flat=True))
    if "task_id" in sent:
        task = case.search_tasks.first()
        sent["task_id"] = task.pk if task else "none"
    return sent


def state(case: Case) -> tuple[Any, ...]:
    """Everything that an action could have changed."""
    case.refresh_from_db()
    case.clock.refresh_from_db()
    return (
        case.status,
        case.outcome,
        case.owner_id,
        case.right,
        case.released_at,
        case.clock.due_on,
        case.clock.state,
        case.messages.count(),
        case.documents.count(),
        Event.objects.count(),
        Message.objects.count(),
    )


def test_every_action_is_tried() -> None:
    assert set(HAPPY) == set(ACTS)


@pytest.mark.parametrize("action", HAPPY)
def test_an_action_shows_its_page_and_then_happens(action, case, company, lead, signed_in):
    browser = signed_in(lead)
    case = there(action, case, company)
    letters = case.messages.filter(direction="out").count()
    shown = browser.get(page_of(case, action))

    response = browser.post(page_of(case, action), body(action, case))

    assert shown.status_code == 200
    assert ACTS[action].label in words(shown)
    assert response.status_code == 302, words(response)
    assert response["Location"] == page_of(case)
    assert ACTS[action].done in words(browser.get(page_of(case)))
    case.refresh_from_db()
    _, _, status, letter = HAPPY[action]
    assert case.status == status
    sent = [message.kind for message in case.messages.filter(direction="out").order_by("at", "pk")]
    assert len(sent) == letters + MORE_LETTERS.get(action, int(letter is not None))
    if letter:
        assert letter in sent[letters:]
    last = Event.objects.filter(subject=case.reference).latest("seq")
    assert (last.actor, last.at) == (lead.actor, NOW)


@pytest.mark.parametrize("action", HAPPY)
def test_what_the_status_forbids_is_said_and_changes_nothing(
    action, case, company, lead, signed_in
):
    browser = signed_in(lead)
    if TOO_LATE[action] is desk.closed:
        desk.closed(desk.identified(case))
    if TOO_LATE[action] is erased:
        erased(case)
    before = state(case)

    shown = browser.get(page_of(case, action))
    sent = browser.post(page_of(case, action), body(action, case))

    for response in (shown, sent):
        assert response.status_code == 409
        assert case.reference in words(response)
    assert "There is a problem" in words(sent)
    assert state(case) == before


@pytest.mark.parametrize(
    "action", [action for action, (_, sent, _, _) in HAPPY.items() if sent and action != "assign"]
)
def test_an_empty_form_says_what_is_missing_and_changes_nothing(
    action, case, company, lead, signed_in
):
    case = there(action, case, company)
    before = state(case)

    response = signed_in(lead).post(page_of(case, action), {})

    assert response.status_code == 400
    assert "There is a problem" in words(response)
    assert "<title>Error: " in response.content.decode()
    assert state(case) == before


def test_what_was_typed_is_kept_when_the_status_forbids_it(case, client):
    desk.closed(desk.identified(case))

    response = client.post(
        page_of(case, "ask_question"), {"about": "other", "question": "In which format?"}
    )

    assert response.status_code == 409
    assert "is closed: “Ask a question” cannot be done from there." in words(response)
    assert "In which format?</textarea>" in response.content.decode()


def test_what_was_typed_is_kept_when_something_is_missing(case, client):
    response = client.post(page_of(case, "refuse"), {"facts": "The fourth this year."})

    assert response.status_code == 400
    assert words(response).count("Choose a ground that the law knows for this right.") == 2
    assert "The fourth this year.</textarea>" in response.content.decode()
