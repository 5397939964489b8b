"""Which of the actions a person sees on a case: what may be done now and would change anything."""

from dataclasses import dataclass

from django.utils import timezone

from dsar.accounts.roles import Permission
from dsar.cases.done import KINDS
from dsar.cases.incidents import is_shut, undone
from dsar.cases.labels import is_late
from dsar.cases.listed import ACCESS
from dsar.cases.models import Case
from dsar.cases.operations import transferring
from dsar.cases.proposals import proposal_of
from dsar.cases.queries import allowed_actions, today_at
from dsar.cases.restriction import running
from dsar.cases.stopping import may_announce
from dsar.companies.rights import OTHER

from . import keeping, putting_right
from .actions import ACTS
from .forms import proof
from .proposals import APPROVED_BY
from .searches import ACTS as SEARCH_ACTS


@dataclass(frozen=True)
class Offer:
    """An action as a link."""

    name: str
    label: str


def offers(case: Case, permissions: frozenset[Permission]) -> list[Offer]:
    """What this person may do now: no right is named twice, and nobody's case taken away."""
    pointless = _pointless(case)
    allowed = [name for name in allowed_actions(case, permissions) if name in ACTS]
    if "recalculate" in allowed:
        # The table knows one way to recalculate; which of the two would change anything?
        place = allowed.index("recalculate")
        allowed[place : place + 1] = putting_right.worth_recalculating(case)
    return [Offer(name, ACTS[name].label) for name in allowed if name not in pointless]


def _pointless(case: Case) -> frozenset[str]:
    """What the table allows from here and the case gives no reason for."""
    owed = any(fee.is_open for fee in case.fees.all())
    found = {"resume"} if owed else {"record_payment", "waive_fee"}
    found |= proof.offered(case)
    if not may_announce(case, today=today_at(case, timezone.now())):
        found.add("announce_deletion")
    if case.right not in KINDS:
        found.add("record_done")
    if case.right != ACCESS:
        found.add("answer_items")
    if case.right != OTHER:
        found.add("choose_right")
    if case.owner_id is not None:
        found.add("take")
    if not is_late(case, today=today_at(case, timezone.now())):
        found.add("tell_late")
    if not case.suspected:
        found |= {"trust", "call_spam"}
    if case.first_download_at is not None:
        found.add("recall")
    if not transferring.is_theirs_to_say(case):
        found.add("record_choice")
    if not transferring.is_to_be_sent(case):
        found |= {"record_transfer", "return_transfer"}
    found |= _pointless_for_restriction(case)
    if case.answer_is_open(timezone.now()) or is_shut(case):
        found.add("open_download")
    if not case.search_tasks.exists():
        found |= SEARCH_ACTS
    found |= _pointless_for_proposals(case)
    found |= _pointless_for_keeping(case) | _pointless_for_misdelivery(case)
    return frozenset(found)


def _pointless_for_restriction(case: Case) -> set[str]:
    row = running(case)
    if row is None:
        return {"announce_end", "record_end"}
    return set() if row.ends_on else {"record_end"}


def _pointless_for_proposals(case: Case) -> set[str]:
    proposal = proposal_of(case)
    waiting = {APPROVED_BY[proposal.kind], "return_proposal"} if proposal else set()
    return {*APPROVED_BY.values(), "return_proposal"} - waiting


def _pointless_for_misdelivery(case: Case) -> set[str]:
    incident = undone(case)
    if incident is None:
        reported = {"decide_incident", "note_told"}
        left = case.released_at or any(one.kind == "answer" for one in case.messages.all())
        return reported if left else {*reported, "report_incident"}
    return {"report_incident"} if incident.decided_at else {"report_incident", "note_told"}


def _pointless_for_keeping(case: Case) -> set[str]:
    found = {"place_hold"} if case.is_held else {"lift_hold"}
    asked = not case.is_open and keeping.open_request(case) is not None
    if asked or case.is_held:
        found.add("ask_erasure")
    if not asked:
        found |= {"agree_erasure", "decline_erasure"}
    return found
