"""Misdelivered answers that are not done with: which they are, and telling whoever decides in time.

A notice for each step of the 72 hours, told once. A step that was missed is not told later.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from deadlines.notifying import PERIOD
from dsar.audit import operations as audit
from dsar.companies.models import Company

from .incident import OPEN, Incident
from .models import Case, Notice
from .notices import Telling, raise_notices
from .staff import people_on, staff_of
from .telling_words import INCIDENT

# Whoever decides; by the policy's own ladder whoever stands in or above.
LEVELS = ("dpo",)
# By the hours that are then left of the 72, in the order in which they come.
STEPS = {24: f"{INCIDENT}-24", 6: f"{INCIDENT}-6", 0: f"{INCIDENT}-0", -24: f"{INCIDENT}+24"}


def open_incidents(companies: Iterable[Company]) -> QuerySet[Incident]:
    """Those that somebody has to decide or to act on, the longest known first."""
    found = Incident.objects.filter(OPEN, company__in=list(companies), case__erased_at=None)
    return found.order_by("aware_at", "pk")


def undone(case: Case) -> Incident | None:
    """The one of this case that somebody has to decide or to act on."""
    return case.incidents.filter(OPEN).order_by("aware_at", "pk").first()


def is_shut(case: Case) -> bool:
    """Whether the answer that is out reached the wrong person: nobody fetches it any more."""
    out = case.released_at
    return out is not None and case.incidents.filter(released_at=out).exists()


def tell(incident: Incident, kind: str, *, now: datetime) -> list[str]:
    """Whoever decides is told, in the desk and by mail, once of each kind; who that is."""
    people = people_on(LEVELS, incident.case, staff_of([incident.case], now=now))
    telling = Telling(incident.case, _key(incident, kind), kind, people, ("mail", "in-app"))
    raise_notices([telling], now=now)
    return [told.person.actor for told in people]


def remind(*, now: datetime) -> int:
    """Whoever decides is told that the 72 hours run out, and that they are over; how many steps
    were told. What is decided and done is reminded of no more."""
    first = PERIOD - timedelta(hours=max(STEPS))
    owed = Incident.objects.filter(OPEN, aware_at__lte=now - first, case__erased_at=None)
    return sum(_remind(pk, now=now) for pk in owed.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: UUID, *, now: datetime) -> int:
    """How many steps of this one were told: none, or one. Another worker may be at it."""
    found = Incident.objects.filter(OPEN, pk=pk).select_for_update(of=("self",), skip_locked=True)
    incident = found.select_related("case__company", "case__policy").first()
    if incident is None or not incident.owes_authority:
        return 0
    kind = _step(incident, now)
    if Notice.objects.filter(case=incident.case, key=_key(incident, kind)).exists():
        return 0
    told = tell(incident, kind, now=now)
    if not told:  # nobody works there: it is not said in the chain at each look
        return 0
    audit.record(
        company_id=incident.company_id,
        event="incident.reminded",
        subject=incident.case.reference,
        actor="system",
        now=now,
        facts={"step": kind, "told": told},
    )
    return 1


def _key(incident: Incident, kind: str) -> str:
    return f"{kind}:{incident.pk}"


def _step(incident: Incident, now: datetime) -> str:
    """The last one that has come."""
    left = incident.notify_by.left(now)
    return next(kind for hours, kind in reversed(STEPS.items()) if left <= timedelta(hours=hours))
