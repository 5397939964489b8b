"""How long an answer takes: its period, its confirmation, its extension and the notice of that.

Where a policy states several, the one for Europe or for nobody in particular counts, and of those
the longest: a target beside an outer limit is no limit.
"""

import re
from collections.abc import Iterator
from typing import Final

from .amounts import lengths
from .finding import Finding, Period
from .owners import Place, owner, places, strength
from .sentences import Sentence
from .signs import LONGER
from .topics import Document, speaks_of_request, tie


def answering(document: Document) -> Iterator[Finding]:
    """Findings for every period of a request, at most one for each field."""
    owned = [(owner(place), place) for place in places(document)]
    answers = [place for name, place in owned if name == "answer"]
    answers += [place for name, place in owned if name == "notice of extension" and _both(place)]
    base = _chosen(answers)
    if base:
        yield _found("response_period", base, "limit, verb of answering, tie to requests")
    confirmed = _chosen([at for name, at in owned if name == "acknowledgement" and _asked(at)])
    if confirmed:
        yield _found("acknowledgement_within", confirmed, "limit and a verb of confirming receipt")
    told = _chosen([at for name, at in owned if name == "notice of extension" and _told(at)])
    if told:
        yield _found("extension_notice_within", told, "limit, verb of telling, extension")
    longer = [at for name, at in owned if name == "extension" and _extends(at, answers)]
    if chosen := _chosen(longer):
        yield _extension(chosen, base)


def _found(field: str, at: Place, rule: str, value: Period | None = None) -> Finding:
    start, end = at.sentence.start, at.sentence.end
    sure = min(0.5 + 0.07 * strength(at), 0.98)
    return Finding(field, (value or at.length.period).as_json(), start, end, rule, sure)


def _chosen(found: list[Place]) -> Place | None:
    here = [at for at in found if at.document.regime(at.sentence) != "elsewhere"] or found
    europe = [at for at in here if at.document.regime(at.sentence) == "europe"]
    general = [at for at in here if not _narrow(at)] or here
    pool = [at for at in general if at in europe] if len(here) < len(found) and europe else general
    return max(pool or general, key=lambda at: at.length.period.days, default=None)


_NARROW: Final = re.compile(
    r"\b(?:correct\w*|rectif\w+|objection|portab\w+|restrict\w+|updat\w+ (?:your|the)|amend\w*)\b"
)


def _narrow(at: Place) -> bool:
    """Said of one lesser right alone."""
    return bool(_NARROW.search(at.clause)) and not re.search(
        r"\b(?:access|cop(?:y|ies)|eras|delet|any|all|your requests?|rights)", at.clause
    )


def _both(at: Place) -> bool:
    """ "Within 30 days we send it, or tell you that we need longer" bounds the answer as well."""
    return bool(
        re.search(
            r"\b(?:make|provide|send|respond|reply|answer|comply|give|supply)\b", at.before[-120:]
        )
        and re.match(
            r"[^.;]{0,25}\bor\b[^.;]{0,40}\b(?:notice|notif|inform|tell|advise|let)", at.after
        )
    )


def _asked(at: Place) -> bool:
    return tie(at.document, at.sentence) >= 2


def _told(at: Place) -> bool:
    return tie(at.document, at.sentence) >= 1


_TERM: Final = re.compile(
    r"\b(?:period|deadline|term|time(?:frame|scale| limit)?|"
    r"exten\w+|prolong\w*|respon\w+|answer\w*|requests?|repl\w+|"
    r"compl(?:y|ete)|longer|more time|need|require|take|lengthen\w*)\b"
)
_STRANGE: Final = re.compile(
    r"\b(?:keep|kept|retain\w*|retention|stor\w+|archiv\w+|consent "
    r"(?:is|lasts)|subscription|licen[cs]e|contract|you (?:need|"
    r"require) more time)\b"
)


def _extends(at: Place, answers: list[Place]) -> bool:
    """Added to an answer's period: one is stated shortly before, or the sentence is about one."""
    if _STRANGE.search(at.clause) or not _TERM.search(at.clause):
        return False
    if re.search(r"\blonger than (?:an? |one )?$", at.before) and not at.length.more:
        return False
    near = any(0 <= at.sentence.number - one.sentence.number <= 4 for one in answers)
    return near or speaks_of_request(at.clause) or tie(at.document, at.sentence) >= 3


