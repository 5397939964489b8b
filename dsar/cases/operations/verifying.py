"""Who is asking: the least that is enough, and no copy kept once it is decided (Art. 12(6))."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from identity import operations as identity
from identity.errors import ExpiredCode
from identity.models import Item, Manner, Method, SkipReason
from identity.operations import ItemSpec

from .. import letters
from .. import proof as proving
from ..errors import Invalid, NotAllowed
from ..grounds import DOUBTS
from ..models import Case, Message
from ..transitions import Status
from .changing import (
    keep_message,
    lock_case,
    move,
    record,
    save,
    tell_clock,
    waits_for,
)
from .files import destroy, forget_words
from .intake import ADDRESS, Proof, keep_evidence
from .settling import (
    ID_EVENTS,
    end_wait,
    lock_all,
    of_the_same_person,
    record_beside,
    rests_on,
    settle_beside,
)

# What a reason for no check is worth for the other cases of a sending; that nothing leaves in this
# one is worth nothing there.
AS_GOOD_AS: dict[str, set[str]] = {
    SkipReason.KNOWN_CONTACT: {Method.EMAIL_CODE},
    SkipReason.SIGNED_IN: {Method.ACCOUNT_TOKEN},
    SkipReason.FACTS_MATCH: {Method.KNOWN_FACT},
    SkipReason.IN_PERSON: {Method.BY_OFFICER},
}


@transaction.atomic
def confirm_address(*, case_id: UUID, now: datetime, challenge_id: UUID | None = None) -> Case:
    """They typed a code that went to the case's address: it is theirs, here and for all that was
    asked for with it. Nothing more is proved, and no other address.

    `challenge_id`: of what they typed or opened, which is used up with it. ExpiredCode where it
    ended meanwhile, since answers go to another address now. Calling it again, or after the end of
    the case, changes nothing.
    """
    cases = lock_all(case_id)
    if challenge_id is not None:
        identity.use(challenge_id=challenge_id, now=now)
    case = next(one for one in cases if one.pk == case_id)
    all_of_them = (case, *of_the_same_person(case, cases))
    for one in [one for one in all_of_them if _confirm_address(one, now=now)]:
        record(one, "identity.address-confirmed", actor="requester", now=now)
    return case


def _confirm_address(case: Case, *, now: datetime) -> bool:
    """Whether that was news."""
    if not case.is_open:
        return False
    asked = case.verification.items.filter(code=ADDRESS, state=Item.State.ASKED)
    counts = not case.verification.decided_at and asked.exists()
    if counts:
        identity.give(verification_id=case.verification_id, code=ADDRESS, confirmed=True, now=now)
        if case.status == Status.RECEIVED:
            move(case, doing="confirm_address")
    if not counts and case.contact_confirmed_at is not None:
        return False
    save(case, contact_confirmed_at=now)
    return True


@transaction.atomic
def give_evidence(*, case_id: UUID, proof: Proof, now: datetime, page: Case | None = None) -> Case:
    """Keep what they gave, or that they cannot give it.

    Once nothing is waited for any more the information counts as received, and the clock is told.
    `page`: the case as they had it open; ExpiredCode where that page was shut meanwhile, as after a
    change of the address.
    """
    case = lock_case(case_id, doing="give_evidence")
    if case.identity_settled_at:
        raise NotAllowed(
            _("{reference}: who is asking has been settled; nothing more is needed.").format(
                reference=case.reference
            )
        )
    if page is not None and case.opened_anew_at != page.opened_anew_at:
        raise ExpiredCode
    verification = case.verification
    if proof.not_held or proof.by_post:
        replaced = identity.cannot_give(
            verification_id=verification.pk, code=proof.code, by_post=proof.by_post, now=now
        )
    else:
        replaced = identity.give(
            verification_id=verification.pk,
            code=proof.code,
            file_id=proof.file_id,
            confirmed=proof.confirmed,
            now=now,
        )
        if proof.confirmed and _vouches_for_address(case, proof.code):
            save(case, contact_confirmed_at=now)
        if proof.text:
            # Their own words: sealed with the conversation, not in the item.
            label = verification.items.get(code=proof.code).label
            keep_evidence(case, label, proof.text, now=now)
    destroy(replaced, now=now)
    if waits_for(case, *ID_EVENTS) and _all_came(case):
        end_wait(case, "id-received", actor="requester", now=now)
    # After the clock: whoever takes a reminder of this case holds it and waits for the chain.
    record(
        case,
        "identity.evidence-answered",
        actor="requester",
        now=now,
        item=proof.code,
        given=not (proof.not_held or proof.by_post),
    )
    return case


@transaction.atomic
def ask_for_identity(
    *,
    case_id: UUID,
    items: Sequence[ItemSpec],
    actor: str,
    now: datetime,
    doubt: str = "",
    facts: str = "",
    held: Mapping[str, str] | None = None,
) -> Case:
    """Ask for proof. More than the policy's first step needs `doubt`, one of `DOUBTS`, and in
    `facts` what it rests on, which is sealed (Art. 12(6)).

    `held`: by code of an item, what is on file; an answer is compared with its hash and kept
    nowhere. The clock starts anew on receipt (UK) or stands still (EU); the letter goes in the
    same breath.
    """
    case = lock_case(case_id, doing="ask_identity")
    if not items:
        raise Invalid("items", "Choose at least one thing to ask for.")
    if doubt or facts.strip() or proving.needs_reason(case, items):
        check_doubt(doubt, facts)
    destroy(identity.ask_for(verification_id=case.verification_id, items=items, now=now), now=now)
    for code, fact in (held or {}).items():
        identity.hold(verification_id=case.verification_id, code=code, fact=fact)
    if not waits_for(case, *ID_EVENTS):
        tell_clock(case, "id-requested", now=now)
    move(case, doing="ask_identity")
    keep_doubt(case, doubt, facts, actor=actor, now=now)
    record(
        case,
        "identity.requested",
        actor=actor,
        now=now,
        doubt=doubt or None,
        items=[item.code for item in items],
    )
    letters.send(case, "identity", actor=actor, now=now, items=[item.label for item in items])
    return case


def check_doubt(doubt: str, facts: str) -> None:
    """Raises Invalid for a doubt that is none, or rests on nothing."""
    if doubt not in DOUBTS:
        raise Invalid("doubt", "Choose why there is reasonable doubt about who is asking.")
    if not facts.strip():
        raise Invalid("facts", "Write down what the doubt rests on.")


def keep_doubt(case: Case, doubt: str, facts: str, *, actor: str, now: datetime) -> None:
    """Sealed, for the officers and a supervisor; the chain says only which doubt it was."""
    if not doubt:
        return
    text = f"{DOUBTS[doubt]}. {facts}"
    note = Message.Direction.NOTE
    keep_message(case, note, "doubt", "Reason for doubt", text, actor=actor, now=now)


@transaction.atomic
def accept_identity(
    *,
    case_id: UUID,
    method: str,
    actor: str,
    now: datetime,
    note: str = "",
    manner: str = Manner.KNOWN,
    came_on: date | None = None,
) -> Case:
    """They are who they say, by a combination that the policy names: work begins, also on what
    they asked with it, and the copies of documents are gone.

    `manner` is how an officer recognised them, where that is the method. `came_on` is the civil
    date on which proof sent by post arrived, today if not given.
    """
    all_of_them = lock_all(case_id)
    case = lock_case(case_id, doing="accept_identity")
    shown = rests_on(case, method)
    unwanted = identity.accept(
        verification_id=case.verification_id,
        method=method,
        note=note,
        manner=manner,
        enough=proving.ways_of(case),
        actor=actor,
        now=now,
    )
    destroy(unwanted, now=now)
    forget_words(case)
    if waits_for(case, *ID_EVENTS):
        end_wait(case, "id-received", on=came_on, actor=actor, now=now)
    move(case, doing="accept_identity", identity_settled_at=now, opened_anew_at=now)
    settled = settle_beside(case, all_of_them, shown=shown, actor=actor, now=now)
    record(
        case,
        "identity.accepted",
        actor=actor,
        now=now,
        method=method,
        manner=manner if method == Method.BY_OFFICER else None,
        risk=proving.risk_of(case),
        copies_destroyed=len(unwanted),
    )
    record_beside(settled, beside=case, actor=actor, now=now)
    return case


@transaction.atomic
def skip_identity(*, case_id: UUID, reason: str, actor: str, now: datetime) -> Case:
    """No further check is needed, for one of the closed list of reasons; nor for what they asked
    with it, where the same had been enough as a proof."""
    all_of_them = lock_all(case_id)
    case = lock_case(case_id, doing="skip_identity")
    if reason not in SkipReason.values or reason == SkipReason.ASKED_TOGETHER:
        raise Invalid("reason", "Choose why no further check is needed.")
    if reason == SkipReason.KNOWN_CONTACT and case.contact_changed_at:
        raise Invalid("reason", "The address was changed in this case, so it is no known one.")
    unwanted = identity.skip(
        verification_id=case.verification_id, reason=reason, actor=actor, now=now
    )
    destroy(unwanted, now=now)
    forget_words(case)
    if waits_for(case, *ID_EVENTS):
        # What was asked for was not needed, so the company gains no time by having asked.
        end_wait(case, "id-waived", actor=actor, now=now)
    known = {"contact_confirmed_at": now} if reason == SkipReason.KNOWN_CONTACT else {}
    move(case, doing="skip_identity", identity_settled_at=now, opened_anew_at=now, **known)
    shown = AS_GOOD_AS.get(reason, set())
    settled = settle_beside(case, all_of_them, shown=shown, actor=actor, now=now, **known)
    record(
        case,
        "identity.skipped",
        actor=actor,
        now=now,
        reason=reason,
        copies_destroyed=len(unwanted),
    )
    record_beside(settled, beside=case, actor=actor, now=now)
    return case


def _vouches_for_address(case: Case, code: str) -> bool:
    """The token of their account names the address that the answer goes to."""
    return case.verification.items.filter(code=code, kind=Item.Kind.ACCOUNT).exists()


def _all_came(case: Case) -> bool:
    """Something beyond the address came and nothing more is to come: then a month begins (UK).

    What they do not have holds nothing up, least of all what they said they lack when they asked:
    of two readings the earlier date is the safe one.
    """
    states = set(case.verification.items.exclude(code=ADDRESS).values_list("state", flat=True))
    return Item.State.GIVEN in states and not states & {Item.State.ASKED, Item.State.BY_POST}
