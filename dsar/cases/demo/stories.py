"""What happened to each demonstration case: steps on days after receipt, run through operations."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from dsar.companies.processing import Entry, processing_of
from dsar.vault import files
from identity.operations import ItemSpec

from .. import done
from ..dates import civil_date
from ..listed import ACCESS
from ..models import Case
from ..operations import (
    answering,
    charging,
    clarifying,
    closing,
    doing,
    extending,
    lapsing,
    listing,
    refusing,
    verifying,
)
from .people import REQUESTERS, second_person

# What is written down of what was done, where a right asks for that.
DONE: dict[str, dict[str, Any]] = {
    "rectification": {
        "what": "Your address",
        "old": "1 Example Street",
        "new": "2 Example Street",
        "statement": "",
        "recipients": "The courier that delivers for us, by email.",
    },
    "erasure": {
        "places": [
            {"code": "crm", "name": "CRM", "what": "deleted", "ground": "", "why": ""},
            {
                "code": "invoices",
                "name": "Invoices",
                "what": "kept",
                "ground": "legal-obligation",
                "why": "They have to be kept for seven years.",
            },
        ],
        "contact": "",
        "recipients": "The courier that delivers for us, by email.",
    },
    "marketing": {"what": "All newsletters and calls about offers"},
    "consent": {"what": "Recordings of calls"},
}
# What two of the five leave to the officer, invented like the people.
OPEN: dict[str, str] = {
    "storage": "Example: invoices for seven years; everything else until you are no customer.",
    "transfers": "Example: your data stay in the United Kingdom and the EEA.",
}

Step = Callable[[Case, str, datetime], object]


@dataclass(frozen=True)
class Story:
    """`age` is how many days ago the request came in; each step has its day after that."""

    name: str
    right: str
    age: int
    steps: tuple[tuple[int, Step], ...] = ()
    channel: str = "form"


def _confirm(case: Case, _actor: str, now: datetime) -> object:
    return verifying.confirm_address(case_id=case.pk, now=now)


def _accept(case: Case, actor: str, now: datetime) -> object:
    verifying.confirm_address(case_id=case.pk, now=now)
    return verifying.accept_identity(
        case_id=case.pk, method="email_code", actor=actor, now=now, note="Address on file"
    )


def _skip(case: Case, actor: str, now: datetime) -> object:
    return verifying.skip_identity(case_id=case.pk, reason="known-contact", actor=actor, now=now)


def _ask_identity(case: Case, actor: str, now: datetime) -> object:
    return verifying.ask_for_identity(
        case_id=case.pk,
        items=[ItemSpec("contract-number", "text", "The number of your contract")],
        doubt="unknown-address",
        facts="The address is not in the customer list.",
        actor=actor,
        now=now,
    )


def _lapse(case: Case, actor: str, now: datetime) -> object:
    return lapsing.lapse(case_id=case.pk, reason="no-answer", actor=actor, now=now)


def _ask(case: Case, actor: str, now: datetime) -> object:
    return clarifying.ask_question(
        case_id=case.pk,
        question="Which recordings do you mean: calls to support, or to sales?",
        which_data=case.right == "access",
        actor=actor,
        now=now,
    )


def _reply(case: Case, _actor: str, now: datetime) -> object:
    return clarifying.answer_question(
        case_id=case.pk, text="The calls to support in September, please.", now=now
    )


def _extend(case: Case, actor: str, now: datetime) -> object:
    return extending.extend(
        case_id=case.pk,
        ground="complexity",
        reasons="Your data stand in seven systems, and other people's have to be taken out.",
        actor=actor,
        now=now,
    )


def _fee(case: Case, actor: str, now: datetime) -> object:
    return charging.ask_fee(
        case_id=case.pk,
        ground="manifestly-excessive",
        facts="This is the fourth identical request within six months, and nothing has changed.",
        amount=Decimal("12.50"),
        currency="GBP" if case.company.calendar.startswith("GB") else "EUR",
        actor=actor,
        now=now,
    )


def _approve_fee(case: Case, _actor: str, now: datetime) -> object:
    return charging.approve_fee(case_id=case.pk, actor=second_person(), now=now)


def _attach(case: Case, actor: str, now: datetime) -> object:
    sealed = files.store(
        data_key=case.data_key,
        name="your-data.csv",
        content_type="text/csv",
        stream=BytesIO(b"system,field,value\nCRM,name,Demo\nCRM,telephone,example\n"),
        now=now,
    )
    return answering.attach_answer(
        case_id=case.pk, file=sealed, explanation="What our CRM holds.", actor=actor, now=now
    )


def _answer_items(case: Case, actor: str, now: datetime) -> None:
    """What the record of the company leaves open, invented for this person."""
    said = processing_of(case.company)
    if case.right == ACCESS and said.missing():
        listing.answer_items(
            case_id=case.pk,
            language=said.language,
            entries=said.entries | {item: Entry(OPEN[item]) for item in said.missing()},
            nothing_held=False,
            actor=actor,
            now=now,
        )


def _draft(case: Case, actor: str, now: datetime) -> object:
    _answer_items(case, actor, now)
    if case.right in DONE:
        doing.record_done(
            case_id=case.pk,
            done_on=civil_date(case.company, now),
            body=DONE[case.right],
            actor=actor,
            now=now,
        )
    text = "We searched every system that our policy names. What we found is attached."
    withheld = next(iter(done.grounds_kept(case)), "")
    return answering.send_to_review(
        case_id=case.pk, answer=text, withheld=withheld, actor=actor, now=now
    )


def _draft_in_part(case: Case, actor: str, now: datetime) -> object:
    _answer_items(case, actor, now)
    text = (
        "What we found is attached. Two recordings are left out: they hold other people's voices."
    )
    return answering.send_to_review(
        case_id=case.pk, answer=text, withheld="rights-of-others", actor=actor, now=now
    )


def _approve(case: Case, _actor: str, now: datetime) -> object:
    return answering.approve(case_id=case.pk, actor=second_person(), now=now)


def _release(case: Case, actor: str, now: datetime) -> object:
    return answering.release(case_id=case.pk, actor=actor, now=now)


def _close(outcome: str) -> Step:
    return lambda case, actor, now: closing.close(
        case_id=case.pk,
        outcome=outcome,
        reason="They were searched by hand before this desk kept records of searches.",
        actor=actor,
        now=now,
    )


def _refuse(ground: str) -> Step:
    return lambda case, actor, now: refusing.refuse(
        case_id=case.pk,
        ground=ground,
        facts="The invoices have to be kept for seven years; everything else is deleted.",
        actor=actor,
        now=now,
    )


def _set_aside(outcome: str, reason: str) -> Step:
    return lambda case, actor, now: closing.set_aside(
        case_id=case.pk, outcome=outcome, reason=reason, actor=actor, now=now
    )


def _withdraw(case: Case, _actor: str, now: datetime) -> object:
    return closing.withdraw(case_id=case.pk, actor="requester", now=now)


_ANSWERED = ((1, _accept), (6, _attach), (7, _draft), (8, _approve), (8, _release))
_AT_ONCE = ((0, _draft), (0, _approve), (0, _release), (0, _close("fulfilled")))
_NOTHING = ((1, _accept), (5, _draft), (6, _approve), (6, _release), (6, _close("nothing_held")))
_IN_PART = (
    *((1, _accept), (6, _attach), (7, _draft_in_part), (8, _approve), (8, _release)),
    (9, _close("partly_fulfilled")),
)
_LATE = ((1, _accept), (40, _attach), (41, _draft), (41, _approve), (41, _release))
_PASSED_ON = _set_aside("redirected", "Your employer decides about these data; please ask there.")
_ASKED_TWICE = _set_aside("duplicate", "Your earlier request goes on.")
_AN_OFFER = _set_aside("not_a_request", "You sent an offer, which we have passed to purchasing.")

STORIES = (
    Story("new", "access", 0),
    Story("new deletion", "erasure", 1),
    Story("unsure what they want", "other", 1),
    Story("address confirmed", "access", 2, ((0, _confirm),)),
    Story("asked for proof", "access", 5, ((1, _ask_identity),)),
    Story("searching", "access", 9, ((1, _accept),)),
    Story("searching, by phone", "rectification", 12, ((1, _skip),), "phone"),
    Story("due within days", "access", 27, ((1, _accept),)),
    Story("late", "access", 39, ((2, _accept),)),
    Story("late deletion", "erasure", 36, ((1, _accept),)),
    Story("question asked", "access", 14, ((1, _accept), (6, _ask))),
    Story("question answered", "access", 24, ((1, _accept), (4, _ask), (12, _reply))),
    Story("question about a deletion", "erasure", 8, ((1, _accept), (3, _ask))),
    Story("extended", "access", 35, ((1, _accept), (20, _extend))),
    Story("fee asked", "access", 11, ((2, _fee), (2, _approve_fee))),
    Story("in review", "portability", 18, ((1, _accept), (9, _attach), (10, _draft))),
    Story("ready", "access", 20, ((1, _accept), (9, _attach), (10, _draft), (11, _approve))),
    Story("answered", "access", 16, _ANSWERED),
    Story("objection", "objection", 7, ((1, _accept),)),
    Story("restriction", "restriction", 4, ((1, _confirm),), "email"),
    Story("human review", "automated", 10, ((1, _accept),)),
    Story("marketing", "marketing", 3, _AT_ONCE),
    Story("consent", "consent", 2, ((1, _draft),)),
    Story("complaint", "complaint", 6, ((1, _skip),)),
    Story("closed, fulfilled", "access", 60, (*_ANSWERED, (9, _close("fulfilled")))),
    Story("closed in part", "access", 55, _IN_PART),
    Story("nothing held", "access", 50, _NOTHING),
    Story("refused", "erasure", 45, ((1, _accept), (10, _refuse("legal-obligation")))),
    Story("withdrawn", "access", 40, ((3, _withdraw),)),
    Story("lapsed", "access", 70, ((1, _ask_identity), (31, _lapse))),
    Story("passed on", "access", 30, ((2, _PASSED_ON),)),
    Story("asked twice", "access", 28, ((1, _ASKED_TWICE),)),
    Story("no request", "other", 21, ((1, _AN_OFFER),), "email"),
    Story("searching, letter", "access", 15, ((3, _skip),), "post"),
    Story("portability", "portability", 13, ((1, _accept),)),
    Story("correction answered", "rectification", 19, _ANSWERED),
    Story("erasure in review", "erasure", 22, ((1, _accept), (15, _draft))),
    Story("old and extended", "access", 80, ((1, _accept), (25, _extend))),
    Story("answered late", "access", 52, (*_LATE, (42, _close("fulfilled")))),
    Story("waiting, by letter", "erasure", 6, ((1, _ask_identity),), "post"),
)


def name_of(number: int) -> str:
    return REQUESTERS[number % len(REQUESTERS)]
