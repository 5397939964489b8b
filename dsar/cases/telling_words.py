"""What a reminder is about, and who stands on which level, as people say it."""

from deadlines.ladders import rung_of
from dsar.companies.ladder_words import PEOPLE as LEVELS
from dsar.companies.ladder_words import distance

__all__ = ["HOLIDAYS", "LEVELS", "SAYINGS", "about", "headline"]

HOLIDAYS = "holidays"
CODES = "codes"
INCIDENT = "incident"
NOT_CONTENT = "not-content"
TRANSFER = "transfer"
MAIL_CAME, MAIL_RETURNED = "mail-came", "mail-returned"
OTHER_RETURNED = "other-returned"
SEARCH_LATE, SEARCHES_DONE = "search-late", "searches-done"
SEARCH_HANDED_OVER = "search-handed-over"
FEE_ANSWERED, FEE_DISPUTED = "fee-answered", "fee-disputed"
# How it stands with the 72 hours in which the authority is told.
_INCIDENTS = {
    INCIDENT: "An answer reached the wrong person: decide whether the authority is told",
    f"{INCIDENT}-24": "24 hours are left to tell the authority of a misdelivery",
    f"{INCIDENT}-6": "6 hours are left to tell the authority of a misdelivery",
    f"{INCIDENT}-0": "The 72 hours to tell the authority of a misdelivery are over",
    f"{INCIDENT}+24": "The authority should have been told of a misdelivery a day ago",
}
# Told of an answer that is out, so an answered or closed case is no reason to keep it back.
AFTERWARDS = frozenset(
    {CODES, NOT_CONTENT, TRANSFER, MAIL_CAME, MAIL_RETURNED, OTHER_RETURNED, *_INCIDENTS}
)
# What is no reminder of a date, as a sentence without its end.
SAYINGS = {
    **_INCIDENTS,
    "approve-release": "An answer waits for your approval",
    "approve-refusal": "A refusal waits for your approval",
    "approve-fee": "A fee waits for your approval",
    TRANSFER: "The requester wants their data sent to the other company now",
    FEE_ANSWERED: "The requester has answered about the fee",
    FEE_DISPUTED: "The requester does not agree with the fee: somebody else looks at it",
    SEARCH_LATE: "A search is late: whoever was asked has not answered",
    SEARCHES_DONE: "Every search that was asked for is answered",
    SEARCH_HANDED_OVER: "A processor did not do what it was asked for: a person has to",
    NOT_CONTENT: "The requester misses something in the answer, or cannot open it",
    MAIL_CAME: "An email came that belongs to the request",
    MAIL_RETURNED: "A mail to the requester came back: they were not told",
    OTHER_RETURNED: "A mail about the request to somebody else came back: they were not told",
    CODES: "Somebody typed wrong codes for the answer, five times",
}


def about(kind: str) -> str:
    """“due-14” is 14 days before the due date, “overdue-3” three days after it, “waiting+7” seven
    days since the requester was asked. An unknown kind shows as it is."""
    if kind == HOLIDAYS:
        return "that newer data on public holidays would move this date"
    try:
        return distance(*rung_of(kind))
    except ValueError:
        return "passed on" if kind == "escalated" else kind


def headline(kind: str) -> str:
    """“Reminder: the last day to extend”, “Reminder: 3 days before the due date”, “Passed on”"""
    if kind in SAYINGS:
        return SAYINGS[kind]
    words = about(kind)
    if kind == "escalated":
        return words.capitalize()
    if kind == HOLIDAYS:
        return "Newer data on public holidays would move this date"
    return f"Reminder: {words.removeprefix('on ')}"
