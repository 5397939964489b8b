"""A draft becomes a case, once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation

from dsar import languages
from dsar.audit import operations as audit
from dsar.cases.models import Case
from dsar.cases.operations.intake import Person, Proof, Request
from dsar.cases.operations.passing_on import Elsewhere
from dsar.cases.operations.suspecting import suspect
from dsar.cases.operations.together import receive_together
from dsar.companies.rights import AT_ONCE, choices
from dsar.outbox.models import Message, State
from dsar.vault import files

from .drafts import AlreadySent, answers_of, lock_unsent
from .mailing import may_mail
from .models import Draft
from .questions import first_open, plan, rights_of, what
from .steps import Answer, Answers, Field, Step

# Faster than anybody reads two pages.
SOONEST = timedelta(seconds=4)
NOT_QUESTIONS = frozenset({"contact", "by-post", "address", "what", "also"})
ADDRESSES = ("by-post", "contact", "address")
# Of somebody else, or said to us alone: no other organisation reads it.
OUR_OWN = frozenset({"other-names", "still", "contact-name", "contact-email", "receiver-address"})


class Incomplete(Exception):
    """A page has not been answered."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.title)
        self.step = step


@transaction.atomic
def send(*, draft_id: UUID, trapped: bool, now: datetime, crowded: bool = False) -> Case:
    """The request counts from this moment. Sent again, it gives the case of the first time; where
    several rights were asked for, the one that has the proofs and the receipt.

    What looks like a machine is received like everything else, and the case says so.
    """
    try:
        draft = lock_unsent(draft_id)
    except AlreadySent:
        return _case_of(draft_id)
    answers = answers_of(draft)
    company = draft.company.read_policy_once()
    steps = plan(company=company.name, rules=company.policy.rules, answers=answers)
    if missing := first_open(steps, answers):
        raise Incomplete(missing)

    requests = requests_of(steps, answers, draft=draft, now=now)
    cases = receive_together(company=company, requests=requests, actor="requester", now=now)
    _forget_what_goes_nowhere(answers, requests, now=now)
    draft.sent_case, draft.answers = cases[0], None
    draft.save(update_fields=["sent_case", "answers"])
    email = requests[0].person.email
    if email and not may_mail(company_id=company.pk, email=email):
        _hold_back_receipt(cases[0], now=now)
    if suspicion := _suspicion(draft, trapped=trapped, crowded=crowded, now=now):
        suspect(cases=cases, sign=suspicion, now=now)
    return cases[0]


def _forget_what_goes_nowhere(answers: Answers, requests: list[Request], *, now: datetime) -> None:
    """A file given on a page that the request no longer has: no proof names it, so nobody would
    ever look at it or delete it."""
    named = {proof.file_id for request in requests for proof in request.proofs}
    for answer in answers.values():
        if answer.get("file") and UUID(answer["file"]) not in named:
            files.destroy(file_id=UUID(answer["file"]), now=now)


def requests_of(
    shown: tuple[Step, ...], answers: Answers, *, draft: Draft, now: datetime
) -> list[Request]:
    """One for each right, in English for officers and as the pages put it; what the person wrote
    stays as it is."""
    company, language = draft.company, languages.in_force()
    with translation.override(languages.ENGLISH):
        steps = plan(company=company.name, rules=company.policy.rules, answers=answers)
        requests = _requests(steps, answers, draft=draft, language=language, now=now)
    return [
        replace(one, as_shown=list(details(shown, answers, right=one.right))) for one in requests
    ]


def _requests(
    steps: tuple[Step, ...], answers: Answers, *, draft: Draft, language: str, now: datetime
) -> list[Request]:
    """One for each right. The first has the proofs, so it is one that may need them."""
    first, *others = sorted(rights_of(answers), key=lambda right: right in AT_ONCE)
    request = Request(
        right=first,
        channel="form",
        received_at=now,
        person=_person(steps, answers),
        details=list(details(steps, answers, right=first)),
        proofs=list(_proofs(steps, answers)),
        receiver=_receiver(steps, answers, right=first),
        colleague=_colleague(steps, answers, right=first),
        elsewhere=_elsewhere(steps, answers, right=first),
        language=language,
        data_key=draft.data_key,
    )
    return [
        request,
        *(
            replace(
                request,
                right=right,
                receiver=_receiver(steps, answers, right=right),
                colleague=_colleague(steps, answers, right=right),
                elsewhere=_elsewhere(steps, answers, right=right),
                details=list(details(steps, answers, right=right)),
                proofs=(),
                data_key=None,
            )
            for right in others
        ),
    ]


