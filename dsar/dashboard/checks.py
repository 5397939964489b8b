"""What proves that a request was dealt with: each step as the records of the work say it.

Nobody ticks anything. A step is done, does not apply, with the reason, or is open.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from deadlines.models import Clock
from deadlines.operations import working_told
from dsar.cases.approval import Approval
from dsar.cases.dates import civil_date, in_words
from dsar.cases.done import KINDS, body_of, row_of
from dsar.cases.done import gate as done_gate
from dsar.cases.grounds import FEE_GROUNDS, REFUSAL_GROUNDS
from dsar.cases.incidents import undone
from dsar.cases.letter_kinds import RECEIPTS
from dsar.cases.listed import ACCESS, said_of
from dsar.cases.listed import gate as listed_gate
from dsar.cases.models import Case, Message
from dsar.cases.operations.transferring import is_to_be_sent, transfer_of
from dsar.cases.proposals import proposal_of
from dsar.cases.transitions import Outcome
from dsar.companies.keeping import term, told
from dsar.fulfilment.gate import LOOKED_FOR
from dsar.fulfilment.models import SearchTask
from dsar.fulfilment.review.schedule import findings_of
from dsar.outbox.models import Message as Owed
from dsar.outbox.models import State

from .happened import names_of, when, who

DONE, NOT_APPLICABLE, OPEN = "Done", "Does not apply", "Open"
ANSWERED = frozenset({Outcome.FULFILLED, Outcome.PARTLY_FULFILLED, Outcome.NOTHING_HELD})
_TONES = {DONE: "", NOT_APPLICABLE: "pause", OPEN: "warn"}
_SAID_BY = {
    "policy": "the policy",
    "law": "the law",
    "administrator": "our own choice",
    "example": "an example to be replaced",
}
_TOLD_ON = frozenset({"erasure", "rectification", "restriction"})


@dataclass(frozen=True)
class Check:
    name: str
    article: str
    state: str
    says: str
    place: str = ""
    """Put behind the address of the case's page; empty for the page itself."""

    @property
    def tone(self) -> str:
        return _TONES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state == OPEN


Found = tuple[str, str]
"""A state, and the sentence that says why."""


def checklist(case: Case) -> list[Check]:
    return [Check(name, article, *find(case), place) for name, article, place, find in _CHECKS]


def missing(case: Case) -> list[Check]:
    return [one for one in checklist(case) if one.is_open]


def _acknowledged(case: Case) -> Found:
    letter = case.messages.filter(kind__in=RECEIPTS, direction=Message.Direction.OUT).first()
    if letter is None:
        return OPEN, "No letter says that the request was received."
    if letter.by_post and letter.posted_at is None:
        return OPEN, "The letter waits to be printed and posted."
    return DONE, f"Written {when(letter.at, case.company)}."


def _identity(case: Case) -> Found:
    proof = case.verification
    if case.identity_settled_at and proof.decided_at:
        how = proof.get_method_display() or proof.get_reason_display()
        copies = proof.items.filter(file_id__isnull=False).count()
        if copies and not case.is_open:
            return OPEN, f"{how}. Copies of proof are still here: {copies}."
        kept = f"Copies of proof that are still here: {copies}." if copies else "No copy is kept."
        return DONE, f"{how}, {when(case.identity_settled_at, case.company)}. {kept}"
    if not case.is_open and case.outcome not in ANSWERED:
        return NOT_APPLICABLE, f"{_ended(case)}: nothing about anybody was said."
    return OPEN, "Who is asking has not been settled."


def _dates(case: Case) -> Found:
    clock = case.clock
    due = f"Due {in_words(clock.due_on)}" if clock.due_on else "No date was due"
    steps = len(working_told(clock, today=clock.stopped_on or clock.received_on).steps)
    counted = f"counted in {steps} step{'' if steps == 1 else 's'}"
    if clock.stopped_on is None:
        return OPEN, f"{due}, {counted}. The clock runs."
    ended = f"ended {in_words(clock.stopped_on)}"
    return DONE, f"{due}, {counted}; {ended}{_how_late(clock)}."


def _how_late(clock: Clock) -> str:
    """A promise of our own that was missed is no breach of the law, and is called by its name."""
    if clock.due_on is None or clock.stopped_on is None:
        return ""
    if clock.stopped_on <= clock.due_on:
        return ", in time"
    if clock.statutory_on and clock.stopped_on <= clock.statutory_on:
        return f", after our own promise and within the law’s {in_words(clock.statutory_on)}"
    return ", late"


