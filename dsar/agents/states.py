"""Our status, outcome and clock in the words of the protocol (3.02, 3.03)."""

from datetime import UTC, date, datetime, time
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings

from deadlines.operations import working_on
from dsar.cases.dates import civil_date, in_words
from dsar.cases.models import Case
from dsar.cases.transitions import Outcome, Status
from dsar.vault.operations import unseal

from .models import AgentRequest

ASKED_TOO_OFTEN: Final = frozenset({"manifestly-excessive"})
NOT_COVERED: Final = frozenset({"exemption", "not-portable", "free-expression", "public-health"})
OUTSIDE: Final = frozenset({"law-does-not-apply"})

_TOLD: Final = "The person was told why, and what they can do, in a letter."
# How a case ended: status, reason, and what is said about it. A refusal's reason has its ground.
ENDED: Final[dict[str, tuple[str, str | None, str | None]]] = {
    Outcome.FULFILLED: ("fulfilled", None, None),
    Outcome.PARTLY_FULFILLED: (
        "fulfilled",
        None,
        "Some things were left out. The person was told on what ground.",
    ),
    Outcome.NOTHING_HELD: (
        "denied",
        "no_match",
        "The company looked and holds no data about this person.",
    ),
    Outcome.REFUSED: ("denied", "other", f"The company refused. {_TOLD}"),
    Outcome.WITHDRAWN: ("revoked", None, None),
    Outcome.LAPSED: (
        "denied",
        "insuf_verification",
        "The company could not check who the person is.",
    ),
    Outcome.DUPLICATE: (
        "denied",
        "other",
        "The person asked for the same before; that request goes on.",
    ),
    Outcome.REDIRECTED: (
        "denied",
        "claim_not_covered",
        f"Another organisation has to answer. {_TOLD}",
    ),
    Outcome.NOT_A_REQUEST: ("denied", "other", f"There was nothing to decide. {_TOLD}"),
}
NO_ANSWER: Final = ("expired", None, "The company had no answer to what it asked the person.")
SPAM: Final = ("denied", "suspected_fraud", f"The company takes this for no real request. {_TOLD}")


def status_of(request: AgentRequest, *, now: datetime) -> dict[str, Any]:
    """The status object. Times end in +00:00: older readers refuse a “Z”."""
    case = request.case
    status, reason, details = words_of(case)
    is_awaited = case.is_open and case.released_at is None
    expected_by, more = _expected(case, now=now)
    answer: dict[str, Any] = {
        "request_id": str(request.pk),
        "status": status,
        "reason": reason,
        "received_at": _iso(case.received_at),
        "expected_by": expected_by,
        "processing_details": details or (more if is_awaited else None),
        "user_verification_url": verification_url(request) if _may_prove(case) else None,
        "expires_at": case.download_until and _iso(case.download_until),
    }
    asked = unseal(request, "asked")
    if asked["agent_request_id"] is not None:
        answer["agent_request_id"] = asked["agent_request_id"]
    if status == "fulfilled":
        answer["results_url"] = (
            f"{settings.PUBLIC_URL}/status/?{urlencode({'ref': case.reference})}"
        )
    return answer


def words_of(case: Case) -> tuple[str, str | None, str | None]:
    """Status, reason and what is said about it."""
    if case.is_open and case.released_at is None:
        return _while_open(case)
    if case.is_open:
        # The answer is out. That the desk has yet to close the case concerns nobody else.
        return ENDED[Outcome.PARTLY_FULFILLED if case.withheld_ground else Outcome.FULFILLED]
    outcome = Outcome(case.outcome)
    if outcome == Outcome.LAPSED and case.identity_settled_at:
        return NO_ANSWER
    if outcome == Outcome.NOT_A_REQUEST and case.suspected:
        return SPAM
    status, reason, details = ENDED[outcome]
    if case.refusal_ground in ASKED_TOO_OFTEN:
        reason = "too_many_requests"
    elif case.refusal_ground in NOT_COVERED:
        reason = "claim_not_covered"
    elif case.refusal_ground in OUTSIDE:
        reason = "outside_jurisdiction"
    elif case.refusal_ground == "cannot-identify":
        reason = "insuf_verification"
    return status, reason, details


def verification_url(request: AgentRequest) -> str:
    return f"{settings.PUBLIC_URL}/drp/v1/verify/{request.pk}"


def _while_open(case: Case) -> tuple[str, str | None, str | None]:
    if case.status == Status.RECEIVED:
        return "open", None, None
    if case.status == Status.VERIFYING:
        return "in_progress", "need_user_verification", None
    return "in_progress", None, None


def _may_prove(case: Case) -> bool:
    """Before an officer has looked as well: whoever proves their address at once loses no day."""
    return case.status in (Status.RECEIVED, Status.VERIFYING)


def _expected(case: Case, *, now: datetime) -> tuple[str | None, str | None]:
    """The due date to the end of its day, and what is said about it."""
    clock = case.clock
    if clock.due_on and clock.extended:
        when = in_words(clock.due_on)
        return _end_of(case, clock.due_on), f"The period was extended to {when}. {_TOLD}"
    if clock.due_on:
        return _end_of(case, clock.due_on), "The company is working on it."
    # The law lets the period wait: the date that it would be if the answer came today.
    today = civil_date(case.company, now)
    estimate = working_on(clock, today=today).if_answered_today
    said = "The period waits for something that the person was asked for; the date is an estimate."
    return (_end_of(case, estimate) if estimate else None), said


def _end_of(case: Case, day: date) -> str:
    end = datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(case.company.timezone))
    return _iso(end)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
