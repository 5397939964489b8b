"""Where the ticket that a case came from says otherwise than the case."""

from dsar.cases.models import Case
from dsar.ticketing.models import HelpDesk, Ticket


def conflict(case: Case) -> str:
    """A sentence for whoever works on the case; empty where both agree."""
    if case.external_system not in HelpDesk.System.values:
        return ""
    ticket: Ticket | None = getattr(case, "ticket", None)
    if ticket is None or not ticket.state:
        return ""
    name = HelpDesk.System(case.external_system).label
    match ticket.state, case.is_open:
        case Ticket.State.DONE, True:
            return f"The ticket is done in {name}, and this case is not. Nothing was closed here."
        case Ticket.State.GONE, True:
            return (
                f"The ticket was deleted in {name}, or is hidden from the desk: no notes are "
                "written there any more. The case goes on all the same."
            )
        case Ticket.State.OPEN, False if _since(ticket, case):
            return f"The ticket was opened again in {name} after this case was closed."
    return ""


def _since(ticket: Ticket, case: Case) -> bool:
    return bool(ticket.state_at and case.closed_at and ticket.state_at > case.closed_at)
