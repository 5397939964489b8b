"""Whose a period is: the answer's, its confirmation's, its extension's, or something else's.

For every length of time the words around it are asked, in the order of RULES, whom it belongs to.
An answer's period needs three things: a limit ("within", "no later than", "takes up to"), a verb of
answering, and a tie to requests. What has no owner is not taken.
"""

import re
from dataclasses import dataclass
from typing import Final

from .amounts import Length, lengths
from .sentences import Sentence
from .signs import (
    ACCOUNT_REQUEST,
    ACK,
    ACK_AFTER,
    ANSWERING,
    AUTHORITY,
    BACK,
    BACK_AFTER,
    BREACH,
    BREAK,
    CEILING,
    CHANGES,
    CLIENTS,
    CLOSING,
    COMPLAINT,
    COOKIES,
    FROM_YOU,
    GIVING,
    GOODS,
    KEPT,
    LENGTHEN,
    LIMIT,
    LONGER,
    OPT_OUT,
    OURS,
    PARENTHESIS,
    PASSING,
    RECEIPT,
    REFUSAL,
    SUBSTANCE,
    TELLING,
    TELLING_AFTER,
    TRADE,
    UNDUE,
    WHY,
    YOURS,
)
from .topics import RIGHTS, Document, speaks_of_request, tie


@dataclass(frozen=True, slots=True)
class Place:
    """A length of time and the words around it, up to the next full break on either side."""

    document: Document
    sentence: Sentence
    length: Length
    before: str
    after: str
    clause: str


def places(document: Document) -> list[Place]:
    """Every length of time in the text. A second figure in brackets is the first one again."""
    found: list[Place] = []
    for sentence in document.sentences:
        words = sentence.words
        if sentence.is_heading or not any(unit in words for unit in _UNITS):
            continue
        every = lengths(words)[:MOST]
        for number, length in enumerate(every):
            if number and PARENTHESIS.match(words[every[number - 1].end : length.start]):
                continue
            found.append(_place(document, sentence, length, every))
    return found


# In one sentence; no rule has more, and a table pasted as one line is no sentence.
MOST: Final = 8
_UNITS: Final = ("day", "month", "week", "hour", "year", "fortnight")


def _place(document: Document, sentence: Sentence, length: Length, every: list[Length]) -> Place:
    words = sentence.words
    start = max((cut.end() for cut in BREAK.finditer(words, 0, length.start)), default=0)
    cut = BREAK.search(words, length.end)
    end = cut.start() if cut else len(words)
    floor = max((one.end for one in every if one.end <= length.start), default=0)
    ceiling = min((one.start for one in every if one.start >= length.end), default=len(words))
    return Place(
        document,
        sentence,
        length,
        words[max(start, floor, length.start - 240) : length.start].rstrip("\"' ") + " ",
        words[length.end : min(end, ceiling, length.end + 200)],
        words[start:end],
    )


def _look_back(at: Place) -> bool:
    before, after = at.before[-40:], at.after
    if BACK_AFTER.match(after) or (
        at.length.period.amount > 24 and at.length.period.unit == "month"
    ):
        return True
    return bool(BACK.search(before)) and not re.search(r"(?:within|by|than) the $", before)


def _retained(at: Place) -> bool:
    heading = at.document.topic(at.sentence) == "retention"
    matches = list(KEPT.finditer(at.before))
    if not matches:
        later = KEPT.search(at.after[:50])
        return bool((heading or later) and not speaks_of_request(at.clause))
    between = at.before[matches[-1].end() :]
    return (
        not ANSWERING.search(between)
        or re.search(
            r"\bfor(?: up to| at least| a (?:maximum |minimum )?period of| a further)? ?$", between
        )
        is not None
    )


def _of_complaints(at: Place) -> bool:
    if COMPLAINT.search(at.clause):
        return not re.search(
            r"\b(?:access|rights?|your|erasure|deletion|data subject|"
            r"subject) requests?\b|\brequests?\b(?: and| or|/)|(?:and|or|/) "
            r"requests?\b",
            at.clause,
        )
    return at.document.topic(at.sentence) == "complaints" and not speaks_of_request(at.clause)


def _of_opting_out(at: Place) -> bool:
    found = OPT_OUT.search(at.clause)
    if not found:
        return at.document.topic(at.sentence) == "marketing" and not SUBSTANCE.search(at.clause)
    rest = OPT_OUT.sub(" ", at.clause)
    return not re.search(
        r"\b(?:access|delet\w+|eras\w+|correct\w*|rectif\w+|know|"
        r"portab\w+|rights|cop(?:y|ies)|subject)\b",
        rest,
    )


def _of_trade(at: Place) -> bool:
    if not (SUBSTANCE.search(at.clause) or RIGHTS.search(at.clause)) and GOODS.search(at.clause):
        return True
    if at.document.topic(at.sentence) == "trade" and not speaks_of_request(at.clause):
        return True
    return bool(TRADE.search(at.clause)) and not (
        speaks_of_request(at.clause) or tie(at.document, at.sentence) >= 3
    )


def _of_closing(at: Place) -> bool:
    return (
        bool(ACCOUNT_REQUEST.search(at.clause))
        or (
            bool(CLOSING.search(at.clause))
            and not re.search(
                r"\b(?:access|erasure|deletion|your|rights?|such|data) "
                r"requests?\b(?! (?:for|to) (?:your )?(?:account|close|cancel))|"
                r"right",
                at.clause,
            )
        )
        or bool(re.search(r"\brequests? (?:for|to)[^;]{0,40}account[^;]{0,40}\bclos", at.clause))
    )


