"""What waits for a second person."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from dsar.companies.models import Company

from .approval import Approval
from .transitions import ACTIONS, Status


def waiting(companies: Iterable[Company]) -> QuerySet[Approval]:
    """Oldest first: it has waited longest."""
    # One that a case has left behind, for another address for example, counts no more.
    kind = Approval.Kind
    counts = (
        Q(kind=kind.RELEASE, case__status=Status.IN_REVIEW)
        | Q(kind=kind.REFUSAL, case__status__in=ACTIONS["approve_refusal"].since)
        | Q(kind=kind.FEE, case__status__in=ACTIONS["approve_fee"].since)
    )
    asked = Approval.objects.filter(
        counts, state=Approval.State.ASKED, case__released_at=None, company__in=list(companies)
    )
    return asked.order_by("asked_at", "pk")


def waiting_for(actor: str, companies: Iterable[Company]) -> QuerySet[Approval]:
    """Those that this person did not prepare themselves."""
    return waiting(companies).exclude(prepared_by__contains=[actor])


def of_case(case_id: UUID, kind: str) -> Approval | None:
    """The one that is asked for or given."""
    states = [Approval.State.ASKED, Approval.State.APPROVED]
    return Approval.objects.filter(case=case_id, kind=kind, state__in=states).first()
