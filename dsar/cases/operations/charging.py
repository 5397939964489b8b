"""A fee, where the law allows one at all (Art. 12(5)(a), 15(3)). Search cost is no ground."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deadlines import operations as clocks
from deadlines.errors import ClockError
from deadlines.models import Clock
from dsar.vault.operations import seal

from .. import letters
from ..approval import Approval
from ..errors import Invalid, NotAllowed
from ..fee import Fee
from ..grounds import FEE_GROUNDS, SECOND_PERSON, for_right
from ..models import Case, Message
from ..notices import Telling, raise_notices
from ..staff import LEAD, OWNER, people_on, staff_of
from ..telling_words import FEE_ANSWERED, FEE_DISPUTED
from . import proposing
from .changing import (
    keep_message,
    lock_case,
    move,
    record,
    save,
    status_after_waiting,
    tell_clock,
    today_at,
)

CURRENCIES = ("GBP", "EUR", "SEK")
PAY, LESS, DISAGREE = "pay", "less", "disagree"
CHOICES: Final[Mapping[str, str]] = {
    PAY: gettext_noop("I will pay the fee"),
    LESS: gettext_noop("I ask for less, so that there is no fee"),
    DISAGREE: gettext_noop("I do not agree with the fee"),
}


@transaction.atomic
def ask_fee(
    *,
    case_id: UUID,
    ground: str,
    facts: str,
    amount: Decimal,
    currency: str,
    actor: str,
    now: datetime,
) -> Case:
    """Ask for a fee and wait; as manifestly unfounded or excessive only put it forward, for a
    second person to approve. Under the UK GDPR the month begins with its payment.

    The company bears the burden of proof, so the facts are kept, and the requester reads them. A
    fee for further copies moves no clock (Art. 12A(2)(c) names Art. 12(5) only).
    """
    case = lock_case(case_id, doing="ask_fee")
    if ground not in for_right(FEE_GROUNDS, case.right):
        raise Invalid(
            "ground",
            "Choose a lawful ground. What it costs to search for the data is not one.",
        )
    if not facts.strip():
        raise Invalid("facts", "Write down the facts; the company has to prove them.")
    if amount <= 0 or currency not in CURRENCIES:
        raise Invalid("amount", "Give an amount above nothing, in GBP, EUR or SEK.")
    if ground in SECOND_PERSON:
        kind, sum_ = Approval.Kind.FEE, {"amount": str(amount), "currency": currency}
        proposing.put_forward(
            case, kind=kind, ground=ground, facts=facts, actor=actor, now=now, more=sum_
        )
        return case
    proposing.withdraw(case, actor=actor, now=now)
    return _carry_out(
        case,
        "ask_fee",
        ground=ground,
        facts=facts,
        amount=amount,
        currency=currency,
        actor=actor,
        now=now,
    )


@transaction.atomic
def approve_fee(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """A second person agrees (Art. 12(5)(a)): the letter leaves, and the clock hears of it today.

    Raises NotAllowed for whoever put it forward, and where nothing waits.
    """
    case = lock_case(case_id, doing="approve_fee")
    found = proposing.approved(case, kind=Approval.Kind.FEE, actor=actor, now=now)
    return _carry_out(
        case,
        "approve_fee",
        ground=found.ground,
        facts=found.facts,
        amount=found.amount,
        currency=found.currency,
        actor=actor,
        now=now,
    )


def _carry_out(
    case: Case,
    doing: str,
    *,
    ground: str,
    facts: str,
    amount: Decimal,
    currency: str,
    actor: str,
    now: datetime,
) -> Case:
    fee = Fee(
        company=case.company,
        case=case,
        ground=ground,
        amount=amount,
        currency=currency,
        asked_at=now,
    )
    seal(fee, "facts", facts)
    fee.save(force_insert=True)
    if _moves_clock(fee.ground):
        tell_clock(case, "fee-charged", now=now)
    move(case, doing=doing)
    record(
        case,
        "fee.asked",
        actor=actor,
        now=now,
        ground=ground,
        amount=str(amount),
        currency=currency,
    )
    letters.send(
        case,
        "fee",
        actor=actor,
        now=now,
        ground=FEE_GROUNDS[ground].label,
        facts=facts,
        amount=letters.money_for(case, amount, currency),
        # Asked after the last day it delays nothing, whatever the ground.
        delays=_moves_clock(ground) and case.clock.state == Clock.State.STARTS_LATER,
    )
    return case


@transaction.atomic
def answer_fee(*, case_id: UUID, seen: str, choice: str, text: str, now: datetime) -> Case:
    """What the requester says of the open fee is kept, and whoever works on the case is told; the
    lead too where they disagree, so that a second person looks at it.

    The fee stays open and no date moves: only its payment, or doing without it, does that. It
    counts for the fee that they saw and for no other. Raises Invalid.
    """
    case = lock_case(case_id, doing="write")
    fee = open_fee(case)
    if fee is None:
        raise NotAllowed(
            _("{reference}: no fee is open any more.").format(reference=case.reference)
        )
    if seen != str(fee.pk):
        raise NotAllowed(_("The fee was changed meanwhile. Look at it again."))
    if choice not in CHOICES:
        raise Invalid("choice", _("Choose what you would like to do about the fee."))
    if choice == LESS and not text.strip():
        raise Invalid("text", _("Tell us what would be enough for you."))
    if choice == DISAGREE and not text.strip():
        raise Invalid("text", _("Tell us why you do not agree."))
    said, shown = (f"{words}\n\n{text}".strip() for words in (CHOICES[choice], _(CHOICES[choice])))
    keep_message(
        case, Message.Direction.IN, "fee-answer", "About the fee", said, as_shown=shown,
        actor="requester", now=now,
    )  # fmt: skip
    _tell_of(case, fee, choice, now=now)
    record(case, "fee.answered", actor="requester", now=now, choice=choice)
    return case


def _tell_of(case: Case, fee: Fee, choice: str, *, now: datetime) -> None:
    """Once a day for each of the two."""
    kind = FEE_DISPUTED if choice == DISAGREE else FEE_ANSWERED
    levels = (OWNER, LEAD) if choice == DISAGREE else (OWNER,)
    people = people_on(levels, case, staff_of([case], now=now))
    key = f"{kind}:{fee.pk}:{today_at(case, now)}"
    raise_notices([Telling(case, key, kind, people, ("mail", "in-app"))], now=now)


@transaction.atomic
def record_payment(
    *, case_id: UUID, actor: str, now: datetime, came_on: date | None = None
) -> Case:
    """The fee came in on `came_on`, today if not given: the clock is told and work goes on."""
    case = lock_case(case_id, doing="record_payment")
    return _settle(case, "fee-paid", actor=actor, now=now, on=came_on)


@transaction.atomic
def waive_fee(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """No fee after all. The company gains no time by having asked: the clock forgets the fee."""
    case = lock_case(case_id, doing="waive_fee")
    return _settle(case, "fee-waived", actor=actor, now=now)


def open_fee(case: Case) -> Fee | None:
    return case.fees.filter(paid_at=None, waived_at=None).first()


def _settle(case: Case, how: str, *, actor: str, now: datetime, on: date | None = None) -> Case:
    fee = open_fee(case)
    if fee is None:
        raise Invalid("fee", "No fee is open.")
    field = "paid_at" if how == "fee-paid" else "waived_at"
    setattr(fee, field, now)
    fee.save(update_fields=[field])
    if _moves_clock(fee.ground):
        tell_clock(case, how, now=now, on=on)
    save(case, status=status_after_waiting(case))
    record(case, how.replace("-", "."), actor=actor, now=now, on=on and on.isoformat())
    letters.send(case, "resumed", actor=actor, now=now)
    return case


def would_delay(case: Case, ground: str, *, today: date) -> bool:
    """Whether the period would begin with the payment of a fee that is asked for on that day."""
    if not _moves_clock(ground):
        return False
    try:
        after = clocks.preview(case.clock, kind="fee-charged", on=today, today=today)
    except ClockError:
        return False
    return after.state == Clock.State.STARTS_LATER


def _moves_clock(ground: str) -> bool:
    return ground != "further-copies"
