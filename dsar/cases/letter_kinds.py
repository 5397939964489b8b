"""Every kind of letter to a requester: what it is called, when it goes, and example facts.

A test holds this table and the files of templates/letters/ together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from .grounds import EXTENSION_GROUNDS, FEE_GROUNDS, REFUSAL_GROUNDS

# Of the examples; no day that somebody could take for their own.
_DAY = date(2027, 1, 4)
_BY_OFFICER = "[What the officer writes]"
_OTHER_COMPANY = "Another Supplier"


@dataclass(frozen=True)
class Kind:
    name: str
    when: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Examples of what the letter needs besides the case itself."""
    has_own: bool = True
    """Whether the company can say something of its own in it. A code, and the warning to an old
    address, are keys and alarms: they say what they must and nothing else."""
    by_post: bool = True
    """Whether it can go on paper."""


KINDS: Final[dict[str, Kind]] = {
    "received": Kind("We have your request", "A request or a complaint came in."),
    "received_together": Kind(
        "We have your requests",
        "Several rights were asked for at once.",
        {
            "asked": [
                {"right": "Get a copy of my data", "reference": "ABC-2222-22", "due": ""},
                {"right": "Correct my data", "reference": "ABC-3333-33", "due": ""},
            ]
        },
    ),
    "identity": Kind(
        "We need to check who you are",
        "Proof of identity is asked for.",
        {"items": ["Full name", "Date of birth"]},
    ),
    "confirm_address": Kind(
        "Confirm your address", "They are asked to prove their address.", by_post=False
    ),
    "letter_comes": Kind("A letter with a code comes", "A code goes by post.", by_post=False),
    "letter_code": Kind(
        "Your code, on paper",
        "A code goes by post.",
        {"code": "1234 5678", "until": _DAY},
        has_own=False,
    ),
    "code": Kind(
        "Your code",
        "A code goes by mail.",
        {"code": "123456", "purpose": "status"},
        has_own=False,
        by_post=False,
    ),
    "question": Kind(
        "We have a question",
        "A question is asked.",
        {"question": _BY_OFFICER, "paused": False},
    ),
    "our_message": Kind(
        "A message of an officer", "An officer or a program writes.", {"message": _BY_OFFICER}
    ),
    "message_waiting": Kind(
        "A message waits on their page",
        "An officer or a program writes; the mail says only that.",
        has_own=False,
        by_post=False,
    ),
    "resumed": Kind("We are working on it again", "What the clock waited for has come."),
    "reminder": Kind(
        "We have not heard from you",
        "Nothing came in answer.",
        {
            "what": "question",
            "asked_on": _DAY,
            "quoted": ["[What we asked]"],
            "closes_on": _DAY,
        },
    ),
    "lapsed": Kind(
        "Closed for want of an answer", "Nothing came for too long.", {"what": "question"}
    ),
    "extension": Kind(
        "We need more time",
        "The date is extended.",
        {"ground": EXTENSION_GROUNDS["complexity"].label, "reasons": _BY_OFFICER, "before": ""},
    ),
    "late": Kind(
        "We are late",
        "The date has passed and the requester is told.",
        {"reasons": _BY_OFFICER, "law_said": _DAY},
    ),
    "recalculated": Kind(
        "The date has changed",
        "A case is counted anew.",
        {"before": _DAY, "cause": "holidays-changed"},
    ),
    "receipt": Kind(
        "We had a wrong date",
        "The day of receipt is put right.",
        {"was": _DAY, "received_on": _DAY},
    ),
    "fee": Kind(
        "A fee",
        "A fee is asked for.",
        {
            "amount": "10",
            "ground": next(iter(FEE_GROUNDS.values())).label,
            "facts": _BY_OFFICER,
            "delays": False,
        },
    ),
    "answer": Kind("Our answer", "An answer is released.", {"answer": _BY_OFFICER, "files": 2}),
    "recalled": Kind("Our answer is taken back", "An answer that nobody opened is taken back."),
    "refused": Kind(
        "We say no",
        "A request is refused.",
        {
            "ground": next(iter(REFUSAL_GROUNDS.values())).label,
            "article": next(iter(REFUSAL_GROUNDS.values())).article,
            "facts": _BY_OFFICER,
        },
    ),
    "set_aside": Kind(
        "Closed without an answer of our own",
        "A request is set aside.",
        {"outcome": "redirected", "reason": _BY_OFFICER},
    ),
    "withdrawn": Kind("You withdrew", "The requester withdraws."),
    "reopened": Kind("Opened again", "A closed case is opened again."),
    "restriction_ends": Kind(
        "The restriction ends",
        "The end of a restriction is announced.",
        {"what": "[What is restricted]", "on": _DAY, "reason": _BY_OFFICER},
    ),
    "transfer_choice": Kind(
        "Shall it go to the other company",
        "Somebody else is named to send data to.",
        {"receiver": _OTHER_COMPANY, "address": "data@example.org", "going": []},
    ),
    "deletion_announced": Kind(
        "Your data will be deleted", "A deletion is announced, and can be stopped.", {"on": _DAY}
    ),
    "transferred": Kind(
        "Sent to the other company",
        "Data went to another company.",
        {"receiver": _OTHER_COMPANY, "on": _DAY},
    ),
    "transfer_returned": Kind(
        "Could not be sent to the other company",
        "The other company could not be reached.",
        {"receiver": _OTHER_COMPANY, "reason": _BY_OFFICER},
    ),
    "new_address": Kind("We answer to this address now", "The address is changed.", {"cool": _DAY}),
    "contact_changed": Kind(
        "Your address was changed",
        "The address is changed; this goes to the old one.",
        {"cool": _DAY},
        has_own=False,
    ),
}


# What says that a request came in. Of several asked for at once one is owed, and names them all.
RECEIPTS: Final = ("received", "received_together")


def has_own(kind: str) -> bool:
    return kind in KINDS and KINDS[kind].has_own
