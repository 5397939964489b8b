"""What an officer decides about a message. Each can be put right: nothing of it is thrown away."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.audit import operations as audit
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case, Channel, Document
from dsar.cases.operations.changing import is_held_now, lock_case, record
from dsar.cases.operations.intake import Person, Request
from dsar.cases.operations.together import receive_together
from dsar.content import taking_in
from dsar.vault import files
from dsar.vault import operations as vault

from . import filing, reading
from .models import Mail

# From here an officer decides; a bounce or a machine's answer may turn out to be a request.
UNDECIDED = frozenset({Mail.State.TRIAGE, Mail.State.AUTOMATIC, Mail.State.BOUNCE})


@transaction.atomic
def accept(
    *,
    mail_id: UUID,
    rights: Sequence[str],
    name: str,
    email: str,
    language: str,
    actor: str,
    now: datetime,
) -> list[Case]:
    """A case for each right, received when the message arrived; the first keeps the message and its
    files. The receipt is owed to `email`. Raises Invalid and NotAllowed."""
    mail = _locked(mail_id, *UNDECIDED)
    if not rights:
        raise Invalid("rights", "Choose what they ask for.")
    facts = reading.facts_of(mail)
    taken = [found for _, found in reading.files_of(mail, facts) if found]
    kept = [taking_in.keep(one, data_key=mail.data_key, now=now).pk for one in taken]
    text = filing.words_of(facts) or facts.subject
    if facts.subject and text != facts.subject:
        text = f"{facts.subject}\n\n{text}"
    requests = [
        Request(
            right=right,
            channel=Channel.EMAIL,
            received_at=mail.received_at,
            person=Person(name=name, email=email),
            text=text,
            language=language,
            documents=kept if first else (),
            data_key=mail.data_key if first else None,
        )
        for first, right in ((right == rights[0], right) for right in rights)
    ]
    cases = receive_together(company=mail.company, requests=requests, actor=actor, now=now)
    mail.case, mail.state = cases[0], Mail.State.CASE
    _decided(mail, actor=actor, now=now)
    return cases


@transaction.atomic
def put_into_case(*, mail_id: UUID, case: Case, actor: str, now: datetime) -> Case:
    """The message belongs to this case of the same company. Raises what the case says."""
    mail = _locked(mail_id, *UNDECIDED)
    if case.company_id != mail.company_id:
        raise Invalid("reference", "Give the reference of a case of the same company.")
    filing.put_into(mail, case, actor=actor, now=now)
    _decided(mail, actor=actor, now=now)
    return case


@transaction.atomic
def call_no_request(*, mail_id: UUID, why: str, actor: str, now: datetime) -> Mail:
    """It is kept, with the reason, until its time is over. Nobody is answered by the desk."""
    mail = _locked(mail_id, *UNDECIDED)
    if why not in Mail.Why.values:
        raise Invalid("why", "Choose what it is.")
    mail.state, mail.why, mail.case = Mail.State.NO_REQUEST, why, None
    _decided(mail, actor=actor, now=now)
    _note(mail, "mail.no-request", actor=actor, now=now, what=why)
    return mail


@transaction.atomic
def put_back(*, mail_id: UUID, actor: str, now: datetime) -> Mail:
    """It waits for a decision again. What a case took of it, words and files, is no longer there:
    they may be another person's. A clock that its answer set going keeps going; the question can be
    asked again. A case that it opened is closed there, and cannot be undone from here."""
    mail = _locked(mail_id, Mail.State.NO_REQUEST, Mail.State.MESSAGE, Mail.State.AUTOMATIC)
    if mail.state == Mail.State.MESSAGE:
        _take_out(mail, actor=actor, now=now)
    mail.state, mail.why, mail.case = Mail.State.TRIAGE, "", None
    mail.decided_at, mail.decided_by = None, ""
    mail.save()
    _note(mail, "mail.put-back", actor=actor, now=now)
    return mail


def _take_out(mail: Mail, *, actor: str, now: datetime) -> None:
    assert mail.case_id  # noqa: S101 - a constraint holds it
    case = lock_case(mail.case_id, doing="write")
    if is_held_now(case):
        raise NotAllowed(f"{case.reference} is held: what it has stays there.")
    filing.under(mail, vault.new_key(company_id=mail.company_id, now=now), now=now)
    message = case.messages.filter(pk=mail.message_id).first() if mail.message_id else None
    if message:
        message.case = case
        names = (vault.unseal(message, "body") or {}).get("files", [])
        # Made right after it, one for each name; of another message of that moment, after those.
        came = Document.objects.filter(case=case, kind=Document.Kind.SENT, added_at=message.at)
        its_own = came.filter(pk__gt=message.pk).order_by("pk")[: len(names)]
        for file_id in its_own.values_list("file_id", flat=True):
            files.destroy(file_id=file_id, now=now)
        vault.seal(message, "body", {"subject": "Email", "text": TAKEN_OUT})
        message.save(update_fields=["body"])
    mail.message_id = None
    record(case, "mail.taken-out", actor=actor, now=now)


TAKEN_OUT = "This email did not belong here. It was taken out, with its files."


def _decided(mail: Mail, *, actor: str, now: datetime) -> None:
    mail.decided_at, mail.decided_by = now, actor
    mail.save(update_fields=["state", "why", "case", "decided_at", "decided_by"])


def _locked(mail_id: UUID, *states: str) -> Mail:
    rows = Mail.objects.select_for_update(of=("self",)).select_related(
        "company", "data_key__company_key", "raw", "case__data_key__company_key"
    )
    mail = rows.get(pk=mail_id)
    mail.raw.data_key = mail.data_key
    if mail.state not in states:
        raise NotAllowed("Somebody has decided about this email already.")
    return mail


def _note(mail: Mail, event: str, *, actor: str, now: datetime, **facts: str) -> None:
    audit.record(
        company_id=mail.company_id,
        event=event,
        subject=f"mail:{mail.pk}",
        actor=actor,
        now=now,
        facts=facts,
    )
