"""Out of one officer's sight for a while, and back. Nothing is recorded: no case is changed."""

from datetime import datetime, timedelta
from uuid import UUID

from dsar.accounts.models import User

from ..dates import civil_date, in_words
from ..errors import Invalid, NotAllowed
from ..models import Case
from ..snooze import Snooze

# Where no due date ends it: what waits for the requester is looked at once a month.
LONGEST = timedelta(days=31)


def snooze(*, case_id: UUID, until: datetime, actor: str, now: datetime) -> Snooze:
    """Until then the case stands under “Snoozed” for this officer, `user:<pk>`, and for nobody
    else. Raises Invalid for a time that is over or lies after the due date, NotAllowed for a case
    that needs no patience any more."""
    case = Case.objects.select_related("company", "clock").get(pk=case_id)
    if not case.is_open:
        raise NotAllowed(f"{case.reference} is closed, so nothing is left to wait for.")
    if until <= now:
        raise Invalid("day", "Choose a time that is still to come.")
    day = civil_date(case.company, until)
    due = None if case.clock.stopped_on else case.clock.due_on
    if due and day > due:
        raise Invalid("day", f"{case.reference} is due on {in_words(due)}: not later than that.")
    if due is None and until > now + LONGEST:
        raise Invalid("day", f"At most {LONGEST.days} days from now: {case.reference} has no date.")
    told = {"company_id": case.company_id, "until": until, "until_on": day, "made_at": now}
    found, _ = Snooze.objects.update_or_create(
        user=User.objects.get(pk=_pk(actor)), case=case, defaults=told
    )
    return found


def wake(*, case_id: UUID, actor: str) -> bool:
    """It stands in this officer's lists again; False where it did anyway."""
    return Snooze.objects.filter(case=case_id, user=_pk(actor)).delete()[0] > 0


def _pk(actor: str) -> int:
    return int(actor.removeprefix("user:"))