def details(steps: tuple[Step, ...], answers: Answers, *, right: str) -> Iterator[tuple[str, str]]:
    """The questions put for this right and for all, and what was answered, in words."""
    for code, label in choices():
        if code == right:
            yield what().title, label
    for step in steps:
        ours = step.item is None and step.slug not in NOT_QUESTIONS and step.right in ("", right)
        if ours:
            for field in step.fields:
                if said := in_words(field, answers.get(step.slug, {})):
                    yield field.label, said


def in_words(field: Field, answer: Answer) -> str:
    """The answer as the person would say it; empty for nothing."""
    value = answer.get(field.name) or ""
    labels: dict[str, str] = dict(field.options)
    if isinstance(value, list):
        return ", ".join(labels.get(str(code), str(code)) for code in value)
    return labels.get(str(value), str(value))


def _person(steps: tuple[Step, ...], answers: Answers) -> Person:
    asked = {step.slug for step in steps}
    contact = next((answers[slug] for slug in ADDRESSES if slug in asked), {})
    behalf = answers.get("behalf", {}) if "behalf" in asked else {}
    email = contact.get("email", "")
    return Person(
        # Stopping marketing takes an address and no name.
        name=contact.get("name") or email,
        email=email,
        postal=_postal(contact),
        representing=behalf.get("representing", ""),
        authority=behalf.get("authority", ""),
    )


def _postal(contact: Answer) -> str:
    """As on an envelope: the country last, on a line of its own, in capitals."""
    lines = [line.strip() for line in str(contact.get("postal", "")).strip().splitlines()]
    country = str(contact.get("country", "")).strip()  # none in a draft from before it was asked
    if country and lines and lines[-1].casefold() == country.casefold():
        lines.pop()
    return "\n".join([*lines, country.upper()]).strip()


def _receiver(steps: tuple[Step, ...], answers: Answers, *, right: str) -> tuple[str, str] | None:
    for step in steps:
        if step.right == right and step.slug.endswith("receiver"):
            said = answers.get(step.slug, {})
            return said["receiver"], said["receiver-address"]
    return None


def _colleague(steps: tuple[Step, ...], answers: Answers, *, right: str) -> tuple[str, str] | None:
    for step in steps:
        said = answers.get(step.slug, {})
        if step.right == right and step.slug.endswith("instead") and said.get("contact-email"):
            return said.get("contact-name") or "", said["contact-email"]
    return None


def _elsewhere(steps: tuple[Step, ...], answers: Answers, *, right: str) -> Elsewhere | None:
    if not any(step.slug == "elsewhere" for step in steps):
        return None
    said = answers.get("elsewhere", {})
    asks = [
        f"{field.label}\n{words}"
        for step in steps
        if step.right == right
        for field in step.fields
        if field.name not in OUR_OWN and (words := in_words(field, answers.get(step.slug, {})))
    ]
    return Elsewhere(said.get("organisation", ""), said["pass-on"], "\n\n".join(asks))


def _proofs(steps: tuple[Step, ...], answers: Answers) -> Iterator[Proof]:
    for step in steps:
        if step.item is None:
            continue
        answer = answers.get(step.slug, {})
        yield Proof(
            code=step.item.code,
            text=answer.get("text") or answer.get("email") or "",
            file_id=UUID(answer["file"]) if answer.get("file") else None,
            not_held=answer.get("instead") == "none",
            by_post=answer.get("instead") == "post",
        )


def _hold_back_receipt(case: Case, *, now: datetime) -> None:
    """The request counts and the page says so; only the mail stays here. The letter is kept."""
    letter = case.messages.get(kind__startswith="received")
    Message.objects.filter(key=f"letter:{letter.pk}", state=State.QUEUED).update(
        state=State.DROPPED
    )
    audit.record(
        company_id=case.company_id,
        event="letter.held-back",
        subject=case.reference,
        actor="system",
        now=now,
    )


def _case_of(draft_id: UUID) -> Case:
    case = Draft.objects.select_related("sent_case__company").get(pk=draft_id).sent_case
    assert case is not None  # noqa: S101  # the caller has just seen it
    return case


def _suspicion(draft: Draft, *, trapped: bool, crowded: bool, now: datetime) -> str:
    """The plainest sign first."""
    if trapped:
        return "trap"
    if now - draft.started_at < SOONEST:
        return "too-fast"
    return "crowded" if crowded else ""
