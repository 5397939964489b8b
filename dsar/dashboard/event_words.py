"""What events, their facts and the codes in them are called. An unknown one shows as it is."""

from collections.abc import Mapping

from deadlines.rules import RULES
from dsar.cases.action_taken import ActionTaken
from dsar.cases.authority import Authority
from dsar.cases.grounds import DOUBTS, EXTENSION_GROUNDS, FEE_GROUNDS, REFUSAL_GROUNDS
from dsar.cases.incident import Incident
from dsar.cases.models import Channel, GoesTo
from dsar.cases.operations import charging, erasing, suspecting
from dsar.cases.operations.misdelivering import WHOM
from dsar.cases.telling_words import LEVELS, SAYINGS, about
from dsar.cases.transitions import Outcome
from dsar.companies import keeping
from dsar.companies.processing import ITEMS
from dsar.fulfilment.models import SearchRecord
from identity.models import FailReason, Manner, Method, SkipReason

from .filters import RIGHTS

PEOPLE = LEVELS
# An empty name: the value says it all.
KEYS = {
    "others": "with",
    "action": "",
    "first_by": "first decision by",
    "not_applicable": "does not apply",
    "nothing_held": "nothing held",
    "mailed": "by mail",
    "result": "",
    "corrects": "corrects the record",
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
    "said_on": "came on",
    "day_on": "day",
    "planned_on": "planned for",
    "kind": "",
    "audience": "for",
    "told": "sent to",
    "silent": "not answered by",
    "asked_again": "requester asked again",
    "webhook": "number",
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
    "proved_again": "who they are is found out anew",
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
TRANSFERS = {
    "send": "send it to the other company",
    "keep": "only to them",
    "elsewhere": "send it to another address",
}
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
    "approval": {"release": "the answer", "refusal": "the refusal", "fee": "the fee"},
    "cause": {
        "recalculated": "the policy of today",
        "holidays-changed": "the holidays of today",
    },
    "audience": PEOPLE,
    "level": PEOPLE,
    "silent": PEOPLE,
    "choice": {**charging.CHOICES, **TRANSFERS},
    "sign": suspecting.SIGNS,
    "not_applicable": ITEMS,
    "action": {value: str(label) for value, label in ActionTaken.Kind.choices},
    "items": ITEMS,
    "result": {value: str(label) for value, label in SearchRecord.Result.choices},
}
