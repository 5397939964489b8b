"""A deletion is announced, so that the person may stop it; stopping it is withdrawing the
request."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from .. import letters
from ..dates import in_words
from ..errors import Invalid, NotAllowed
from ..models import Case
from ..stopping import ANNOUNCED, may_announce, may_be_stopped, wait_from
from .changing import lock_case, record, save, today_at


@transaction.atomic
def announce_deletion(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """The request is granted: a letter says until when the person may stop the deletion. Nothing
    is deleted before that day is over.

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


def refuse_early(case: Case, done_on: date, *, today: date) -> None:
    """Pass, or say that nothing may be gone yet: they have to be told, or can still stop it."""
    if may_announce(case, today=today):
        raise NotAllowed(
            f"{case.reference}: tell the person first until when they may stop the deletion."
        )
    if case.stop_until is None:
        return
    if today <= case.stop_until:
        raise NotAllowed(
            f"{case.reference}: the person may stop it until {in_words(case.stop_until)}, and "
            "nothing may be deleted before that day is over."
        )
    if case.messages.filter(kind=ANNOUNCED, by_post=True, posted_at=None).exists():
        raise NotAllowed(f"{case.reference}: the letter that tells them of it was never posted.")
    if done_on <= case.stop_until:
        raise Invalid(
            "done_on", f"They could stop it until {in_words(case.stop_until)}: it was done later."
        )
