"""A request comes in, through whatever door."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from deadlines import operations as clocks
from deadlines.models import Clock
from dsar.companies.models import Company
from dsar.companies.rights import AT_ONCE, OTHER, RIGHTS
from dsar.companies.rules import Rules
from dsar.transactions import in_transaction
from dsar.vault import operations as vault
from dsar.vault.models import DataKey
from identity import operations as identity
from identity.models import Item, SkipReason, Verification
from identity.operations import ItemSpec

from .. import letters
from ..dates import civil_date
from ..errors import Invalid
from ..finding import make_findable
from ..models import Case, Channel, Document, Message
from ..planning import plan_first_reminders
from ..proof import MANDATE
from ..references import new_reference
from ..terms import terms_of
from ..together import Together
from ..transfer import Transfer
from ..transitions import Status
from . import new_contact, passing_on
from .changing import keep_message, record
from .passing_on import Elsewhere

# The item that a code to `Person.email` proves. A policy may ask for other addresses besides.
ADDRESS = "email"
# The kind of a message that holds what somebody knows, or declares.
EVIDENCE = "evidence"


@dataclass(frozen=True)
class Person:
    """Who is asking, and whom the answer goes to."""

    name: str
    email: str = ""
    postal: str = ""
    representing: str = ""
    """The data subject's name, where somebody asks for them."""
    authority: str = ""
    """Why they may."""


@dataclass(frozen=True)
class Proof:
    """What was said or given for one identity item: a text, a sealed file, or “I cannot”."""

    code: str
    text: str = ""
    file_id: UUID | None = None
    not_held: bool = False
    by_post: bool = False
    confirmed: bool = False
    """It proved itself: a code came back, a fact matched, an account or a service said yes."""


@dataclass(frozen=True)
class Request:
    """What a person asks of one company, whichever way it came."""

    right: str
    channel: str
    received_at: datetime
    person: Person
    details: Sequence[tuple[str, str]] = ()
    """Questions as they were put and the answers given, in order and in English."""
    as_shown: Sequence[tuple[str, str]] = ()
    """The same, where the page spoke another language."""
    text: str = ""
    proofs: Sequence[Proof] = ()
    documents: Sequence[UUID] = ()
    language: str = "en"
    external: tuple[str, str] = ("", "")
    is_test: bool = False
    receiver: tuple[str, str] | None = None
    """Name and address of the other company that the data should go to, if any."""
    colleague: tuple[str, str] | None = None
    """Name and address of who could be the contact instead, if they gave one."""
    elsewhere: Elsewhere | None = None
    """What they said of another organisation that may decide, where they were asked."""
    regime: str = ""
    """The law they ask under, where that is not the company's own."""
    data_key: DataKey | None = None
    """The key that files given so far are sealed under; a new one if none."""


@in_transaction
def receive_request(*, company: Company, request: Request, actor: str, now: datetime) -> Case:
    """Open a case under the company's current policy, start its clock, owe the acknowledgement.

    The clock runs from `request.received_at`, the moment it reached the company (Art. 12(3)),
    not from this call. Raises Invalid for what cannot be used; whoever calls this within a
    transaction lets the error end it.
    """
    case = open_case(company=company, request=request, actor=actor, now=now)
    letters.send(case, "received", actor="system", now=now)
    return case


def open_case(
    *,
    company: Company,
    request: Request,
    actor: str,
    now: datetime,
    together: Together | None = None,
    about: Case | None = None,
) -> Case:
    """As `receive_request`, inside the caller's transaction, which owes the letter."""
    _check(request, now=now)
    policy = company.policy
    rules = policy.rules
    person = _on_one_line(request.person)
    case = Case(
        company=company,
        policy=policy,
        reference=_unused_reference(company),
        right=request.right,
        channel=request.channel,
        regime=request.regime,
        clock=_start_clock(company, rules, request, now=now),
        verification=_begin_verification(company, rules, request, now=now),
        data_key=request.data_key or vault.new_key(company_id=company.pk, now=now),
        language=request.language,
        external_system=request.external[0],
        external_id=request.external[1],
        is_test=request.is_test,
        received_at=request.received_at,
        created_at=now,
        together=together,
        about=about,
    )
    vault.seal(case, "person", asdict(person))
    details = {"answers": list(request.details), "text": request.text}
    besides = passing_on.as_kept(request.elsewhere) | new_contact.as_kept(request.colleague)
    vault.seal(case, "details", details | besides)
    _settle_identity_if_nothing_can_leak(case, now=now)
    case.save(force_insert=True)
    plan_first_reminders(case, now=now)

    _keep_receiver(case, request)
    make_findable(case.data_key, asdict(person), fresh=request.data_key is None)
    _keep_words(case, request)
    keep_documents(case, request.documents, now=now)
    record(
        case,
        "case.received",
        actor=actor,
        now=now,
        right=case.right,
        channel=case.channel,
        received_at=request.received_at.isoformat(),
        policy=policy.version,
        rule=case.clock.rule,
        due_on=_iso(case.clock.due_on),
    )
    return case


