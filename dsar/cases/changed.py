"""Whether a case changed since somebody looked at it."""

from django.db.models import QuerySet

from dsar.audit.models import Event
from dsar.audit.queries import history

from .models import Case

# Looking, and what goes by itself, is no reason to stop somebody who is writing.
QUIET = (
    "evidence.viewed",
    "document.viewed",
    "letter.viewed",
    "answer.downloaded",
    "evidence.given",
    "proof.given",
    "reminder.taken",
    "escalation.acknowledged",
    "escalation.passed-on",
    "search.opened",
    "search.reminded",
    "search.sent",
    "search.progressed",
    "search.called-off",
)


def last_change(case: Case) -> int:
    """A number that grows with every change of the case."""
    return last_change_of(case.company_id, case.reference)


def last_change_of(company_id: int, reference: str) -> int:
    """The same, for who asks before the case is read; 0 where there is none."""
    last = _changes(company_id, reference).last()
    return last.seq if last else 0


def changes_since(case: Case, seen: int) -> list[Event]:
    return list(_changes(case.company_id, case.reference).filter(seq__gt=seen))


def _changes(company_id: int, reference: str) -> QuerySet[Event]:
    return history(company_id, reference).exclude(event__in=QUIET)
