"""What events, their facts and the codes in them are called. An unknown one shows as it is."""

from collections.abc import Mapping

from deadlines.rules import RULES
from dsar.cases.grounds import DOUBTS, EXTENSION_GROUNDS, FEE_GROUNDS, REFUSAL_GROUNDS
from dsar.cases.incident import Incident
from dsar.cases.models import Authority, Channel, GoesTo
from dsar.cases.operations import erasing
from dsar.cases.operations.misdelivering import WHOM
from dsar.cases.telling_words import LEVELS, SAYINGS, about
from dsar.cases.transitions import Outcome
from dsar.companies import keeping
from identity.models import FailReason, Manner, Method, SkipReason

from .filters import RIGHTS

WORDS = {
    "case.received": "Request recorded",
    "case.asked-together": "Asked for together with other rights",
    "complaint.made": "Complaint made about a request",
    "transfer.chosen": "The requester chose where their data go",
    "transfer.changed": "The requester changed where their data would go",
    "transfer.sent": "Data sent to the other company",
    "answer.judged": "The requester said whether it was what they asked for",
    "answer.unreadable": "The requester cannot open a file",
    "request.read-back": "Read back to the caller, who confirmed it",
    "case.assigned": "Assigned",
    "case.right-chosen": "Right named",
    "case.closed": "Closed",
    "identity.address-confirmed": "Address confirmed by code",
    "identity.evidence-answered": "Proof answered",
    "identity.requested": "Proof of identity asked for",
    "identity.accepted": "Identity accepted",
    "identity.skipped": "Identity check skipped",
    "identity.letter-owed": "Code by post written",
    "requester.told-late": "Told that we are late",
    "letter.posted": "Letter posted",
    "letter.viewed": "Letter opened as a PDF",
    "identity.not-vouched-for": "The outside service did not confirm them",
    "identity-source.set": "Who else may vouch was set",
    "contact.changed": "Address changed",
    "contact.asked": "Asked to confirm the address",
    "authority.accepted": "Authority accepted",
    "evidence.viewed": "Proof looked at",
    "document.viewed": "Document looked at",
    "evidence.given": "Evidence for an authority taken",
    "clarification.asked": "Question asked",
    "clarification.answered": "Question answered",
    "clarification.closed": "Went on without waiting",
    "message.received": "Message received",
    "letter.held-back": "Receipt not mailed: too many in an hour to an address nobody has proved",
    "case.suspected": "Looks as if a machine had sent it",
    "clock.extended": "Extended",
    "clock.recalculated": "Date recalculated",
    "receipt.corrected": "Received date corrected",
    "case.reopened": "Opened again",
    "hold.placed": "Legal hold placed",
    "hold.lifted": "Legal hold lifted",
    "erasure.asked": "Erasure of the case asked for",
    "erasure.declined": "Erasure declined: the case stays",
    "retention.deleted": "Deleted because its time was over",
    "case.erased": "Erased: only the entry in the register is left",
    "fee.asked": "Fee asked for",
    "fee.paid": "Fee paid",
    "fee.waived": "Done without the fee",
    "answer.attached": "File attached to the answer",
    "answer.removed": "File removed from the answer",
    "answer.drafted": "Answer sent to review",
    "answer.sent-back": "Answer sent back",
    "answer.approved": "Answer approved",
    "approval.asked": "Approval of a second person asked for",
    "approval.given": "Approved by a second person",
    "approval.withdrawn": "Approval no longer counts: something changed",
    "answer.released": "Answer released",
    "answer.downloaded": "Answer downloaded",
    "answer.recalled": "Answer taken back, unopened",
    "answer.opened-again": "Download opened again",
    "incident.reported": "Misdelivery reported: the answer reached the wrong person",
    "incident.decided": "Decided who is told of the misdelivery",
    "incident.told": "Told of the misdelivery",
    "incident.reminded": "Reminded of the misdelivery",
    "download.refused": "Five wrong codes for a file",
    "reminder.taken": "Reminder sent",
    "escalation.acknowledged": "Escalation seen",
    "escalation.passed-on": "Escalation passed on, for want of an answer",
    "calendar.created": "Calendar address made",
    "calendar.revoked": "Calendar address taken back",
    "company.added": "Company added",
    "policy.published": "Policy published",
    "holiday.added": "Public holiday added",
    "holiday.removed": "Public holiday taken out",
    "holiday.change-undone": "Change of the holidays undone",
    "role.given": "Role given",
    "role.taken": "Role taken away",
    "webhook.set": "Webhook set",
    "webhook.secret-turned": "Secret of the webhook replaced",
    "webhook.tried": "Webhook tried",
    "absence.said": "Absence recorded",
    "absence.taken-back": "Absence taken back",
    "deputies.named": "Deputies named",
}
PEOPLE = LEVELS
# An empty name: the value says it all.
KEYS = {
    "others": "with",
    "due_on": "due",
    "incident": "",
    "step": "",
    "whom": "",
    "goes_to": "to",
    "aware_at": "noticed",
    "notify_by_at": "authority told by",
    "hours": "hours from then, not days",
    "shut": "download shut",
    "tell_authority": "authority is told",
    "tell_person": "person is told",
    "released_at": "released",
    "until_at": "until",
    "received_at": "received",
    "received_on": "received",
    "was_received_on": "written down before as received",
    "was_version": "policy version before",
    "before": "due before",
    "after": "due now",
    "on": "came on",
    "day_on": "day",
    "planned_on": "planned for",
    "kind": "",
    "audience": "for",
    "told": "sent to",
    "silent": "not answered by",
    "asked_again": "requester asked again",
    "secret_version": "number of the secret",
    "level": "for",
    "first_on": "from",
    "last_on": "until",
    "policy": "policy version",
    "in_time": "in time",
    "approval": "of",
    "approved_by": "approved by",
    "prepared_by": "prepared by",
    "alone": "by the written exception for a desk of one",
    "copies_destroyed": "copies destroyed",
    "of": "",
    "why": "",
    "key": "key destroyed",
    "tokens": "search tokens deleted",
    "files": "files destroyed",
    "backups_on": "backups unreadable by",
    "expires_on": "holds until",
    "subject_method": "data subject",
}