def _check(request: Request, *, now: datetime) -> None:
    if request.right not in RIGHTS and request.right != OTHER:
        raise Invalid("right", "Choose one of the rights.")
    if request.channel not in Channel.values:
        raise Invalid("channel", "Choose how the request came in.")
    # A minute's grace: two machines never agree on the second.
    if request.received_at > now + timedelta(minutes=1):
        raise Invalid("received_at", "The date of receipt cannot lie in the future.")
    if not request.person.name.strip():
        raise Invalid("name", "Give the name of the person who asks.")
    if not (request.person.email or request.person.postal):
        raise Invalid("email", "Give an email address or a postal address to answer to.")
    if len(request.person.email.strip().splitlines()) > 1:
        raise Invalid("email", "Write one email address, on one line.")


def _on_one_line(person: Person) -> Person:
    """Letters open with the name: with line breaks a stranger could write the rest of one to
    whoever has the address."""
    name, subject = (" ".join(text.split()) for text in (person.name, person.representing))
    return replace(person, name=name, representing=subject, email=person.email.strip())


def _unused_reference(company: Company) -> str:
    """With 28 million to draw from; the unique constraint has the last word."""
    while True:
        reference = new_reference(company.code)
        if not Case.objects.filter(reference=reference).exists():
            return reference


def _start_clock(company: Company, rules: Rules, request: Request, *, now: datetime) -> Clock:
    received_on = civil_date(company, request.received_at)
    terms = terms_of(
        company, rules, right=request.right, received_on=received_on, regime=request.regime
    )
    return clocks.start_clock(
        company_id=company.pk,
        request=request.right,
        received_on=received_on,
        rule=terms.rule,
        calendar=terms.calendar,
        overrides=terms.overrides,
        promise=terms.promise,
        target_days=terms.target_days,
        now=now,
    )


def _begin_verification(
    company: Company, rules: Rules, request: Request, *, now: datetime
) -> Verification:
    """The address is always an item; what the policy names follows, with what was given for it."""
    items = []
    if request.person.email:
        items.append(ItemSpec(ADDRESS, Item.Kind.EMAIL, "Control of the email address"))
    given = {proof.code: proof for proof in request.proofs}
    items += [
        ItemSpec(said.value.code, said.value.kind, said.value.label)
        for said in rules.identity.items
        if said.value.code in given and said.value.code != ADDRESS
    ]
    if MANDATE.code in given and request.person.representing:
        items.append(MANDATE)
    verification = identity.begin(company_id=company.pk, items=items, now=now)
    for item in items:
        if proof := given.get(item.code):
            keep_proof(verification, proof, now=now)
    return verification


def keep_proof(verification: Verification, proof: Proof, *, now: datetime) -> None:
    if proof.not_held or proof.by_post:
        identity.cannot_give(
            verification_id=verification.pk, code=proof.code, by_post=proof.by_post, now=now
        )
    elif proof.file_id or proof.text:
        identity.give(
            verification_id=verification.pk, code=proof.code, file_id=proof.file_id, now=now
        )


def _settle_identity_if_nothing_can_leak(case: Case, *, now: datetime) -> None:
    """Opting out and withdrawing consent must be as easy as agreeing was (Art. 7(3), 21(3))."""
    if case.right not in AT_ONCE:
        return
    identity.skip(
        verification_id=case.verification_id,
        reason=SkipReason.NO_DATA_LEAVES,
        actor="system",
        now=now,
    )
    case.status, case.identity_settled_at = Status.IN_PROGRESS, now


def _keep_receiver(case: Case, request: Request) -> None:
    if request.receiver:
        transfer = Transfer(company=case.company, case=case)
        name, address = request.receiver
        vault.seal(transfer, "receiver", {"name": name, "address": address})
        transfer.save(force_insert=True)


def _keep_words(case: Case, request: Request) -> None:
    """Their own words open the conversation. What they gave as proof stands apart: only officers
    read it, and not for longer than they need."""
    keep_message(
        case,
        Message.Direction.IN,
        "request",
        RIGHTS.get(case.right, "Something else"),
        _in_lines(request.details, request.text),
        as_shown=_in_lines(request.as_shown, request.text),
        actor="requester",
        now=request.received_at,
    )
    labels = {said.value.code: said.value.label for said in case.policy.rules.identity.items}
    for proof in request.proofs:
        if proof.text:
            keep_evidence(
                case, labels.get(proof.code, proof.code), proof.text, now=request.received_at
            )


def _in_lines(details: Sequence[tuple[str, str]], text: str) -> str:
    lines = [f"{question}\n{answer}" for question, answer in details if answer]
    return "\n\n".join([*lines, text] if text else lines)


def keep_evidence(case: Case, label: str, text: str, *, now: datetime) -> None:
    """Sealed, for an officer to compare; gone with the decision."""
    keep_message(case, Message.Direction.IN, EVIDENCE, label, text, actor="requester", now=now)


def keep_documents(case: Case, file_ids: Sequence[UUID], *, now: datetime) -> None:
    """They lie with the case as what the requester sent, for the officers to open."""
    for file_id in file_ids:
        document = Document(
            company=case.company,
            case=case,
            kind=Document.Kind.SENT,
            file_id=file_id,
            added_at=now,
        )
        vault.seal(document, "explanation", "")
        document.save(force_insert=True)


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
