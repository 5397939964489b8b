"""A case: what to do next and by when first, then all that is known of it."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from dsar.audit.queries import history
from dsar.cases.asleep import asleep_until
from dsar.cases.grounds import EXTENSION_GROUNDS, REFUSAL_GROUNDS
from dsar.cases.incidents import is_shut
from dsar.cases.labels import label_of, next_step
from dsar.cases.models import Case
from dsar.cases.operations.erasing import WHY
from dsar.cases.operations.suspecting import SIGNS
from dsar.cases.queries import linked, today_at
from dsar.cases.register import certificate_of, entry_of
from dsar.companies.differences import concerning
from dsar.languages import NAMES, known

from .. import case_parts, deletions, keeping, misdeliveries, proposals
from ..access import Desk, desk_page, page
from ..escalated import escalations
from ..filters import RIGHTS
from ..first import before
from ..happened import told, when
from ..levels import levels_of
from ..offers import offers
from ..presence import also_here
from ..regulators import regulator
from ..rows import tone_of
from ..searches import ACTS as SEARCH_ACTS
from ..searches import searches
from ..taken import taken
from ..tickets import conflict
from ..transfers import transfer

# The step is the requester's; the officer only records that it came another way.
WAITING = frozenset({"resume", "record_payment"})
# Facts that tell a person nothing here; the audit page shows them.
IDS = frozenset({"document", "documents", "digest"})


@desk_page
@require_safe
def case(request: HttpRequest, desk: Desk, reference: str) -> HttpResponseBase:
    found = desk.whole_case(reference)
    if found.erased_at is not None:
        return page(request, desk, "register.html", _entry(found))
    now = timezone.now()
    context = {
        "case": found,
        **_what_to_do(desk, found),
        **_what_stands(found, today_at(found, now)),
        **_what_was_kept(found),
        **_who_is_told(desk, found, now),
    }
    return page(request, desk, "case.html", context)


def _what_to_do(desk: Desk, case: Case) -> dict[str, Any]:
    """The next step, everything else that this person may do, and what waits for a second one."""
    permissions = desk.permissions(case.company_id)
    step, possible = next_step(case), offers(case, permissions)
    names = {offer.name for offer in possible}
    waits = step is not None and step[0] in WAITING
    step_possible = step is not None and step[0] in names
    proposed = proposals.waiting(case, desk.actor)
    return {
        "step": step,
        "step_possible": step_possible,
        "first": before(case, step[0]) if step and step_possible and not waits else [],
        "waits": waits,
        "others": [
            offer
            for offer in possible
            if (waits or not step or offer.name != step[0]) and offer.name not in SEARCH_ACTS
        ],
        "works": bool(permissions) and bool(names),
        "proposal": proposed,
        "may_decide": proposed is not None and proposed["approve"] in names,
        "may_say": "trust" in names,
        "may_call_spam": "call_spam" in names,
        "may_ask": "ask_search" in names,
        "may_search": "record_search" in names,
        "may_remove": "attach" in names,
    }


def _what_stands(case: Case, today: date) -> dict[str, Any]:
    """Where it stands, and what has to be minded of it."""
    incidents = misdeliveries.of_case(case)
    return {
        "today": today,
        "tone": tone_of(case, today=today),
        "label": label_of(case),
        "right": RIGHTS[case.right],
        "received": when(case.received_at, case.company),
        "reads": NAMES[known(case.language)],
        "mind": concerning(case.policy.rules, case.right),
        "beside": [(one, RIGHTS[one.right], label_of(one).officer) for one in linked(case)],
        "suspected": SIGNS.get(case.suspected, "") if case.is_open else "",
        "undecided_objection": case.right == "objection" and _is_undecided(case),
        "hold": keeping.standing(case),
        "erasure": keeping.asked_for(case),
        "ticket": conflict(case),
        "shut": is_shut(case),
        "incidents": incidents,
        "unsettled": any(one.incident.is_open for one in incidents),
        "stop": deletions.of_case(case, today),
        "taken": taken(case),
        "transfer": transfer(case),
        "regulator": regulator(case, today),
    }


def _what_was_kept(case: Case) -> dict[str, Any]:
    """What was asked, found, answered and written, and by whom."""
    documents = case_parts.documents(case)
    timeline = told(history(case.company_id, case.reference), case, without=IDS)
    return {
        "person": case_parts.person(case),
        "asked": case_parts.asked(case),
        "identity": case_parts.identity(case),
        "searches": searches(case),
        "documents": documents,
        "downloads": case_parts.downloads(documents, timeline),
        "conversation": case_parts.conversation(case),
        "timeline": timeline,
    }


def _who_is_told(desk: Desk, case: Case, now: datetime) -> dict[str, Any]:
    """Of the desk: when, by whom it is looked at, and for whom it sleeps."""
    reminders = case_parts.reminders(case)
    until = asleep_until(case, desk.user, now)
    return {
        "reminders": [one for one in reminders if one.sent or not one.late],
        "reminders_if_late": [one for one in reminders if one.late and not one.sent],
        "escalations": escalations(case),
        "levels": levels_of(desk, case),
        "also_here": also_here(case, desk.user, now),
        "asleep_until": until and when(until, case.company),
    }


def _is_undecided(case: Case) -> bool:
    return case.is_open and case.released_at is None


def _entry(case: Case) -> dict[str, Any]:
    """All that is left of an erased case, in words."""
    entry = entry_of(case)
    grounds = {**EXTENSION_GROUNDS, **REFUSAL_GROUNDS}
    named = (
        ("Extended because", entry.extension_ground),
        ("Refused because", entry.refusal_ground),
        ("Left out because", entry.withheld_ground),
    )
    return {
        "case": case,
        "entry": entry,
        "right": RIGHTS[case.right],
        "label": label_of(case),
        "why": WHY.get(case.erased_for, case.erased_for),
        "grounds": [(name, grounds[code].label) for name, code in named if code in grounds],
        "certificate": certificate_of(case),
        "timeline": told(history(case.company_id, case.reference), case, without=IDS),
    }