def _searched(case: Case) -> Found:
    tasks = list(case.search_tasks.all())
    waiting = sum(task.is_open for task in tasks)
    if waiting:
        return OPEN, f"{waiting} of {len(tasks)} searches wait for an answer."
    if tasks:
        signed = case.search_records.count()
        dropped = sum(task.state == SearchTask.State.DROPPED for task in tasks)
        more = f", {dropped} dropped with a reason" if dropped else ""
        return DONE, f"{len(tasks)} asked, {signed} signed records{more}."
    if _unanswered(case):
        return NOT_APPLICABLE, f"{_ended(case)}: nothing was looked for."
    if not case.company.systems.filter(retired_at=None).exists():
        return NOT_APPLICABLE, "The company lists no systems."
    if case.right not in LOOKED_FOR:
        return NOT_APPLICABLE, "This right asks for no copy, and its own record says what was done."
    return OPEN, "No search is recorded, although systems are listed."


def _reviewed(case: Case) -> Found:
    findings = findings_of(case)
    if undecided := sum(not one.decision for one in findings):
        return OPEN, f"{undecided} of {len(findings)} documents wait for a decision."
    if findings:
        held = sum(one.is_withheld for one in findings)
        return DONE, f"{len(findings)} decided; of {held} something is left out, with its ground."
    return NOT_APPLICABLE, "No document was put under review."


def _items(case: Case) -> Found:
    if case.right != ACCESS:
        return NOT_APPLICABLE, "Only a copy is answered with this list."
    if _unanswered(case):
        return NOT_APPLICABLE, f"{_ended(case)}: no copy was given."
    if case.outcome == Outcome.NOTHING_HELD:
        return NOT_APPLICABLE, "Nothing is held."
    if listed_gate(case) and case.released_at is None:
        return OPEN, "Not every item is answered."
    said = said_of(case)
    if said is None:
        return NOT_APPLICABLE, "The answer says that nothing is held, or went out without a list."
    return DONE, "Every item is answered or marked as not applicable."


def _recorded(case: Case) -> Found:
    if case.right not in KINDS:
        return NOT_APPLICABLE, "What is given is the answer itself."
    if _unanswered(case):
        return NOT_APPLICABLE, f"{_ended(case)}: nothing was to be done."
    row = row_of(case)
    if row is None or (case.released_at is None and done_gate(case)):
        return OPEN, "What was done is not recorded."
    by = who(row.taken_by, names_of({row.taken_by}))
    return DONE, f"{row.get_kind_display()}: done on {in_words(row.done_on)}, recorded by {by}."


def _approved(case: Case) -> Found:
    if _unanswered(case):
        return NOT_APPLICABLE, f"{_ended(case)}: no answer left."
    given = case.release_approval or _standing(case)
    if given is None or given.approved_at is None:
        return OPEN, "Nobody has approved the answer."
    names = names_of({given.approved_by, *given.prepared_by})
    by = f"{who(given.approved_by, names)}, {when(given.approved_at, case.company)}"
    prepared = ", ".join(who(one, names) for one in given.prepared_by)
    alone = f" Alone, because: {given.alone_because}" if given.alone_because else ""
    return DONE, f"Approved by {by}. Prepared by {prepared or 'nobody named'}.{alone}"


def _standing(case: Case) -> Approval | None:
    return case.approvals.filter(kind=Approval.Kind.RELEASE, state="approved").first()


def _released(case: Case) -> Found:
    if case.released_at is not None:
        return DONE, f"Released {when(case.released_at, case.company)}."
    if _unanswered(case):
        return NOT_APPLICABLE, f"{_ended(case)}: no answer left."
    return OPEN, "The answer has not been released."


def _delivered(case: Case) -> Found:
    letter = case.messages.filter(kind__in=_LAST, direction=Message.Direction.OUT).last()
    if letter is None:
        return OPEN, "No letter tells them how it ended."
    said = delivery_of(letter)
    if case.first_download_at:
        return DONE, f"{said[1]} First downloaded {when(case.first_download_at, case.company)}."
    return said


_LAST = ("answer", "refused", "withdrawn", "lapsed", "set_aside")


def delivery_of(letter: Message) -> Found:
    """How a letter of ours left, as far as is known."""
    company = letter.case.company
    if letter.by_post:
        if letter.posted_at is None:
            return OPEN, "It waits to be printed and posted."
        return DONE, f"Posted {when(letter.posted_at, company)}."
    owed = Owed.objects.filter(key=f"letter:{letter.pk}", company_id=letter.company_id).first()
    if owed is None:
        return DONE, "It stands on the page of the request; no mail was owed."
    if owed.state == State.SENT and owed.sent_at:
        return DONE, f"Taken by the mail server {when(owed.sent_at, company)}."
    said = {
        State.QUEUED: "The mail has not left yet.",
        State.FAILED: "The mail could not be delivered. Reach them in another way.",
    }
    return OPEN, said.get(State(owed.state), "The mail was not sent: its reason was gone.")