def distance(kind: str) -> str:
    """“due-14” is 14 days before, “overdue-3” three days after; around another date than the due
    date that is named."""
    words = about(kind).removesuffix(" the due date")
    return "the day" if words == "on" else words


_GROUNDS = {**EXTENSION_GROUNDS, **FEE_GROUNDS, **REFUSAL_GROUNDS}
_REASONS = [*SkipReason.choices, *FailReason.choices]

CODES: Mapping[str, Mapping[str, str]] = {
    "right": RIGHTS,
    "rule": {code: rule.name for code, rule in RULES.items()},
    "channel": {value: str(label) for value, label in Channel.choices},
    "method": {value: str(label) for value, label in Method.choices},
    "reason": {value: str(label) for value, label in _REASONS},
    "manner": {value: str(label) for value, label in Manner.choices},
    "subject_method": {value: str(label) for value, label in Method.choices},
    "authority": {value: str(label) for value, label in Authority.Kind.choices},
    "outcome": {value: str(label) for value, label in Outcome.choices},
    "doubt": DOUBTS,
    "ground": {
        **{code: ground.label for code, ground in _GROUNDS.items()},
        **erasing.GROUNDS,
    },
    "of": keeping.CLASSES,
    "why": erasing.WHY,
    "incident": {value: str(label) for value, label in Incident.What.choices},
    "step": SAYINGS,
    "whom": WHOM,
    "goes_to": {value: str(label) for value, label in GoesTo.choices},
    "approval": {"release": "the answer"},
    "cause": {
        "recalculated": "the policy of today",
        "holidays-changed": "the holidays of today",
    },
    "audience": PEOPLE,
    "level": PEOPLE,
    "silent": PEOPLE,
    "sign": {"trap": "A field that people do not see was filled", "too-fast": "Sent in seconds"},
}
