"""What waits for a second person, oldest first."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from dsar.accounts.roles import Permission
from dsar.cases.approval import Approval
from dsar.cases.approvals import waiting
from dsar.cases.labels import due_words
from dsar.cases.queries import today_at

from ..access import Desk, desk_page, page
from ..filters import RIGHTS
from ..happened import names_of, when, who

SHOWN = 100
# The page of the desk on which each kind is approved.
ACTIONS = {
    Approval.Kind.RELEASE: "approve",
    Approval.Kind.REFUSAL: "approve_refusal",
    Approval.Kind.FEE: "approve_fee",
}


@dataclass(frozen=True)
class Line:
    approval: Approval
    action: str
    right: str
    due: str
    prepared: str
    asked: str
    own: bool
    """This person prepared it: somebody else has to approve it."""


@desk_page
@require_safe
def approvals(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    if not desk.approves:
        raise PermissionDenied
    asked = waiting(desk.companies(Permission.APPROVE)).filter(kind__in=list(ACTIONS))
    found = list(asked.select_related("case__company", "case__clock")[: SHOWN + 1])
    names = names_of({actor for one in found for actor in one.prepared_by})
    now = timezone.now()
    lines = [
        Line(
            approval=one,
            action=ACTIONS[Approval.Kind(one.kind)],
            right=RIGHTS[one.case.right],
            due=due_words(one.case, today=today_at(one.case, now)),
            prepared=", ".join(who(actor, names) for actor in one.prepared_by),
            asked=when(one.asked_at, one.case.company),
            own=desk.actor in one.prepared_by,
        )
        for one in found[:SHOWN]
    ]
    context = {"lines": lines, "more": len(found) > SHOWN}
    return page(request, desk, "approvals.html", context)
