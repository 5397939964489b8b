"""What a request costs: whether an ordinary one is free, when money is asked, and how much at most.

A sum or a charge counts when the sentence, its list or its heading is about requests. A charge with
a condition ("if clearly unfounded") says when; one without says that ordinary requests cost money.
"""

import re
from collections.abc import Iterator
from typing import Final

from .amounts import sums
from .finding import Finding
from .sentences import Sentence
from .topics import COPY, RIGHTS, Document, speaks_of_request, tie

_FREE: Final = re.compile(
    r"\b(?:free[- ]of[- ](?:any )?(?:charge|cost)s?|(?:for|of) free|"
    r"free (?:cop(?:y|ies)|access|request|report)|without (?:any "
    r")?(?:charge|cost|fee|payment|paying)s?|"
    r"at no (?:additional |extra )?(?:charge|cost|expense)|no "
    r"(?:fee|charge|cost)s?\b|(?:not|never) (?:\w+ )?(?:charge|have to "
    r"pay|need to pay|be charged|required to pay|pay a fee)|"
    r"(?:is|are|be) (?:\w+ )?free\b(?! to)|"
    r"\bnot (?:\w+ )?(?:any|an?) (?:charge|fee|cost)\b|gratis|cost-free|"
    r"free-of-charge|costs? (?:you )?nothing|no-cost|do not (?:\w+ "
    r")?charge|free, )"
)
# "Where the law permits it" says nothing on when.
_LAWFUL: Final = re.compile(
    r"\bwhere (?:appropriate|permitted|allowed|applicable|lawful|permissible)\b"
)
# Australian policies: the request is free, the copy is not.
_ONLY_ASKING: Final = re.compile(r"\b(?:making|lodging|submitting) (?:\w+ ){0,4}?requests?\b")
_UNFREE: Final = re.compile(
    r"\b(?:free trial|feel free|free to|free (?:service|movement|"
    r"account|software|app|phone|call|number|delivery|newsletter|"
    r"wifi|speech|email)|toll[- ]free|freephone|royalty|free will|"
    r"freely)"
)
_CHARGE: Final = re.compile(
    r"\b(?:cheques?|postal orders?|fees?|charge[sd]?|charging|payment of|administrati(?:ve|"
    r"on) (?:costs?|charges?)|cost of (?:providing|supplying|"
    r"copying|retriev\w+)|costs? (?:involved|incurred)|(?:nominal|"
    r"small|reasonable) (?:sum|amount|cost)|payable|recover (?:the |"
    r"our )?costs?|expenses|costs?\b)"
)
_ASKS: Final = re.compile(
    r"\b(?:cheques?|postal orders?|may|can|could|might|will|shall|must|reserves? the right|"
    r"entitled|permitted|subject to|on payment|upon payment|payment "
    r"of|for an?|there (?:is|will be|may be)|"
    r"require[sd]?|payable|accompanied by|enclos\w+|with an?|is "
    r"charged|are charged|we charge|charges? an?|a fee of|levied|"
    r"incur|plus|costs? (?:£|€|\$|\d)|applies)\b"
)
_CONDITION: Final = re.compile(
    r"\b(?:if|where|when|should|unless|in (?:the )?(?:case|event|"
    r"circumstances)|in (?:certain|some|exceptional|limited) "
    r"(?:cases|circumstances)|for (?:any |each |every "
    r")?(?:additional|further|extra|more|second|subsequent|"
    r"repeat\w*|excessive|unfounded|manifestly)|except|only|"
    r"particularly|provided|depending|more than|insofar|as long "
    r"as)\b"
)
_FOREIGN: Final = re.compile(
    r"\b(?:dispute resolution|subscri\w+|purchas\w+|orders?|delivery|shipping|premium|"
    r"invoice\w*|refund\w*|late (?:fee|payment)|tickets?|membership|"
    r"tuition|monthly|annual|bank|card|credit|payment (?:card|"
    r"details|method|information|processor|service)|attorney\w*|"
    r"fines?|penalt\w+|turnover|your phone|network|operator|text "
    r"message|call charges?|"
    r"standard rate|liab\w+|damages|insurance|in charge|arbitration|"
    r"price|pricing|taxes|registration fee|transaction)\b"
)
_REASONS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        (
            "unfounded",
            r"\b(?:unfounded|groundless|without merit|frivolous|vexatious|"
            r"ungrounded|baseless|unwarranted)\b",
        ),
        ("repetitive", r"\b(?:repetiti\w+|repeat(?:ed|s|edly)?|repetitious)\b"),
        (
            "excessive",
            r"\b(?:excessive\w*|onerous|disproportionate\w*|exorbitant|abusive|extensive)\b",
        ),
        (
            "further_copies",
            r"\b(?:additional|further|extra|second|more|subsequent|"
            r"duplicate|multiple|other) (?:\w+ )?cop(?:y|ies)\b|\bcop(?:y|"
            r"ies) (?:beyond|after the first)|more than one copy",
        ),
        (
            "substantial_cost",
            r"\b(?:substantial|significant|considerable|high|material|"
            r"large) (?:\w+ )?(?:costs?|expense|effort|work)|costs? (?:\w+ "
            r")?(?:is|are|would be) (?:substantial|significant|high|"
            r"considerable)|disproportionate (?:effort|cost|expense)",
        ),
    )
)


