"""Ask for proof, take it, decide. After the decision no copy of a document is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ..errors import (
    AlreadyDecided,
    NoSuchItem,
    NoSuchMethod,
    NotEnough,
    ReasonNeeded,
    WrongKindOfProof,
    day,
)
from ..methods import METHOD_OF_KIND, METHODS
from ..methods.by_officer import check_manner
from ..models import FailReason, Item, Manner, Method, SkipReason, Verification

State = Verification.State
# Their proof is that it came back; to say that one has it is nothing.
_PROVE_THEMSELVES = frozenset(
    {Item.Kind.EMAIL, Item.Kind.TEXT, Item.Kind.LETTER, Item.Kind.ACCOUNT, Item.Kind.VENDOR}
)
_FILES = frozenset({Item.Kind.DOCUMENT, Item.Kind.MANDATE})


@dataclass(frozen=True)
class ItemSpec:
    """`kind` is one of `Item.Kind`; `label` is what the person reads."""

    code: str
    kind: str
    label: str


def is_proved(verification: Verification) -> bool:
    """Accepted, or skipped with a reason. Everything that discloses or changes data asks this."""
    return verification.state in (State.ACCEPTED, State.SKIPPED)


@transaction.atomic(savepoint=False)
def begin(*, company_id: int, items: Sequence[ItemSpec], now: datetime) -> Verification:
    """A pending check in which every item has been asked for; `items` may be empty."""
    verification = Verification.objects.create(company_id=company_id, created_at=now)
    Item.objects.bulk_create(_asked(verification, spec) for spec in items)
    return verification


@transaction.atomic
def ask_for(*, verification_id: UUID, items: Sequence[ItemSpec], now: datetime) -> list[UUID]:
    """Each item waits for the person, also one that was given before (the photo was blurred).

    Returns the files that were given and are now to be destroyed.
    """
    verification = _lock_pending(verification_id)
    known = {item.code: item for item in verification.items.all()}
    replaced = []
    for spec in {spec.code: spec for spec in items}.values():  # a box ticked twice is one box
        item = known.get(spec.code) or _asked(verification, spec)
        replaced.append(item.file_id)
        METHOD_OF_KIND[item.kind].ask(item)
        item.label, item.decided_at = spec.label, None
        item.note = f"Asked again on {day(now)}" if spec.code in known else ""
        item.save()
    return [file_id for file_id in replaced if file_id]


@transaction.atomic
def give(
    *,
    verification_id: UUID,
    code: str,
    now: datetime,
    file_id: UUID | None = None,
    confirmed: bool = False,
) -> list[UUID]:
    """The item has been given; a document with the id under which its bytes are kept.

    `confirmed` says that it proved itself: the code sent to this address has come back (see
    `answer`), what they know matched (`match`), the account or the service said yes. May be
    repeated until the decision. Returns the replaced file, now to be destroyed.
    """
    item = _lock_item(verification_id, code)
    before = item.file_id
    METHOD_OF_KIND[item.kind].receive(item, file_id=file_id, confirmed=confirmed)
    if item.kind in _PROVE_THEMSELVES:
        item.confirmed_at = now if confirmed else None
    item.note = f"Given on {day(now)}"
    item.save(update_fields=["state", "file_id", "confirmed_at", "note"])
    return [before] if before and before != file_id else []


@transaction.atomic
def cannot_give(
    *, verification_id: UUID, code: str, now: datetime, by_post: bool = False
) -> list[UUID]:
    """They do not have it, or send it by post. Never the end of the road: others may be asked for.

    Returns the file given before, now to be destroyed.
    """
    item = _lock_item(verification_id, code)
    if by_post and item.kind not in _FILES:
        raise WrongKindOfProof(
            _("“{label}” is not a document; type it instead of posting it.").format(
                label=_(item.label)
            )
        )
    before = item.file_id
    item.file_id = item.confirmed_at = None
    item.state = Item.State.BY_POST if by_post else Item.State.NOT_HELD
    item.note = f"Said on {day(now)}"
    item.save(update_fields=["state", "file_id", "confirmed_at", "note"])
    return [before] if before else []


@transaction.atomic
def accept(
    *,
    verification_id: UUID,
    method: str,
    actor: str,
    now: datetime,
    note: str = "",
    manner: str = Manner.KNOWN,
    enough: Sequence[Sequence[str]] = (),
) -> list[UUID]:
    """They are who they say. `note` must name nobody. Returns the files now to be destroyed.

    `enough` are the combinations of methods of which one is needed; empty: `method` alone will do.
    `manner` is how an officer recognised them, where that is the method.
    """
    verification = _lock_pending(verification_id)
    items = list(verification.items.all())
    if method not in METHODS:
        raise NoSuchMethod(method)
    METHODS[method].decide(verification, items, actor=actor)
    if method == Method.BY_OFFICER:
        check_manner(manner, note)
        verification.manner = manner
    if enough:
        _check_combination(verification, items, method, enough, actor=actor)
    verification.state, verification.method = State.ACCEPTED, method
    verification.note = note[:200]
    posted = method == Method.DOCUMENT
    return _decide(verification, Item.State.ACCEPTED, "Checked", posted, actor, now)


def standing(verification: Verification, items: Sequence[Item]) -> set[str]:
    """The methods that an officer could rest a decision on now, but for their own eyes."""
    found = {method for method in METHODS if method != Method.BY_OFFICER}
    return {method for method in found if _stands(verification, items, method, "user:")}


def _stands(verification: Verification, items: Sequence[Item], method: str, actor: str) -> bool:
    try:
        METHODS[method].decide(verification, items, actor=actor)
    except NotEnough:
        return False
    return True


def _check_combination(
    verification: Verification,
    items: Sequence[Item],
    method: str,
    enough: Sequence[Sequence[str]],
    *,
    actor: str,
) -> None:
    named = [ways for ways in enough if method in ways]
    if not named:
        raise NotEnough(f"“{Method(method).label}” is not enough for this request.")
    missing = [
        [way for way in ways if not _stands(verification, items, way, actor)] for ways in named
    ]
    least = min(missing, key=len)
    if least:
        also = " and ".join(f"“{Method(way).label}”" for way in least)
        raise NotEnough(f"For this request {also} is needed as well.")


@transaction.atomic
def skip(*, verification_id: UUID, reason: str, actor: str, now: datetime) -> list[UUID]:
    """No more proof is needed, for a reason of `SkipReason`. Returns the files to be destroyed."""
    verification = _lock_pending(verification_id)
    if reason not in SkipReason.values:
        raise ReasonNeeded(SkipReason.values)
    if actor == "requester":
        raise WrongKindOfProof("Nobody can excuse themselves from showing who they are.")
    verification.state, verification.reason = State.SKIPPED, reason
    return _decide(verification, Item.State.ACCEPTED, "Found not to be needed", False, actor, now)


@transaction.atomic
def fail(*, verification_id: UUID, reason: str, actor: str, now: datetime) -> list[UUID]:
    """Not proved, for a reason of `FailReason`. Returns the files now to be destroyed."""
    verification = _lock_pending(verification_id)
    if reason not in FailReason.values:
        raise ReasonNeeded(FailReason.values)
    verification.state, verification.reason = State.FAILED, reason
    return _decide(verification, Item.State.REFUSED, "Checked and not accepted", False, actor, now)


@transaction.atomic
def open_again(*, verification_id: UUID, now: datetime) -> None:
    """A check that failed waits for proof once more; one that proved somebody stands as decided.

    A code that came back still counts. Of a document no copy is left, so it is asked for again.
    """
    verification = Verification.objects.select_for_update().get(pk=verification_id)
    if verification.state != State.FAILED:
        return
    verification.state, verification.reason = State.PENDING, ""
    verification.decided_at, verification.decided_by = None, ""
    verification.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    for item in verification.items.filter(state__in=[Item.State.REFUSED, Item.State.DELETED]):
        item.state = Item.State.GIVEN if item.confirmed_at else Item.State.ASKED
        item.decided_at, item.note = None, f"Open again since {day(now)}"
        item.save(update_fields=["state", "decided_at", "note"])


@transaction.atomic
def forget_copies(*, verification_id: UUID, now: datetime) -> list[UUID]:
    """Nobody will decide any more, so no copy of a document is kept; the notes stay.

    Returns the files now to be destroyed. After a decision there are none.
    """
    verification = Verification.objects.select_for_update().get(pk=verification_id)
    copies = [item for item in verification.items.all() if item.file_id]
    files = [item.file_id for item in copies if item.file_id]
    for item in copies:
        item.state, item.file_id, item.decided_at = Item.State.DELETED, None, now
        item.note = f"Not looked at any more on {day(now)}; the copy was deleted"
        item.save(update_fields=["state", "file_id", "decided_at", "note"])
    return files


def _decide(
    verification: Verification, given: str, words: str, posted: bool, actor: str, now: datetime
) -> list[UUID]:
    """What was given becomes `given`; a document's copy goes and a note stays in its place."""
    verification.decided_at, verification.decided_by = now, actor
    verification.save()
    taken = {Item.State.GIVEN, Item.State.BY_POST} if posted else {Item.State.GIVEN}
    files = []
    for item in verification.items.filter(state__in=taken):
        item.note = f"{words} on {day(now)}"
        if item.file_id:
            files.append(item.file_id)
            item.note += "; the copy was deleted"
        item.state = Item.State.DELETED if item.file_id else given
        item.file_id, item.decided_at = None, now
        item.save()
    # What is held about them is compared with no more.
    verification.items.exclude(fact_hash="").update(fact_hash="")
    return files


def _asked(verification: Verification, spec: ItemSpec) -> Item:
    return Item(
        verification=verification,
        company_id=verification.company_id,
        code=spec.code,
        kind=spec.kind,
        label=spec.label,
    )


def _lock_pending(verification_id: UUID) -> Verification:
    verification = Verification.objects.select_for_update().get(pk=verification_id)
    if verification.decided_at is not None:
        raise AlreadyDecided(verification.decided_at)
    return verification


def _lock_item(verification_id: UUID, code: str) -> Item:
    verification = _lock_pending(verification_id)
    try:
        return verification.items.get(code=code)
    except Item.DoesNotExist:
        raise NoSuchItem(code) from None
