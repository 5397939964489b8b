"""What a text says beside the rules of answering: whom the officer for data protection is reached
through, whether machines decide, and what is handled in a way or a notice of its own."""

import re
from collections.abc import Iterator
from typing import Final

from .channels import emails, phones
from .finding import Finding
from .post_and_forms import STREET
from .sentences import Sentence
from .topics import Document

_OFFICER: Final = re.compile(
    r"\b(?:data (?:protection|privacy) officers?|privacy officers?|information officers?|dpos?)\b"
)
# Somebody else's officer, whom the company sent in its place, and the office of an authority.
_NOT_OURS: Final = re.compile(
    r"\b(?:their|its own|your) (?:own )?(?:data protection officer|dpo)\b|"
    r"\b(?:supervisory|protection) authorit|\bcommissioner\b|\brepresentatives?\b"
)
# So many short lines below it still belong to it: an address block.
_BELOW: Final = 4
_SHORT: Final = 90
_LINES: Final = 8
_NUMBERED: Final = re.compile(r"\d+[.)]\s")
_BY_POST: Final = re.compile(
    r"\b(?:writ(?:e|ing) to|by (?:post|mail|letter)|letters?|address|post)\b"
)

_DECIDING: Final = re.compile(
    r"\b(?:automated|automatic|algorithmic|solely automated)"
    r"(?:,? (?:individual|and|or|profiling|solely|personal))* decision|"
    r"\bdecisions? (?:that (?:is|are) |which (?:is|are) )?(?:made |taken |based )?(?:solely |only |"
    r"purely |exclusively )?(?:by|on|through) (?:the )?(?:automated|automatic|machine|computer)"
)
_NOT: Final = re.compile(
    r"\b(?:do(?:es)? not|don't|doesn't|will not|won't|never|no|not|without|neither)\b"
)
_MAKES: Final = re.compile(
    r"\b(?:(?:we|us|company|\w+) (?:may |might |will |also |sometimes |do |does |not |never )*"
    r"(?:use|uses|make|makes|take|takes|undertake|undertakes|carry|carries|perform|performs|"
    r"rely|relies|engage|engages|conduct|conducts|employ|employs)|there (?:is|are))\b"
)
# What a person is entitled to says nothing of what is done.
_ENTITLED: Final = re.compile(
    r"\b(?:rights?|entitled|not (?:to )?be subject|if (?:we|any|you)|object)\b"
)

_LEAVING: Final = re.compile(
    r"\b(?:opt(?:ing)?[- ]?out|unsubscrib\w+|stop (?:receiving|sending)|no longer (?:wish|want) to "
    r"receive|manage your receipt)\b"
)
_MARKETING: Final = re.compile(
    r"\b(?:marketing|newsletters?|promotion\w*|advertising (?:e-?mails?|messages?)|"
    r"commercial (?:e-?mails?|messages?|communications?)|bulletins?)\b"
)
_HOW: Final = re.compile(
    r"\b(?:by|click\w*|follow\w*|link|button|contact\w*|writ(?:e|ing)|send\w*|e-?mail\w*|log\w*|"
    r"settings?|preferences?|ticking|checking|at any time)\b"
)
_YOU: Final = re.compile(r"\b(?:you|individuals|customers|subscribers|recipients|users)\b")
# What follows from it, or what cookies do.
_NOT_A_WAY: Final = re.compile(
    r"\b(?:where|when|if|once|after) you (?:have )?(?:opt|unsubscrib)|\bcookies?\b|"
    r"\bthis will not\b"
)

_REPLACED: Final = re.compile(
    r"\b(?:alternative|replacement|substitute|another|different) (?:\w+ )?contacts?\b"
    r"(?! (?:details?|numbers?|address|method|us))"
)
_REPLACING: Final = re.compile(
    r"\b(?:replac\w+|nominat\w+|substitut\w+|instead|in (?:your|their) place)\b"
)