def _recipients(case: Case) -> Found:
    if case.right not in _TOLD_ON:
        return NOT_APPLICABLE, "Only a correction, a deletion or a restriction is passed on."
    if _unanswered(case):
        return NOT_APPLICABLE, f"{_ended(case)}: nothing was done that they would be told of."
    row = row_of(case)
    if row is None:
        return OPEN, "Nobody recorded which recipients were told."
    body = body_of(case, row)
    if body.get("nothing_held"):
        return NOT_APPLICABLE, "Nothing is held, so nobody had received it from us."
    if not body.get("recipients") and not body.get("untold"):
        return OPEN, "Nobody recorded which recipients were told."
    untold = " Some could not be told, with the reason." if body.get("untold") else ""
    return DONE, f"Recorded.{untold}"


def _restricted(case: Case) -> Found:
    if case.right != "restriction" or _unanswered(case):
        return NOT_APPLICABLE, "Nothing is restricted."
    row = row_of(case)
    if row is None:
        return OPEN, "The restriction is not recorded."
    if row.ended_on:
        return DONE, f"Since {in_words(row.done_on)}, lifted {in_words(row.ended_on)} after notice."
    return DONE, f"In force since {in_words(row.done_on)}."


def _transferred(case: Case) -> Found:
    found = transfer_of(case)
    if found is None:
        return NOT_APPLICABLE, "Nobody asked for the data to be sent to another company."
    if is_to_be_sent(case):
        return OPEN, "They want the data sent to the other company."
    if found.sent_at:
        return DONE, f"Sent {when(found.sent_at, case.company)}."
    return NOT_APPLICABLE, "They did not choose to have it sent on."


def _exceptions(case: Case) -> Found:
    if proposal_of(case) is not None:
        return OPEN, "A refusal or a fee waits for a second person."
    said = list(_said_no(case))
    if any(fee.is_open for fee in case.fees.all()):
        return OPEN, " ".join(said)
    return (DONE, " ".join(said)) if said else (NOT_APPLICABLE, "Nothing was refused or charged.")


def _said_no(case: Case) -> Iterator[str]:
    for fee in case.fees.all():
        how = "paid" if fee.paid_at else "not asked for any more" if fee.waived_at else "open"
        ground = FEE_GROUNDS[fee.ground]
        sum_ = f"{fee.amount} {fee.currency}"
        yield f"Fee of {sum_}, {how}: {ground.label} ({ground.cite(case.law)})."
    for word, code in (("Refused", case.refusal_ground), ("In part", case.withheld_ground)):
        if code:
            ground = REFUSAL_GROUNDS[code]
            yield f"{word}: {ground.label} ({ground.cite(case.law)})."


def _astray(case: Case) -> Found:
    if undone(case) is not None:
        return OPEN, "An answer reached the wrong person, and that is not settled."
    if case.incidents.exists():
        return DONE, "An answer reached the wrong person; it is settled who was told."
    return NOT_APPLICABLE, "No answer is known to have reached the wrong person."


def _kept(case: Case) -> Found:
    said = term(case.policy.rules, "content")
    hold = " A legal hold forbids it for now." if case.is_held else ""
    closed = case.closed_at and in_words(civil_date(case.company, case.closed_at))
    begins = f" Closed {closed}." if closed else ""
    return DONE, f"{told(said.value)} ({_SAID_BY[said.source]}).{begins}{hold}"


def _unanswered(case: Case) -> bool:
    """It ended without an answer, so that what an answer needs was never owed."""
    return not case.is_open and case.outcome not in ANSWERED


def _ended(case: Case) -> str:
    return f"Closed as {case.get_outcome_display().lower()}"


_CHECKS: tuple[tuple[str, str, str, Callable[[Case], Found]], ...] = (
    ("Acknowledged", "Art. 12(2)", "#conversation", _acknowledged),
    ("Who is asking", "Art. 12(6)", "#identity", _identity),
    ("The date and how it was counted", "Art. 12(3)", "#clock", _dates),
    ("Searched and signed", "Art. 5(2)", "#searches", _searched),
    ("Documents reviewed", "Art. 15(4)", "#documents", _reviewed),
    ("What the law lists beside a copy", "Art. 15(1)-(2)", "#taken", _items),
    ("What was done", "Art. 16-22", "#taken", _recorded),
    ("Recipients told", "Art. 19", "#taken", _recipients),
    ("Restriction", "Art. 18", "#taken", _restricted),
    ("Sent to another company", "Art. 20(2)", "#taken", _transferred),
    ("Refusal or fee", "Art. 12(4)-(5)", "#conversation", _exceptions),
    ("Answer approved by a second person", "Art. 5(2)", "#history", _approved),
    ("Answer released", "Art. 12(3)", "#history", _released),
    ("Told how it ended", "Art. 12(1), (4)", "#conversation", _delivered),
    ("Reached the right person", "Art. 33-34", "#history", _astray),
    ("How long it is kept", "Art. 5(1)(e)", "#history", _kept),
)
