"""A case: what to do next and by when first, then all that is known of it."""

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
from dsar.cases.nothing_there import remember_what_is_empty
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
    found = desk.case(reference)
    if found.erased_at is not None:
        return page(request, desk, "register.html", _entry(found))
    remember_what_is_empty(found)
    permissions = desk.permissions(found.company_id)
    today = today_at(found, timezone.now())
    step, possible = next_step(found), offers(found, permissions)
    names = {offer.name for offer in possible}
    waits = step is not None and step[0] in WAITING
    reminders = case_parts.reminders(found)
    timeline = told(history(found.company_id, found.reference), found, without=IDS)
    until = asleep_until(found, desk.user, timezone.now())
    context = {
        "case": found,
        "suspected": SIGNS.get(found.suspected, "") if found.is_open else "",
        "may_say": "trust" in names,
        "may_call_spam": "call_spam" in names,
        "proposal": (proposed := proposals.waiting(found, desk.actor)),
        "may_decide": proposed is not None and proposed["approve"] in names,
        "undecided_objection": found.right == "objection" and _is_undecided(found),
        "hold": keeping.standing(found),
        "ticket": conflict(found),
        "shut": is_shut(found),
        "incidents": (incidents := misdeliveries.of_case(found)),
        "unsettled": any(one.incident.is_open for one in incidents),
        "erasure": keeping.asked_for(found),
        "today": today,
        "tone": tone_of(found, today=today),
        "label": label_of(found),
        "right": RIGHTS[found.right],
        "step": step,
        "step_possible": (step_possible := step is not None and step[0] in names),
        "first": before(found, step[0]) if step and step_possible and not waits else [],
        "waits": waits,
        "others": [
            offer
            for offer in possible
            if (waits or not step or offer.name != step[0]) and offer.name not in SEARCH_ACTS
        ],
        "searches": searches(found),
        "may_ask": "ask_search" in names,
        "may_search": "record_search" in names,
        "may_remove": "attach" in names,
        "works": bool(permissions) and bool(names),
        "person": case_parts.person(found),
        "reads": NAMES[known(found.language)],
        "received": when(found.received_at, found.company),
        "asked": case_parts.asked(found),
        "beside": [(one, RIGHTS[one.right], label_of(one).officer) for one in linked(found)],
        "mind": concerning(found.policy.rules, found.right),
        "identity": case_parts.identity(found),
        "documents": (documents := case_parts.documents(found)),
        "stop": deletions.of_case(found, today),
        "taken": taken(found),
        "transfer": transfer(found),
        "regulator": regulator(found, today),
        "downloads": case_parts.downloads(documents, timeline),
        "conversation": case_parts.conversation(found),
        "reminders": [one for one in reminders if one.sent or not one.late],
        "reminders_if_late": [one for one in reminders if one.late and not one.sent],
        "escalations": escalations(found),
        "levels": levels_of(desk, found),
        "timeline": timeline,
        "also_here": also_here(found, desk.user, timezone.now()),
        "asleep_until": until and when(until, found.company),
    }
    return page(request, desk, "case.html", context)


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
