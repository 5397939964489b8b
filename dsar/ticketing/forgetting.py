"""Once a case is erased, nothing here leads from it to its ticket."""

from datetime import datetime

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from dsar.cases.models import Case

from .models import Arrival, Remark, TaskIssue


def forget(case: Case, now: datetime) -> None:
    """The calls that were about it stay in the list, without its numbers. A ticket that was not
    taken at first is done with."""
    Remark.objects.filter(case=case).delete()
    TaskIssue.objects.filter(case=case).delete()
    its = Q(reference=case.reference)
    if case.external_id:
        # A case of the other kind with this ticket is another case.
        its |= Q(
            ticket=case.external_id,
            reference="",
            desk__system=case.external_system,
            desk__takes_test=case.is_test,
        )
    found = Arrival.objects.filter(its, company=case.company_id)
    found.update(ticket="", reference="", settled_at=Coalesce("settled_at", Value(now)))
