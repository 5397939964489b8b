"""The actions of the desk as data: what is asked, what is called, what is shown before.

Who may do them from which status stands in the lifecycle table; nothing here repeats it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dsar.accounts.roles import Permission
from dsar.cases.operations import (
    addressing,
    answering,
    assigning,
    charging,
    clarifying,
    closing,
    correcting,
    downloading,
    erasing,
    extending,
    holding,
    lapsing,
    late,
    misdelivering,
    posting,
    recalculating,
    recalling,
    refusing,
    reopening,
    representing,
    rights,
    transferring,
    verifying,
)
from dsar.cases.transitions import ACTIONS

from . import authority, guidance, keeping, misdeliveries, operations, putting_right
from .forms import afterwards, answer, identity, misdelivery, proof, waiting
from .forms import keeping as keeping_forms
from .forms.base import ActionForm
from .guidance import Guide


@dataclass(frozen=True)
class Act:
    """`rule` is its entry in the lifecycle table; `shows` a part of the case to look at first."""

    rule: str
    form: type[ActionForm]
    run: Callable[..., object]
    button: str
    done: str
    guide: Guide = guidance.no_clock
    shows: str = ""
    ends: bool = False
    """Cannot be taken back, which the page says."""
    proves: bool = False
    """Asks once more who sits here, if they have not proved it lately."""
    heading: str = ""
    """Where the table has no name of its own for it."""

    @property
    def label(self) -> str:
        return self.heading or ACTIONS[self.rule].label

    @property
    def permission(self) -> Permission | None:
        return ACTIONS[self.rule].permission


ACTS: dict[str, Act] = {
    "accept_identity": Act(
        "accept_identity",
        identity.AcceptIdentity,
        verifying.accept_identity,
        "Accept identity",
        "Identity accepted. Copies of documents are gone.",
        guidance.accepting,
        shows="identity",
    ),
    "skip_identity": Act(
        "skip_identity",
        identity.SkipIdentity,
        verifying.skip_identity,
        "Skip the check",
        "No further check. Copies of documents are gone.",
        guidance.skipping,
        shows="identity",
    ),
    "ask_identity": Act(
        "ask_identity",
        identity.AskIdentity,
        verifying.ask_for_identity,
        "Send and wait",
        "Asked for proof. The letter is on its way.",
        guidance.asking_identity,
        shows="identity",
    ),
    "send_letter_code": Act(
        "send_letter_code",
        proof.SendLetterCode,
        posting.send_letter_code,
        "Write the letter",
        "The letter waits to be printed: it is the newest message below.",
        guidance.asking_identity,
        shows="identity",
    ),
    "accept_authority": Act(
        "accept_authority",
        proof.AcceptAuthority,
        representing.accept_authority,
        "Accept the authority",
        "The authority is noted, with the day on which it ends.",
        authority.accepting,
        shows="identity",
    ),
    "change_contact": Act(
        "change_contact",
        proof.ChangeContact,
        addressing.change_contact,
        "Change and tell both",
        "Changed. The old address is told, and the new one.",
        guidance.changing_contact,
        shows="identity",
    ),
    "ask_address": Act(
        "ask_address",
        proof.AskAddress,
        addressing.ask_address,
        "Send the letter",
        "Asked to confirm the address. The letter is on its way.",
        guidance.asking_address,
        shows="identity",
    ),
    "lapse": Act(
        "lapse",
        identity.Lapse,
        lapsing.lapse,
        "Send and close",
        "Closed for want of an answer. The letter is on its way.",
        guidance.lapsing,
        shows="identity",
        ends=True,
    ),
    "choose_right": Act(
        "choose_right",
        answer.ChooseRight,
        rights.choose_right,
        "Save",
        "The right is named.",
        guidance.choosing_right,
        shows="asked",
    ),
    "ask_question": Act(
        "ask_question",
        waiting.AskQuestion,
        clarifying.ask_question,
        "Send the question",
        "Question sent.",
        guidance.asking_question,
        shows="asked",
    ),
    "resume": Act(
        "resume",
        waiting.Resume,
        clarifying.resume,
        "Go on without waiting",
        "Work goes on. The requester is told.",
        guidance.resuming,
    ),
    "extend": Act(
        "extend",
        waiting.Extend,
        extending.extend,
        "Send and extend",
        "Extended. The letter is on its way.",
        guidance.extending,
    ),
    "correct_receipt": Act(
        "correct_receipt",
        afterwards.CorrectReceipt,
        correcting.correct_receipt,
        "Send and correct",
        "Corrected. The letter is on its way.",
        putting_right.correcting,
    ),
    "recalculate": Act(
        "recalculate",
        afterwards.Recalculate,
        recalculating.recalculate,
        "Recalculate",
        "Recalculated.",
        putting_right.recalculating,
    ),
    "recalculate_holidays": Act(
        "recalculate",
        afterwards.RecalculateHolidays,
        recalculating.recalculate_holidays,
        "Recalculate",
        "Recalculated.",
        putting_right.recalculating_holidays,
        heading="Recalculate with the holidays of today",
    ),
    "tell_late": Act(
        "tell_late",
        waiting.TellLate,
        late.tell_late,
        "Send it",
        "The requester is told that we are late.",
        guidance.telling_late,
    ),
    "ask_fee": Act(
        "ask_fee",
        waiting.AskFee,
        charging.ask_fee,
        "Send and wait",
        "Fee asked for. The letter is on its way.",
        guidance.asking_fee,
    ),
    "record_payment": Act(
        "record_payment",
        waiting.RecordPayment,
        charging.record_payment,
        "Record the payment",
        "Payment recorded. The requester is told.",
        guidance.recording_payment,
    ),
    "waive_fee": Act(
        "waive_fee",
        waiting.WaiveFee,
        charging.waive_fee,
        "Do without the fee",
        "No fee is asked for any more. The requester is told.",
        guidance.waiving_fee,
    ),
    "attach": Act(
        "attach",
        answer.Attach,
        operations.attach_upload,
        "Attach",
        "File attached. Nobody outside sees it before the release.",
        shows="documents",
    ),
    "remove_answer": Act(
        "attach",
        answer.RemoveAnswer,
        answering.remove_answer,
        "Remove the file",
        "File removed. Its content is gone.",
        guidance.removing,
        ends=True,
        heading="Remove a file from the answer",
    ),
    "send_to_review": Act(
        "send_to_review",
        answer.SendToReview,
        answering.send_to_review,
        "Send to review",
        "The answer waits for the approval of somebody else.",
        guidance.putting_forward,
        shows="documents",
    ),
    "send_back": Act(
        "send_back",
        answer.SendBack,
        answering.send_back,
        "Send back",
        "Sent back.",
        guidance.nothing_moves,
        shows="documents",
    ),
    "approve": Act(
        "approve",
        answer.Approve,
        answering.approve,
        "Approve",
        "Approved. It can be released now.",
        guidance.nothing_moves,
        shows="answer",
        proves=True,
    ),
    "release": Act(
        "release",
        answer.CheckedAnswer,
        answering.release,
        "Release the answer",
        "Answered. The letter is on its way.",
        guidance.it_stops,
        shows="answer",
        ends=True,
        proves=True,
    ),
    "recall": Act(
        "recall",
        answer.Recall,
        recalling.recall,
        "Take it back",
        "Taken back. Nobody had opened it, and nobody can.",
        putting_right.recalling,
    ),
    "open_download": Act(
        "open_download",
        answer.OpenDownload,
        downloading.open_again,
        "Open it for 30 days",
        "It can be downloaded for another 30 days.",
        guidance.reopening_download,
    ),
    "record_transfer": Act(
        "record_transfer",
        answer.RecordTransfer,
        transferring.record_transfer,
        "Record it and tell them",
        "Recorded. The letter is on its way.",
        guidance.sending_on,
        shows="transfer",
        ends=True,
    ),
    "report_incident": Act(
        "report_incident",
        misdelivery.ReportIncident,
        misdelivering.report_incident,
        "Report it and shut the download",
        "Reported. The download is shut, and the data protection officer is told.",
        misdeliveries.reporting,
    ),
    "decide_incident": Act(
        "decide_incident",
        misdelivery.DecideIncident,
        misdelivering.decide_incident,
        "Decide",
        "Decided. Whoever is to be told is told outside this desk; record it then.",
        misdeliveries.deciding,
    ),
    "note_told": Act(
        "note_told",
        misdelivery.NoteTold,
        misdelivering.note_told,
        "Record it",
        "Recorded.",
        misdeliveries.noting,
    ),
    "close": Act(
        "close",
        answer.Close,
        closing.close,
        "Close",
        "Closed.",
        guidance.closing,
        ends=True,
    ),
    "refuse": Act(
        "refuse",
        waiting.Refuse,
        refusing.refuse,
        "Send and refuse",
        "Refused. The letter is on its way.",
        guidance.refusing,
        shows="asked",
        ends=True,
    ),
    "withdraw": Act(
        "withdraw",
        answer.Withdraw,
        closing.withdraw,
        "Send and close",
        "Closed: withdrawn. The letter is on its way.",
        guidance.withdrawing,
        ends=True,
        heading="Record a withdrawal",
    ),
    "set_aside": Act(
        "set_aside",
        answer.SetAside,
        closing.set_aside,
        "Send and close",
        "Closed without an answer. The letter is on its way.",
        guidance.it_stops,
        shows="asked",
        ends=True,
    ),
    "reopen": Act(
        "reopen",
        afterwards.Reopen,
        reopening.reopen,
        "Send and open again",
        "Open again. The letter is on its way.",
        putting_right.reopening,
    ),
    "place_hold": Act(
        "place_hold",
        keeping_forms.PlaceHold,
        holding.place_hold,
        "Place the hold",
        "The case is kept until the hold is lifted.",
        keeping.holding,
    ),
    "lift_hold": Act(
        "lift_hold",
        keeping_forms.LiftHold,
        holding.lift_hold,
        "Lift the hold",
        "The hold is lifted.",
        keeping.lifting,
        proves=True,
    ),
    "ask_erasure": Act(
        "ask_erasure",
        keeping_forms.AskErasure,
        erasing.ask_erasure,
        "Ask to erase it",
        "Asked. Somebody else decides.",
        keeping.asking,
    ),
    "agree_erasure": Act(
        "agree_erasure",
        keeping_forms.Decide,
        erasing.agree_erasure,
        "Erase it",
        "Erased. Only the entry in the register is left.",
        keeping.agreeing,
        ends=True,
        proves=True,
    ),
    "decline_erasure": Act(
        "decline_erasure",
        keeping_forms.Decide,
        erasing.decline_erasure,
        "Keep it",
        "The case stays until its time is over.",
        keeping.declining,
    ),
    "take": Act("take", answer.Take, assigning.take, "Take it", "The case is yours."),
    "assign": Act("assign", answer.Assign, assigning.assign, "Assign", "Assigned."),
}
