"""A deletion is announced, so that the person may stop it; stopping it is withdrawing the
request."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from .. import letters
from ..dates import in_words
from ..done import was_deleted
from ..errors import Invalid, NotAllowed
from ..leaving import left_on
from ..models import Case
from ..stopping import ANNOUNCED, may_announce, may_be_stopped, wait_from
from .changing import lock_case, record, save, today_at


@transaction.atomic
def announce_deletion(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """The request is granted: a letter says until when the person may stop the deletion. Nothing
    is deleted before that day is over. Where that letter left too late or never, another is sent,
    and their time is counted anew.

    Raises NotAllowed where the policy knows no such time, or the due date leaves none.
    """
    case = lock_case(case_id, doing="announce_deletion")
    today = today_at(case, now)
    until = wait_from(case, today).until
    if until is None or not may_announce(case, today=today):
        raise NotAllowed(f"{case.reference}: there is no time to be told of in which to stop it.")
    save(case, stop_told_on=today, stop_until=until)
    record(case, "deletion.announced", actor=actor, now=now, until=until.isoformat())
    letters.send(case, ANNOUNCED, actor=actor, now=now, on=until)
    return case


def take_back(case: Case, *, actor: str, now: datetime) -> None:
    """For whoever withdraws: what they stopped in time is noted, and would be announced anew."""
    if may_be_stopped(case, today=today_at(case, now)):
        record(case, "deletion.stopped", actor=actor, now=now)
        save(case, stop_told_on=None, stop_until=None)


def tell_anew(case: Case) -> None:
    """For whoever changes what they were told by: unless something is gone already, it counts as
    never announced."""
    if case.stop_until is not None and not was_deleted(case):
        save(case, stop_told_on=None, stop_until=None)


def refuse_early(case: Case, done_on: date, *, today: date) -> None:
    """Pass, or say that nothing may be gone yet: they have to be told, or can still stop it. What
    is recorded as gone can be put right."""
    if may_announce(case, today=today):
        raise NotAllowed(f"{case.reference}: {_what_comes_first(case)}")
    if case.stop_until is None:
        return
    if today <= case.stop_until and not was_deleted(case):
        raise NotAllowed(
            f"{case.reference}: the person may stop it until {in_words(case.stop_until)}, and "
            "nothing may be deleted before that day is over."
        )
    if done_on <= case.stop_until:
        raise Invalid(
            "done_on", f"They could stop it until {in_words(case.stop_until)}: it was done later."
        )


def _what_comes_first(case: Case) -> str:
    if case.stop_told_on is None:
        return "tell the person first until when they may stop the deletion."
    left, counted = left_on(case, ANNOUNCED), in_words(case.stop_told_on)
    how = f"left only on {in_words(left)}" if left else "has not left"
    return (
        f"their time was counted from {counted}, and the letter that tells them of it {how}. "
        "Tell them anew until when they may stop the deletion."
    )
