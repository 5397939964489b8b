"""A ticket that is not there when a note is written is gone, and whoever works on its case sees it.

It was deleted, or is hidden from the account. No more notes are owed to it until the help desk says
that it is there again, or a note that was given up is tried anew and arrives.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from dsar.cases.models import Case
from dsar.cases.operations.changing import record
from dsar.outbox.channels.base import NotSent, Payload, SentBut

from . import jira, jira_trial, zendesk
from .account import Account
from .models import TaskIssue, Ticket

NOT_THERE: Final = "http-404"
_GONE: Final = Ticket.State.GONE
_KINDS: Final[tuple[type[Ticket] | type[TaskIssue], ...]] = (Ticket, TaskIssue)
_MYSELF: Final = {
    zendesk.Zendesk.system: zendesk.MYSELF,
    jira.Jira.system: jira_trial.MYSELF,
}


@dataclass(frozen=True)
class Watched:
    """An account from whose answers it is learnt which tickets are gone."""

    account: Account

    def write(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:
        tells = payload.get("tells")
        try:
            self.account.write(row_id=row_id, payload=payload, now=now)
        except NotSent as error:
            if tells and error.code == NOT_THERE:
                # Where the account is not there either, the ticket is not to blame: this raises.
                self.account.call("GET", _MYSELF[self.account.system])
                self._note(tells, gone=True, now=now)
            raise
        except SentBut:
            self._note(tells, gone=False, now=now)
            raise
        self._note(tells, gone=False, now=now)

    def _note(self, tells: str | None, *, gone: bool, now: datetime) -> None:
        """It stands at the case that its ticket, or the issue of a search, is gone or there again;
        nothing where that is known. `tells`: the row of either."""
        for kind in _KINDS if tells else ():
            found = kind.objects.filter(pk=UUID(tells))
            changed = found.exclude(state=_GONE) if gone else found.filter(state=_GONE)
            if changed.exists():
                _change(changed, gone=gone, actor=self.account.system, now=now)


@transaction.atomic
def _change(
    changed: QuerySet[Ticket] | QuerySet[TaskIssue], *, gone: bool, actor: str, now: datetime
) -> None:
    cases = Case.objects.select_for_update(of=("self",), no_key=True)
    of = changed.values_list("case", flat=True).first()
    case = cases.filter(pk=of, erased_at=None).first() if of else None
    row = changed.first()
    if case is None or row is None:
        return
    row.state, row.state_at = _GONE if gone else Ticket.State.OPEN, now
    row.save(update_fields=["state", "state_at"])
    said = "gone" if gone else "opened-again"
    if isinstance(row, TaskIssue):
        record(case, f"ticket.search-{said}", actor=actor, now=now, system=row.task.system.code)
    else:
        record(case, f"ticket.{said}", actor=actor, now=now)
