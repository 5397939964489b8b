"""What was done about a request, by right: what has to stand there before an answer leaves, and the
sentences in which the person is told (Art. 12(3), 19)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from dsar import languages
from dsar.vault.operations import Shredded, unseal

from .action_taken import ActionTaken
from .dates import in_words
from .fingerprint import address_to_list, is_listed
from .gates import Reason
from .models import Case
from .transitions import Status

Kind = ActionTaken.Kind
KINDS: Final[dict[str, Kind]] = {
    "erasure": Kind.DELETION,
    "rectification": Kind.CORRECTION,
    "restriction": Kind.RESTRICTION,
    "objection": Kind.STOP,
    "marketing": Kind.STOP,
    "consent": Kind.STOP,
    "automated": Kind.REVIEW,
}
DELETED, REPLACED, KEPT, NOTHING = "deleted", "replaced", "kept", "nothing"
CHANGED, UNCHANGED, IN_PART = "changed", "unchanged", "in_part"
# In a body: the contact now is the colleague whom the requester named, who is told so.
TELL_NAMED = "tell_named"
# In a body: nothing is held that it could be done with, so that nothing else is asked.
NOTHING_HELD = "nothing_held"


def row_of(case: Case) -> ActionTaken | None:
    kind = KINDS.get(case.right)
    return case.actions_taken.filter(kind=kind).first() if kind else None


def body_of(case: Case, row: ActionTaken) -> dict[str, Any]:
    """Empty once it is erased."""
    row.case = case
    try:
        return unseal(row, "body") or {}
    except Shredded:
        return {}


def grounds_kept(case: Case) -> list[str]:
    """On which something was kept that was to be deleted."""
    row = row_of(case)
    places = body_of(case, row).get("places", ()) if row else ()
    return [one["ground"] for one in places if one["what"] == KEPT]


def was_deleted(case: Case) -> bool:
    """Whether something was, or was replaced, as it is written down."""
    row = row_of(case) if case.right == "erasure" else None
    places = body_of(case, row).get("places", ()) if row else ()
    return bool({one["what"] for one in places} & {DELETED, REPLACED})


def gate(case: Case) -> Sequence[Reason]:
    """An answer says what was done, so that has to be done and written down first."""
    if case.right not in KINDS:
        return []
    row = row_of(case)
    if row is None:
        return [Reason("Record what was done about it.", "record_done/")]
    if case.messages.filter(kind="reopened", at__gt=row.taken_at).exists():
        return [Reason("Record what was done since it was opened again.", "record_done/")]
    in_review = case.status in (Status.IN_REVIEW, Status.READY)
    if in_review and not case.withheld_ground and grounds_kept(case):
        return [Reason("Data are kept: send it back, and name the ground.", "send_back/")]
    return []


def told(case: Case) -> list[str]:
    """For the letter with which their address comes onto the list, in the language of the case."""
    with languages.spoken(case.language):
        return _sentences(case, kept=address_to_list)


def sentences(case: Case) -> list[str]:
    """What came of it, in the language in force; nothing where nothing is written down."""
    return _sentences(case, kept=is_listed)


def _sentences(case: Case, *, kept: Callable[[Case], object]) -> list[str]:
    row = row_of(case)
    body = body_of(case, row) if row else {}
    if row is None or not body:
        return []
    if body.get(NOTHING_HELD):
        return [_("We looked, and we hold nothing that we could do this with.")]
    said = {
        Kind.DELETION: _deletion,
        Kind.CORRECTION: _correction,
        Kind.RESTRICTION: _restriction,
        Kind.STOP: _stop,
        Kind.REVIEW: _review,
    }[Kind(row.kind)]
    found = list(said(body, in_words(row.done_on)))
    if was_deleted(case) and kept(case):
        found.append(
            _(
                "So that we notice if your data reach us again, we keep a fingerprint of your "
                "email address, from which nobody can read the address. That is our legitimate "
                "interest; you can object to it."
            )
        )
    if body.get("name_recipients"):
        found.extend(_recipients(body))
    return found


def _recipients(body: dict[str, Any]) -> Iterator[str]:
    """Art. 19: to whoever asks, everybody is named; also who could not be told."""
    if names := body["recipients"].strip():
        yield _("Who had received the data from us: {names}").format(names=names)
    if untold := body.get("untold", "").strip():
        # Translators: {who} is a sentence of our staff: the organisations, and the reason.
        yield _("Who had received them and was not told of this, and why: {who}").format(who=untold)


def _deletion(body: dict[str, Any], day: str) -> Iterator[str]:
    places = body["places"]
    deleted = ", ".join(one["name"] for one in places if one["what"] == DELETED)
    if deleted:
        # Translators: {places} are names of systems.
        yield _("Deleted on {day}: {places}.").format(day=day, places=deleted)
    if body["contact"]:
        yield _(
            "Replaced: your details were removed on {day}, and {role} is now the contact."
        ).format(day=day, role=body["contact"])
    for one in places:
        if one["what"] == KEPT:
            yield _("Kept: {place}. {why}").format(place=one["name"], why=one["why"])
    if all(one["what"] == NOTHING for one in places):
        yield _("We looked everywhere and found no data about you to delete.")


def _correction(body: dict[str, Any], day: str) -> Iterator[str]:
    if body["new"]:
        yield _("Corrected on {day}: {what}.").format(day=day, what=body["what"])
    if body["statement"]:
        yield _("Your statement was added to the data on {day}.").format(day=day)


def _restriction(body: dict[str, Any], day: str) -> Iterator[str]:
    yield _("Limited since {day}: {what}.").format(day=day, what=body["what"])


def _stop(body: dict[str, Any], day: str) -> Iterator[str]:
    yield _("Stopped on {day}: {what}.").format(day=day, what=body["what"])


def _review(body: dict[str, Any], day: str) -> Iterator[str]:
    yield {
        CHANGED: _("A person looked at the decision on {day} and changed it."),
        UNCHANGED: _("A person looked at the decision on {day}, and it stays as it is."),
        IN_PART: _("A person looked at the decision on {day} and changed a part of it."),
    }[body["result"]].format(day=day)
    yield _("Why: {why}").format(why=body["why"])