_TOTAL: Final = re.compile(
    r"\b(?:total|in all|overall|altogether|maximum of|no later than|"
    r"extend\w*(?: \w+){0,6}? to|to)\b[^,;]{0,14}$"
)
_TOTAL_AFTER: Final = re.compile(
    r"^\W*(?:(?:in )?total|altogether|overall|in all|(?:from|of|"
    r"after) (?:the |your )?(?:date|day|receipt|receiving|request|"
    r"original|initial))"
)


def _extension(at: Place, base: Place | None) -> Finding:
    said = at.length.period
    if base and not at.length.more and said.unit == base.length.period.unit:
        first = base.length.period.amount
        total = _TOTAL.search(at.before) or _TOTAL_AFTER.match(at.after)
        twice = (
            said.amount == 2 * first
            and re.search(r"\bup to ?$", at.before)
            and "by" not in at.before[-20:]
        )
        if said.amount > first and (total or twice):
            left = Period(said.amount - first, said.unit)
            return _found("extension", at, "total less the first period", left)
    return _found("extension", at, "added to the answer's period")


_COMPLEX: Final = re.compile(
    r"\b(?:complex\w*|complicated|complications?|intricate|difficult\w*|intricacy)\b"
)
_NUMEROUS: Final = re.compile(
    r"\b(?:number of (?:\w+ )?(?:requests?|them|applications|such|"
    r"enquiries|inquiries)|numerous|number\b(?= and| or|,|\))|"
    r"volume|several requests|multiple requests|many requests|"
    r"(?:a )?large number|quantity|(?:made|make|submit\w*|received?|"
    r"sent|send) (?:us )?(?:a number|several|multiple|many|"
    r"numerous)|high number|amount of requests|and number|or number|"
    r"number\b)"
)
_EXCESS: Final = re.compile(r"\bexcessive\b")
_OTHER: Final = re.compile(
    r"\b(?:specific right|good (?:reason|cause)|third part(?:y|ies)|"
    r"technical|archiv\w+|exceptional|unforeseen|particular "
    r"circumstances|"
    r"special circumstances|extenuating|consult\w*|unreasonably "
    r"interfere|other reasons?|legal (?:review|reasons)|large "
    r"amount|amount of (?:data|information)|volume of (?:data|"
    r"information)|impractic\w+)\b"
)
_DEFERS: Final = re.compile(
    r"\b(?:exten(?:d\w*|sions?)|prolong\w*|lengthen\w*|longer "
    r"(?:than|to|period|if|where|in|for|when)|take (?:us )?longer|"
    r"(?:more|additional|further|extra) (?:time|days|months|weeks|"
    r"\w+ (?:days|months))|"
    r"(?:reason for|good reason for) delay|delayed|further period|additional period)\b"
)


def reasons(document: Document) -> Iterator[Finding]:
    """For which reasons an answer may take longer."""
    seen: set[str] = set()
    for sentence in document.sentences:
        words = sentence.words
        if not _DEFERS.search(words) or not _defers(document, sentence):
            continue
        for reason in grounds(words):
            if reason not in seen:
                seen.add(reason)
                yield Finding(
                    "extension_when",
                    reason,
                    sentence.start,
                    sentence.end,
                    "a reason beside an extension",
                    0.8,
                )


def reasons_may_take_longer(document: Document) -> Iterator[Sentence]:
    """The sentences that say that an answer may take longer than the first period."""
    for sentence in document.sentences:
        if _DEFERS.search(sentence.words) and _defers(document, sentence):
            yield sentence


def _defers(document: Document, sentence: Sentence) -> bool:
    words = sentence.words
    if _STRANGE.search(words) and not speaks_of_request(words):
        return False
    if document.topic(sentence) in (
        "retention",
        "complaints",
        "trade",
        "cookies",
    ) and not speaks_of_request(words):
        return False
    timed = re.search(
        r"\b(?:period|deadline|term|time|respond|response|repl|answer|"
        r"month|days|weeks|delay|take)\w*",
        words,
    )
    if not timed or not LONGER.search(words):
        return False
    near = any(
        lengths(one.words) and speaks_of_request(one.words)
        for one in document.around(sentence, 3, 0)
    )
    return tie(document, sentence) >= 2 or near


def grounds(words: str) -> Iterator[str]:
    if _COMPLEX.search(words):
        yield "complex"
    if _NUMEROUS.search(
        re.sub(r"volume of (?:data|information)|number of (?:data|days|months|weeks)", "", words)
    ):
        yield "numerous"
    if _EXCESS.search(words):
        yield "excessive"
    if _OTHER.search(words):
        yield "other"