def fees(document: Document) -> Iterator[Finding]:
    """Findings for fee.free, fee.fee_cap and fee.fee_when."""
    free = cap = charged = None
    only_asking = False
    when: dict[str, Finding] = {}
    for sentence in document.sentences:
        words = _UNFREE.sub(" ", sentence.words)
        if sentence.is_heading or not _money(words) or not _of_requests(document, sentence, words):
            continue
        if free is None and _FREE.search(words) and not _free_mending(words):
            free = _finding("fee.free", True, sentence, "free, said of requests")
            only_asking = bool(_ONLY_ASKING.search(words))
        if not _charges(words):
            continue
        found = reasons(words)
        for code in found:
            when.setdefault(
                code, _finding("fee.fee_when", code, sentence, "a reason beside a charge")
            )
        capped = next(iter(sums(words)), None)
        if cap is None and capped:
            amount = {"amount": _whole(capped.amount), "currency": capped.currency}
            cap = _finding("fee.fee_cap", amount, sentence, "a sum beside a charge")
        if charged is None and not found and not _conditional(words):
            charged = sentence
    if charged and (free is None or only_asking):
        free = _finding("fee.free", False, charged, "a charge without a condition")
        if not when:
            when["any"] = _finding("fee.fee_when", "any", charged, "a charge without a condition")
    yield from (one for one in (free, cap, *when.values()) if one)


def reasons(words: str) -> list[str]:
    """The codes of the reasons for a charge that are named."""
    return [code for code, pattern in _REASONS if pattern.search(words)]


def _free_mending(words: str) -> bool:
    """Only the correction of mistakes is free, which says nothing on a copy."""
    mends = re.search(r"\b(?:correct\w*|rectif\w+|errors?|mistakes|inaccura\w+)\b", words)
    return bool(mends) and not re.search(r"\b(?:access|cop(?:y|ies)|requests?|rights)\b", words)


def _whole(amount: float) -> float | int:
    return int(amount) if amount == int(amount) else amount


def _finding(field: str, value: object, sentence: Sentence, rule: str) -> Finding:
    return Finding(field, value, sentence.start, sentence.end, rule, 0.85)


def _money(words: str) -> bool:
    return any(
        word in words
        for word in (
            "free",
            "fee",
            "charg",
            "cost",
            "pay",
            "gratis",
            "cheque",
            "postal order",
            "expense",
            "amount",
            " sum",
        )
    )


def _of_requests(document: Document, sentence: Sentence, words: str) -> bool:
    topic = document.topic(sentence)
    if _FOREIGN.search(words) and not (speaks_of_request(words) or COPY.search(words)):
        return False
    if topic in ("trade", "marketing", "cookies", "breach") and not speaks_of_request(words):
        return False
    if speaks_of_request(words) or COPY.search(words) or RIGHTS.search(words):
        return True
    before = document.around(sentence, 1, int(bool(_FREE.search(words))))
    if any(speaks_of_request(one.words) or COPY.search(one.words) for one in before):
        return True
    return tie(document, sentence) >= 2


def _charges(words: str) -> bool:
    if _FREE.search(words) and re.search(r"\b(?:unless|except|save where|apart from)\b", words):
        return True
    rest = _FREE.sub(" ", words)
    return bool(_CHARGE.search(rest) and _ASKS.search(rest))


def _conditional(words: str) -> bool:
    """A condition on the charge itself, and not "if you ask, there is a fee"."""
    charge = _CHARGE.search(_FREE.sub(" ", words))
    if charge is None:
        return False
    if re.search(r"\b(?:to the extent|in (?:certain|some|exceptional|limited))\b", words):
        return True
    for match in _CONDITION.finditer(_LAWFUL.sub(" ", words)):
        after = words[match.end() : match.end() + 70]
        if not re.match(
            r" (?:you|an individual|a person|anyone|the (?:user|data "
            r"subject)|individuals) (?:\w+ ){0,2}(?:want|wish|would like|"
            r"ask|request|require|need|make|exercise|seek|submit|apply)",
            after,
        ):
            return True
    return False
