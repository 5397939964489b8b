"""Reading cases. Every query starts from what somebody may see."""

import hmac
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet

from deadlines import telling
from deadlines.operations import working_told
from dsar.accounts.models import User
from dsar.accounts.roles import ALLOWED, Permission
from dsar.companies.models import Company
from dsar.vault import search
from dsar.vault.operations import Shredded, unseal

from .action_taken import ActionTaken
from .dates import civil_date
from .labels import days_left, label_of, next_step
from .models import Case, Message
from .references import normalise
from .transitions import ACTIONS, Status

# What can be done to an answer that is out, and to no other case.
ANSWERED_ONLY = frozenset(
    {
        *("close", "recall", "open_download"),
        *("record_choice", "record_transfer", "return_transfer"),
        *("announce_end", "record_end"),
    }
)
_ROLES_THAT_SEE = [role for role, may in ALLOWED.items() if Permission.VIEW_CASES in may]
_ALONG = ("company", "policy", "clock", "verification", "data_key__company_key", "owner")


def companies_seen_by(user: User | OuterRef) -> QuerySet[Company]:
    return Company.objects.filter(
        memberships__user=user, memberships__role__in=_ROLES_THAT_SEE
    ).distinct()


def cases_seen_by(user: User) -> QuerySet[Case]:
    """A stranger's case is not among them, so that it looks like one that does not exist."""
    return (
        Case.objects.filter(company__in=companies_seen_by(user))
        .select_related(*_ALONG)
        .prefetch_related("fees")
    )


def cases_of(company: Company) -> QuerySet[Case]:
    return Case.objects.filter(company=company).select_related(*_ALONG).prefetch_related("fees")


def letters_to_post(companies: Iterable[Company]) -> QuerySet[Message]:
    """What waits on paper until somebody prints and posts it, the oldest first."""
    waiting = Message.objects.filter(company__in=companies, by_post=True, posted_at=None)
    return (
        waiting.filter(body__isnull=False, case__erased_at=None)
        .select_related("case__company")
        .order_by("at", "pk")
    )


def announced_ends(companies: Iterable[Company] | OuterRef) -> QuerySet[ActionTaken]:
    """Restrictions that the person was told the end of and that nobody lifted, the first first.
    `companies` may be those of a query around this one."""
    whose = Q(company=companies) if isinstance(companies, OuterRef) else Q(company__in=companies)
    running = ActionTaken.objects.filter(whose, kind=ActionTaken.Kind.RESTRICTION, ended_on=None)
    answered = Q(case__released_at__isnull=False) | Q(case__status=Status.CLOSED)
    told = running.filter(answered, ends_on__isnull=False, case__erased_at=None)
    return told.select_related("case", "company").order_by("ends_on", "pk")


def with_companies(cases: Iterable[Case]) -> None:
    """Each has its company, of which thousands share a few: read once, and one object each."""
    cases = list(cases)
    known = Company.objects.in_bulk({case.company_id for case in cases})
    for case in cases:
        case.company = known[case.company_id]


def by_due_date(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The earlier of promise and law first; what has no date last, oldest first."""
    return cases.order_by(F("clock__due_on").asc(nulls_last=True), "created_at", "pk")


def open_cases(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.exclude(status=Status.CLOSED)


def due_until(cases: QuerySet[Case], day: date) -> QuerySet[Case]:
    """Unanswered and due on this civil date or before."""
    return cases.filter(clock__stopped_on__isnull=True, clock__due_on__lte=day)


def search_cases(cases: QuerySet[Case], *, company_ids: Iterable[int], text: str) -> QuerySet[Case]:
    """By reference, e-mail address or a word of the name; sealed data are found by token only."""
    if reference := normalise(text):
        return cases.filter(reference=reference)
    kind = "email" if "@" in text else "name"
    keys = search.find(company_ids=list(company_ids), kind=kind, value=text)
    return cases.filter(data_key__in=keys)


def find_for_requester(*, reference: str, email: str) -> Case | None:
    """The case with this reference, if this is its address. Compared in constant time."""
    found = normalise(reference)
    case = Case.objects.filter(reference=found).select_related(*_ALONG).first() if found else None
    if case is None:
        return None
    try:
        on_file = str((unseal(case, "person") or {}).get("email", ""))
    except Shredded:  # erased: from outside it looks like one that never was
        return None
    same = hmac.compare_digest(_folded(on_file), _folded(email))
    return case if on_file and same else None


def asked_with(case: Case) -> QuerySet[Case]:
    """What the same person asked for in the same breath, in that order."""
    if case.together_id is None:
        return Case.objects.none()
    return linked(case).filter(together_id=case.together_id)


def linked(case: Case) -> QuerySet[Case]:
    """What was asked for with it, what it complains about, and the complaints about it."""
    found = case.complaints.all()
    if case.about_id is not None or case.together_id is not None:
        ties = Q(about=case) | Q(pk=case.about_id)
        if case.together_id is not None:
            ties |= Q(together_id=case.together_id)
        found = Case.objects.filter(ties)
    found = found.filter(company_id=case.company_id).exclude(pk=case.pk)
    return found.select_related(*_ALONG).prefetch_related("fees").order_by("created_at", "pk")


def _beside(case: Case) -> list[str]:
    """The references of what was asked for with it; none of one's own."""
    if case.together is None:
        return []
    return sorted(one.reference for one in case.together.cases.all() if one.pk != case.pk)


def _folded(address: str) -> bytes:
    return address.strip().casefold().encode()


def allowed_actions(case: Case, permissions: frozenset[Permission]) -> list[str]:
    """What an officer with these permissions may do now, in the order of the table."""
    if case.erased_at is not None:
        return []
    return [
        name
        for name, action in ACTIONS.items()
        if action.permission in permissions
        and case.status in action.since
        and (action.after_release or case.released_at is None)
        and (name not in ANSWERED_ONLY or case.released_at is not None)
    ]


def today_at(case: Case, now: datetime) -> date:
    return civil_date(case.company, now)


def as_json(case: Case, *, now: datetime) -> dict[str, Any]:
    """The case as integrators see it: no personal data, the same words and working as the page."""
    label, clock, step = label_of(case), case.clock, next_step(case)
    working = working_told(clock, today=today_at(case, now))
    return {
        "reference": case.reference,
        "company": case.company.slug,
        "right": case.right,
        "asked_with": _beside(case),
        "complaint_about": case.about.reference if case.about else None,
        "status": label.code,
        "status_text": label.requester,
        "outcome": case.outcome or None,
        "received_at": case.received_at,
        "due_on": clock.due_on,
        "stop_until": case.stop_until,
        "due_in_days": days_left(case, today=today_at(case, now)),
        "statutory_on": clock.statutory_on,
        "promise_on": clock.promise_on,
        "target_on": clock.target_on,
        "safe_on": working.safe_on,
        "acknowledge_by": clock.acknowledge_by,
        "notice_by": clock.notice_by,
        "refuse_by": clock.refuse_by,
        "clock": {
            "state": "stopped" if clock.stopped_on else clock.state,
            "started_on": clock.started_on,
            "excluded_days": working.excluded_days,
            "extended": clock.extended,
            "rule": clock.rule,
            "calendar": clock.calendar,
            "holidays_version": working.holidays_version,
            "certainty": working.certainty,
        },
        "why_sentence": telling.sentence(working),
        "why": [step.to_json() for step in working.steps],
        "next_action": step[0] if step else None,
        "legal_hold": case.is_held,
        "erased_at": case.erased_at,
    }
