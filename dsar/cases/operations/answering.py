"""Preparing the answer, checking it, and letting the requester have it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.vault.models import SealedFile
from dsar.vault.operations import seal, unseal
from identity.models import SkipReason
from identity.operations import is_proved

from .. import done, gates, letters, listed
from ..answers import digest_of, draft_of, files_of, preparers_of
from ..approval import Approval
from ..errors import Invalid, NotAllowed
from ..grounds import REFUSAL_GROUNDS, for_right
from ..left_out import schedule_of
from ..models import Case, Document, Message
from ..planning import plan_reminders
from ..proof import goes_to, why_not_released
from ..transfer import Transfer
from ..transitions import Status
from . import approving, proposing
from .changing import keep_message, lock_case, move, record, save, stop_clock, today_at
from .downloading import OPEN_FOR
from .files import destroy
from .suppressing import note_deleted
from .taking import settle_listed
from .transferring import asking_facts

RELEASE = Approval.Kind.RELEASE


@transaction.atomic
def attach_answer(
    *, case_id: UUID, file: SealedFile, explanation: str, actor: str, now: datetime
) -> Document:
    """Add a file to the answer, with one plain sentence on what is in it. Nobody sees it yet.

    While a second person is asked to approve the answer, they are asked anew.
    """
    case = lock_case(case_id, doing="attach")
    if file.data_key_id != case.data_key_id:
        raise Invalid("file", "This file belongs to another case.")
    document = Document(
        company=case.company,
        case=case,
        kind=Document.Kind.ANSWER,
        file=file,
        added_by=actor,
        added_at=now,
    )
    seal(document, "explanation", explanation)
    document.save(force_insert=True)
    record(case, "answer.attached", actor=actor, now=now, document=str(document.pk))
    ask_anew(case, actor=actor, now=now)
    return document


@transaction.atomic
def remove_answer(*, case_id: UUID, document_id: UUID, actor: str, now: datetime) -> Case:
    """Take a file out of the answer again. Its bytes are gone, unless a search found it."""
    case = lock_case(case_id, doing="attach")
    document = case.documents.filter(pk=document_id, kind=Document.Kind.ANSWER).first()
    if document is None:
        raise Invalid("document", "There is no such file in this answer.")
    if document.was_found:
        document.kind = Document.Kind.FOUND
        document.save(update_fields=["kind"])
    else:
        file_id = document.file_id
        document.delete()
        destroy([file_id], now=now)
    record(case, "answer.removed", actor=actor, now=now, document=str(document_id))
    ask_anew(case, actor=actor, now=now)
    return case


@transaction.atomic
def send_to_review(
    *, case_id: UUID, answer: str, actor: str, now: datetime, withheld: str = ""
) -> Case:
    """Put the answer forward: a second person is asked to approve exactly this text and files.

    `withheld` is the ground on which something was left out, empty where nothing was: a refusal in
    part, whose reasons the text gives and whose ground and article the letter adds (Art. 12(4)).
    Raises Held while work is left that must come first, as the two steps after it do.
    """
    case = lock_case(case_id, doing="send_to_review")
    gates.pass_all(case)
    if not answer.strip():
        raise Invalid("answer", "Write what you answer, also where you hold nothing.")
    if withheld and withheld not in for_right(REFUSAL_GROUNDS, case.right):
        raise Invalid("withheld", "Choose a ground that the law knows for this right.")
    if not withheld and done.grounds_kept(case):
        raise Invalid("withheld", "Data are kept: choose the ground, as for what was left out.")
    keep_message(
        case, Message.Direction.NOTE, "draft-answer", "Draft of the answer", answer,
        actor=actor, now=now,
    )  # fmt: skip
    move(case, doing="send_to_review", withheld_ground=withheld)
    settle_listed(case, actor=actor, now=now)
    plan_reminders(case, now=now)
    record(case, "answer.drafted", actor=actor, now=now, withheld=withheld or None)
    ask_approval(case, actor=actor, now=now)
    return case


@transaction.atomic
def send_back(*, case_id: UUID, reason: str, actor: str, now: datetime) -> Case:
    """Return the answer to whoever works on it, saying what is missing."""
    case = lock_case(case_id, doing="send_back")
    if not reason.strip():
        raise Invalid("reason", "Write what has to change.")
    keep_message(
        case, Message.Direction.NOTE, "sent-back", "Sent back", reason, actor=actor, now=now
    )
    move(case, doing="send_back")
    plan_reminders(case, now=now)
    record(case, "answer.sent-back", actor=actor, now=now)
    approving.end(case, kind=RELEASE, state=Approval.State.SENT_BACK, actor=actor, now=now)
    return case


@transaction.atomic
def approve(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """A second person has checked this answer: it may be released, as it is now and not otherwise.

    Raises NotAllowed for whoever prepared any of it.
    """
    case = lock_case(case_id, doing="approve")
    gates.pass_all(case)
    move(case, doing="approve")
    plan_reminders(case, now=now)
    approving.give(case, kind=RELEASE, digest=digest_of(case), actor=actor, now=now)
    return case


@transaction.atomic
def release(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """Answer: the letter is owed, the files can be fetched, and the clock stops today.

    Raises NotAllowed while nobody has settled who is asking, and for files where that was skipped
    because nothing would be sent; and unless a second person approved exactly this answer.
    """
    case = lock_case(case_id, doing="release")
    gates.pass_all(case)
    documents = list(files_of(case))
    _refuse_to_whom_nobody_knows(case, documents, now=now)
    approval = approving.standing(case, kind=RELEASE, digest=digest_of(case))
    draft = draft_of(case)
    if draft is None:
        raise NotAllowed(f"{case.reference}: no answer has been written yet.")
    due_on = case.clock.due_on
    # What they said of an earlier answer says nothing of this one.
    Transfer.objects.filter(case=case, sent_at=None).update(choice="", chosen_at=None)
    save(
        case,
        released_at=now,
        release_approval=approval,
        goes_to=goes_to(case),
        download_until=now + OPEN_FOR,
        first_download_at=None,
    )
    proposing.withdraw(case, actor=actor, now=now)
    stop_clock(case, now=now)
    record(
        case,
        "answer.released",
        actor=actor,
        now=now,
        documents=[str(document.pk) for document in documents],
        approved_by=approval.approved_by,
        goes_to=case.goes_to,
        due_on=due_on and due_on.isoformat(),
        in_time=due_on is None or today_at(case, now) <= due_on,
    )
    note_deleted(case, actor=actor, now=now)
    letters.send(
        case,
        "answer",
        actor=actor,
        now=now,
        answer=text_of(draft),
        files=len(documents),
        holds_while="answer-out",
        done=done.told(case),
        listed=listed.lines(case),
        **asking_facts(case),
        **left_out(case, case.withheld_ground),
    )
    return case


def ask_approval(case: Case, *, actor: str, now: datetime) -> None:
    """A second person is asked for the answer as it is now, which waits in review."""
    approving.ask(
        case,
        kind=RELEASE,
        digest=digest_of(case),
        prepared_by=preparers_of(case),
        actor=actor,
        now=now,
    )


def ask_anew(case: Case, *, actor: str, now: datetime) -> None:
    """Something changed of what is to be approved, or was: a second person looks at it as it is."""
    if case.status == Status.READY:
        save(case, status=Status.IN_REVIEW)
        plan_reminders(case, now=now)
    if case.status == Status.IN_REVIEW:
        ask_approval(case, actor=actor, now=now)


def left_out(case: Case, ground: str) -> dict[str, object]:
    """What the letter says of something left out: the ground and its article, or nothing; and of
    each document that something was left out of."""
    schedule: dict[str, object] = {"schedule": schedule_of(case)}
    if not ground:
        return schedule
    known = REFUSAL_GROUNDS[ground]
    return schedule | {"withheld": known.label, "article": letters.cited(case, known)}


def _refuse_to_whom_nobody_knows(
    case: Case, documents: Sequence[Document], *, now: datetime
) -> None:
    if case.identity_settled_at is None:
        raise NotAllowed(f"{case.reference}: who is asking has not been settled.")
    if documents and not _may_receive_data(case):
        raise NotAllowed(
            f"{case.reference}: who is asking was not checked, so no file can be released."
        )
    if why := why_not_released(case, now=now):
        raise NotAllowed(why)


def _may_receive_data(case: Case) -> bool:
    """Skipped because no data leaves, whoever skipped it: then none may."""
    verification = case.verification
    return is_proved(verification) and verification.reason != SkipReason.NO_DATA_LEAVES


def text_of(message: Message) -> str:
    text: str = unseal(message, "body")["text"]
    return text
