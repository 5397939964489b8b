"""What is sent and what is answered: written by tools/client_models.py, not by hand."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class AcceptIdentityIn(TypedDict):
    method: Literal[
        "email_code",
        "account_token",
        "letter_code",
        "known_fact",
        "signed_declaration",
        "by_officer",
        "vendor",
        "document",
    ]
    manner: NotRequired[Literal["known", "call", "video", "counter"]]
    note: NotRequired[str]
    came_on: NotRequired[str | None]
    action: Literal["accept_identity"]


class ActionFieldOut(TypedDict):
    name: str
    required: bool
    choices: list[str]
    help: str


class ActionListOut(TypedDict):
    results: list[ActionOut]


class ActionOut(TypedDict):
    action: str
    label: str
    fields: list[ActionFieldOut]


class AskAddressIn(TypedDict):
    action: Literal["ask_address"]


class AskErasureIn(TypedDict):
    ground: Literal["asked", "spam", "mistake"]
    reason: str
    action: Literal["ask_erasure"]


class AskFeeIn(TypedDict):
    ground: Literal["manifestly-unfounded", "manifestly-excessive", "further-copies"]
    facts: str
    amount: str
    currency: Literal["GBP", "EUR", "SEK"]
    action: Literal["ask_fee"]


class AskIdentityIn(TypedDict):
    doubt: NotRequired[
        Literal[
            "unknown-address",
            "details-differ",
            "sensitive-data",
            "signs-of-impersonation",
            "representative",
            "",
        ]
    ]
    facts: NotRequired[str]
    items: list[str]
    action: Literal["ask_identity"]


class AskQuestionIn(TypedDict):
    question: str
    which_data: bool
    action: Literal["ask_question"]


class CallSpamIn(TypedDict):
    reason: str
    action: Literal["call_spam"]


class CaseClockOut(TypedDict):
    """The dates of a case and how they came about."""

    reference: str
    due_on: str | None
    due_in_days: int | None
    statutory_on: str | None
    promise_on: str | None
    safe_on: str | None
    clock: ClockOut
    why_sentence: str
    why: list[StepOut]


class CaseIn(TypedDict):
    """One request of one person, as it reached the company."""

    company: NotRequired[str]
    right: Literal[
        "access",
        "rectification",
        "erasure",
        "objection",
        "marketing",
        "consent",
        "portability",
        "restriction",
        "automated",
        "complaint",
    ]
    channel: NotRequired[Literal["form", "email", "post", "phone", "counter", "api"]]
    received_at: str
    requester: RequesterIn
    on_behalf_of: NotRequired[OnBehalfOfIn]
    text: NotRequired[str]
    external: NotRequired[ExternalIn]


class CaseListOut(TypedDict):
    results: list[CaseReadOut]
    next: str | None


class CaseOut(TypedDict):
    """A case without a word about the person."""

    reference: str
    company: str
    right: str
    asked_with: list[str]
    complaint_about: str | None
    status: str
    status_text: str
    outcome: str | None
    received_at: str
    due_on: str | None
    stop_until: str | None
    due_in_days: int | None
    statutory_on: str | None
    promise_on: str | None
    target_on: str | None
    safe_on: str | None
    acknowledge_by: str | None
    notice_by: str | None
    refuse_by: str | None
    clock: ClockOut
    why_sentence: str
    why: list[StepOut]
    next_action: str | None
    legal_hold: bool
    erased_at: str | None
    links: LinksOut


class CasePartOut(TypedDict):
    """A case with the fields that were asked for, and no others."""

    reference: NotRequired[str]
    company: NotRequired[str]
    right: NotRequired[str]
    asked_with: NotRequired[list[str]]
    complaint_about: NotRequired[str | None]
    status: NotRequired[str]
    status_text: NotRequired[str]
    outcome: NotRequired[str | None]
    received_at: NotRequired[str]
    due_on: NotRequired[str | None]
    stop_until: NotRequired[str | None]
    due_in_days: NotRequired[int | None]
    statutory_on: NotRequired[str | None]
    promise_on: NotRequired[str | None]
    target_on: NotRequired[str | None]
    safe_on: NotRequired[str | None]
    acknowledge_by: NotRequired[str | None]
    notice_by: NotRequired[str | None]
    refuse_by: NotRequired[str | None]
    clock: NotRequired[ClockOut]
    why_sentence: NotRequired[str]
    why: NotRequired[list[StepOut]]
    next_action: NotRequired[str | None]
    legal_hold: NotRequired[bool]
    erased_at: NotRequired[str | None]
    links: NotRequired[LinksOut]


class CellOut(TypedDict):
    text: str
    case: str | None


class ChangeLanguageIn(TypedDict):
    language: Literal["en", "sv", "de", "nl", "fr"]
    action: Literal["change_language"]


class ChooseRightIn(TypedDict):
    right: Literal[
        "access",
        "rectification",
        "erasure",
        "objection",
        "marketing",
        "consent",
        "portability",
        "restriction",
        "automated",
    ]
    action: Literal["choose_right"]


class ClockOut(TypedDict):
    state: str
    started_on: str | None
    excluded_days: int
    extended: bool
    rule: str
    calendar: str
    holidays_version: str
    certainty: str


class CloseIn(TypedDict):
    outcome: Literal["fulfilled", "partly_fulfilled", "nothing_held"]
    reason: NotRequired[str]
    action: Literal["close"]


class CorrectReceiptIn(TypedDict):
    received_on: str
    reason: str
    action: Literal["correct_receipt"]


class EventListOut(TypedDict):
    results: list[EventOut]
    last: int


class EventOut(TypedDict):
    id: int
    type: str
    at: str
    case: str


class ExtendIn(TypedDict):
    ground: Literal["complexity", "number"]
    reasons: str
    action: Literal["extend"]


class ExternalIn(TypedDict):
    system: str
    id: str


class FileAddedOut(TypedDict):
    id: str
    content_type: str
    size: int
    added_at: str


class FileListOut(TypedDict):
    results: list[FileOut]


class FileOut(TypedDict):
    id: str
    content_type: str
    size: int
    added_at: str
    name: str
    explanation: str | None


class LapseIn(TypedDict):
    reason: NotRequired[Literal["no-answer", "no-match", "doubtful", "no-authority", ""]]
    action: Literal["lapse"]


class LinksOut(TypedDict):
    case: str
    actions: str
    requester_portal: str


class MailOut(TypedDict):
    id: str


class MessageIn(TypedDict):
    """One message to the requester."""

    text: str


class MessageListOut(TypedDict):
    results: list[MessageOut]


class MessageOut(TypedDict):
    id: str
    at: str
    direction: str
    kind: str
    language: str
    subject: str | None
    text: str | None


class MessageSentOut(TypedDict):
    id: str
    at: str
    kind: str
    by_post: bool


class OnBehalfOfIn(TypedDict):
    name: str
    authority: str


class OpenDownloadIn(TypedDict):
    action: Literal["open_download"]


class PlaceHoldIn(TypedDict):
    reason: str
    action: Literal["place_hold"]


class PolicyListOut(TypedDict):
    results: list[PolicySeenOut]


class PolicyOut(TypedDict):
    version: int
    published_at: str
    rules: dict[str, Any]


class PolicySeenOut(TypedDict):
    version: int
    published_at: str


class ProblemErrorOut(TypedDict):
    field: str
    message: str
    fix: str


class ProblemOut(TypedDict):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemErrorOut]


class RecalculateHolidaysIn(TypedDict):
    reason: str
    action: Literal["recalculate_holidays"]


class RecalculateIn(TypedDict):
    reason: str
    action: Literal["recalculate"]


class RecallIn(TypedDict):
    reason: str
    action: Literal["recall"]


class RecordPaymentIn(TypedDict):
    came_on: NotRequired[str | None]
    action: Literal["record_payment"]


class RecordTransferIn(TypedDict):
    how: str
    action: Literal["record_transfer"]


class RefuseIn(TypedDict):
    ground: Literal[
        "manifestly-unfounded",
        "manifestly-excessive",
        "cannot-identify",
        "rights-of-others",
        "free-expression",
        "legal-obligation",
        "public-health",
        "archiving",
        "legal-claims",
        "data-correct",
        "no-restriction-ground",
        "not-portable",
        "compelling-grounds",
        "no-automated-decision",
        "exemption",
        "law-does-not-apply",
    ]
    facts: str
    action: Literal["refuse"]


class ReleaseIn(TypedDict):
    action: Literal["release"]


class ReopenIn(TypedDict):
    reason: str
    action: Literal["reopen"]


class ReportIncidentIn(TypedDict):
    what: Literal["wrong-address", "impostor", "others-data", "intercepted"]
    facts: str
    aware_at: str
    action: Literal["report_incident"]


class ReportOut(TypedDict):
    id: str
    month: str
    version: int
    signed_at: str
    sha256: str
    title: str
    sentences: list[str]
    tables: list[TableOut]
    note: str
    is_whole: bool


class RequesterIn(TypedDict):
    name: str
    email: NotRequired[str]
    postal_address: NotRequired[str]
    language: NotRequired[str]


class ResumeIn(TypedDict):
    came_on: NotRequired[str | None]
    action: Literal["resume"]


class ReturnProposalIn(TypedDict):
    reason: str
    action: Literal["return_proposal"]


class ReturnTransferIn(TypedDict):
    reason: str
    action: Literal["return_transfer"]


class SendBackIn(TypedDict):
    reason: str
    action: Literal["send_back"]


class SendLetterCodeIn(TypedDict):
    doubt: NotRequired[
        Literal[
            "unknown-address",
            "details-differ",
            "sensitive-data",
            "signs-of-impersonation",
            "representative",
            "",
        ]
    ]
    facts: NotRequired[str]
    address: str
    action: Literal["send_letter_code"]


class SendToReviewIn(TypedDict):
    answer: str
    withheld: NotRequired[
        Literal[
            "manifestly-unfounded",
            "manifestly-excessive",
            "cannot-identify",
            "rights-of-others",
            "free-expression",
            "legal-obligation",
            "public-health",
            "archiving",
            "legal-claims",
            "data-correct",
            "no-restriction-ground",
            "not-portable",
            "compelling-grounds",
            "no-automated-decision",
            "exemption",
            "",
        ]
    ]
    action: Literal["send_to_review"]


class SetAsideIn(TypedDict):
    outcome: Literal["redirected", "duplicate", "not_a_request"]
    reason: str
    action: Literal["set_aside"]


class SignedListOut(TypedDict):
    results: list[SignedOut]


class SignedOut(TypedDict):
    id: str
    month: str
    version: int
    signed_at: str
    sha256: str


class SkipIdentityIn(TypedDict):
    reason: Literal["no-data-leaves"]
    action: Literal["skip_identity"]


class StepOut(TypedDict):
    step: str
    on: str | None
    text: str
    article: str
    source: str
    certainty: str
    days: int | None
    holidays: list[str]
    safe_on: str | None


class SystemOut(TypedDict):
    code: str
    name: str


class TableOut(TypedDict):
    code: str
    title: str
    head: list[str]
    rows: list[list[CellOut]]


class TaskListOut(TypedDict):
    results: list[TaskOut]


class TaskOut(TypedDict):
    id: str
    system: SystemOut
    state: str
    asked_at: str
    due_on: str
    is_overdue: bool
    ended_at: str | None
    result: str | None


class TellLateIn(TypedDict):
    reasons: str
    action: Literal["tell_late"]


class TrustIn(TypedDict):
    action: Literal["trust"]


class WaiveFeeIn(TypedDict):
    action: Literal["waive_fee"]


class WithdrawIn(TypedDict):
    action: Literal["withdraw"]


ActionIn = (
    AskIdentityIn
    | AcceptIdentityIn
    | SkipIdentityIn
    | SendLetterCodeIn
    | ChangeLanguageIn
    | AskAddressIn
    | LapseIn
    | ChooseRightIn
    | AskQuestionIn
    | ResumeIn
    | ExtendIn
    | TellLateIn
    | AskFeeIn
    | RecordPaymentIn
    | WaiveFeeIn
    | CorrectReceiptIn
    | RecalculateIn
    | RecalculateHolidaysIn
    | SendToReviewIn
    | SendBackIn
    | ReleaseIn
    | RecallIn
    | OpenDownloadIn
    | RecordTransferIn
    | ReturnTransferIn
    | ReportIncidentIn
    | CloseIn
    | RefuseIn
    | ReturnProposalIn
    | WithdrawIn
    | SetAsideIn
    | TrustIn
    | CallSpamIn
    | ReopenIn
    | PlaceHoldIn
    | AskErasureIn
)

CaseReadOut = CaseOut | CasePartOut