def _yours(at: Place) -> bool:
    """The limit is one that the requester has to keep."""
    before = at.before[-160:]
    if re.search(r"(?:^|[.:;] )(?:please|confirm your)\b[^,;]*$", before) and not re.search(
        r"\ballow\b|\bwe (?:will|shall|undertake)\b", before
    ):
        return True
    ours = max((one.start() for one in OURS.finditer(before)), default=-1)
    yours = max((one.start() for one in YOURS.finditer(before)), default=-1)
    return yours > ours or bool(FROM_YOU.search(before))


def _of_notice(at: Place) -> bool:
    told = TELLING.search(at.before[-140:]) or TELLING_AFTER.search(at.after[:80])
    if not told or at.length.more or not _limited(at):
        return False
    if re.match(r"\W*(?:longer|more)\b", at.after):
        return False
    if re.search(
        r"\b(?:time|longer|extension|period)\b[^()]{0,12}\((?:up to|"
        r"maximum|max|a|an|another|total|of|\s)*$",
        at.before,
    ):
        return False
    own = UNDUE.sub(" ", f"{at.before[-200:]} {at.after[:140]}")
    if WHY.search(own):
        words = UNDUE.sub(" ", at.before[-140:])
        # "answer within a month, or tell you why it takes longer" is an answer's period.
        first = GIVING.search(words)
        telling = TELLING.search(words)
        if first and (telling is None or first.start() < telling.start()):
            return bool(WHY.search(words))
        return True
    earlier = at.sentence.words[: at.length.start]
    if LONGER.search(UNDUE.sub(" ", earlier)) and re.search(r"\bnotice\b", at.before):
        return True
    before = at.document.around(at.sentence, 1, 0)
    return any(
        (LONGER.search(one.words) and lengths(one.words))
        or re.search(r"\bexten(?:d|sion)", one.words)
        for one in before
    ) and bool(re.search(r"\b(?:so|this|update|in that case|accordingly)\b|if so", at.clause))


def _limited(at: Place) -> bool:
    return bool(LIMIT.search(at.before) or RECEIPT.match(at.after))


def _acknowledged(at: Place) -> bool:
    found = list(ACK.finditer(at.before))
    if found:
        return not re.search(
            r"\b(?:respond|reply|answer|provide|substantive|process)\b",
            at.before[found[-1].end() :],
        )
    return bool(ACK_AFTER.search(at.after)) or bool(
        ACK.search(at.after[:110]) and not ANSWERING.search(at.before[-80:])
    )


def _extended(at: Place) -> bool:
    own = UNDUE.sub(" ", at.before[-150:])
    if at.length.more:
        return True
    if CEILING.search(own):
        return False
    if longer := LENGTHEN.search(own):
        told = TELLING.search(own, longer.start())
        return told is None or bool(re.search(r"\bby\b[^,]{0,25}$", own))
    return bool(re.match(r"^\W*(?:extension|longer|more\b|delay)", at.after))


RULES: Final = (
    ("looks back or recurs", _look_back),
    ("a breach", lambda at: BREACH.search(at.clause)),
    (
        "cookies",
        lambda at: (
            COOKIES.search(at.clause)
            or (at.document.topic(at.sentence) == "cookies" and not speaks_of_request(at.clause))
        ),
    ),
    ("keeping", _retained),
    ("a complaint", _of_complaints),
    ("opting out", _of_opting_out),
    ("a customer's request", lambda at: CLIENTS.search(at.clause)),
    ("changes of the policy", lambda at: CHANGES.search(at.clause)),
    ("closing an account", _of_closing),
    ("an authority", lambda at: AUTHORITY.search(at.before)),
    ("the requester", _yours),
    (
        "passing on",
        lambda at: PASSING.search(at.before[-120:]) and not ANSWERING.search(at.before[-40:]),
    ),
    ("trade", _of_trade),
    ("acknowledgement", _acknowledged),
    ("a refusal", lambda at: REFUSAL.search(at.before) and not GIVING.search(at.before)),
    ("notice of extension", _of_notice),
    ("extension", _extended),
)


def owner(at: Place) -> str:
    """The first rule that fires, "answer" where all that an answer needs is there, or nothing."""
    for name, test in RULES:
        if test(at):
            return name
    if not _limited(at) or (
        re.search(r"\b(?:more|longer) than (?:a |one )?$", at.before)
        and not re.search(
            r"\b(?:no|not|never)\b[^,;]{0,30}(?:more|longer) than (?:a |one )?$", at.before
        )
    ):
        return ""
    answering = ANSWERING.search(at.clause) or ANSWERING.search(at.sentence.lead)
    return "answer" if answering and strength(at) >= 4 else ""


def strength(at: Place) -> int:
    """What speaks for an answer's period, counted."""
    strong = re.search(
        r"\b(?:respond|response|repl|answer|comply|process|fulfil|request|decision on|reaction|"
        r"cop(?:y|ies)\b[^,;]* (?:to you|you requested|of your)|provide "
        r"(?:the|you|a)\b[^,;]* cop(?:y|ies))",
        at.clause,
    )
    return (
        tie(at.document, at.sentence)
        + (2 if strong else 1)
        + bool(RECEIPT.match(at.after))
        + bool(re.search(r"\b(?:we|us|our)\b", at.clause))
    )