_APPLICANT: Final = re.compile(
    r"\b(?:appl(?:y|ies|ied|ying|icants?|ications?) (?:\w+ ){0,3}(?:jobs?|roles?|positions?|"
    r"employment|vacanc\w+|work)|job applicants?|applicants?|candidates?|recruit\w*|careers?)\b"
)
_ITS_NOTICE: Final = re.compile(
    r"\b(?:separate|own|another|different|dedicated|specific)\b[^.]{0,60}"
    r"\b(?:notices?|polic(?:y|ies)|statements?)\b|"
    r"\b(?:recruit\w*|applicants?|candidates?|careers?)(?:'s?)? (?:\w+ ){0,2}"
    r"(?:privacy|data protection) (?:notice|policy|statement)|"
    r"\bprivacy (?:notice|policy|statement) (?:\w+ ){0,2}(?:for|on|about) "
    r"(?:\w+ )?(?:recruit\w*|applicants?|candidates?|job)"
)


def besides(document: Document) -> Iterator[Finding]:
    """Findings for dpo.email, dpo.phone, dpo.post, automated.used, marketing.opt_out,
    erasure.alternative_contact and notes.recruitment."""
    yield from _officer(document)
    for sentence in document.sentences:
        if sentence.is_heading:
            continue
        if (used := _decides(sentence.words)) is not None:
            yield _found("automated.used", used, sentence, "says whether machines decide")
        if _opts_out(sentence.words):
            yield _found("marketing.opt_out", True, sentence, "a way out of marketing")
        if _REPLACED.search(sentence.words) and _REPLACING.search(sentence.words):
            yield _found("erasure.alternative_contact", True, sentence, "somebody else's details")
        if _APPLICANT.search(sentence.words) and _ITS_NOTICE.search(sentence.words):
            yield _found("notes.recruitment", True, sentence, "applicants have a notice")


def _found(field: str, value: bool, sentence: Sentence, rule: str) -> Finding:
    return Finding(field, value, sentence.start, sentence.end, rule, 0.75)


def _officer(document: Document) -> Iterator[Finding]:
    """The address alone is the quote: beside it a policy may print somebody's name."""
    known: set[str] = set()
    for sentence in document.sentences:
        if not _OFFICER.search(sentence.words) or _NOT_OURS.search(sentence.words):
            continue
        below = _below(document, sentence)
        for one in (sentence, *below):
            raw = document.text[one.start : one.end]
            for field, ways in (("dpo.email", emails), ("dpo.phone", phones)):
                for value, start, end in ways(raw, one):
                    if value not in known:
                        known.add(value)
                        first, last = one.start + start, one.start + end
                        yield Finding(field, value, first, last, "beside the officer", 0.8)
        if _BY_POST.search(sentence.words) and "dpo.post" not in known:
            for found in _address(document, sentence):
                known.add("dpo.post")
                yield found


def _below(document: Document, sentence: Sentence) -> list[Sentence]:
    """The short lines that still belong to it."""
    found: list[Sentence] = []
    for one in document.sentences[sentence.number + 1 : sentence.number + 1 + _BELOW]:
        if one.is_heading or len(one.words) > _SHORT or _NOT_OURS.search(one.words):
            break
        found.append(one)
    return found


def _address(document: Document, sentence: Sentence) -> Iterator[Finding]:
    """From the line below to the first that has a street or a postcode. In an address a town may
    look like a heading; a numbered one ends it."""
    below = document.sentences[sentence.number + 1 : sentence.number + 1 + _LINES]
    for one in below:
        if len(one.words) > _SHORT or _NUMBERED.match(one.words):
            return
        if STREET.search(document.text[one.start : one.end]):
            start, end = below[0].start, one.end
            parts = (line.strip(" ,") for line in document.text[start:end].splitlines())
            value = ", ".join(part for part in parts if part)
            yield Finding("dpo.post", value, start, end, "an address below the officer", 0.7)
            return


def _decides(words: str) -> bool | None:
    """Whether machines decide, as the company says of itself; None where it says nothing."""
    if not _DECIDING.search(words) or _ENTITLED.search(words) or not _MAKES.search(words):
        return None
    return not _NOT.search(words)


def _opts_out(words: str) -> bool:
    way = _LEAVING.search(words) and _MARKETING.search(words) and _HOW.search(words)
    return bool(way and _YOU.search(words) and not _NOT_A_WAY.search(words))
