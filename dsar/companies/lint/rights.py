"""What a policy does to rights: conditions and refusals of its own, and those it does not name."""

import re
from collections.abc import Iterator
from typing import Final

from dsar.companies.reading.missing import NAMED

from .concern import Checked, Concern, Severity, concern

_Row = tuple[Severity, str, re.Pattern[str], str, str, str]
_WORDINGS: Final[tuple[_Row, ...]] = (
    (
        "conflict",
        "erasure only after the business ends",
        re.compile(
            r"\b(?:eras\w+|delet\w+|requests?)\b[^;]{0,120}\b(?:where|if|"
            r"when|once|only|after|provided)\b[^;]{0,40}"
            r"\b(?:no longer has|no longer have|ceas\w+|end(?:s|ed)?|"
            r"terminat\w+)\b[^;]{0,30}\b(?:relationship|contract|customer|"
            r"account)"
        ),
        "Art. 17(1), 17(3)",
        "A continuing relationship is no ground to refuse erasure.",
        "What is kept is refused in part, with reasons.",
    ),
    (
        "conflict",
        "erasure only with a replacement",
        re.compile(
            r"\b(?:replac\w+|substitut\w+|"
            r"swap\w*)\b[^;]{0,60}\b(?:contacts?|person|colleague|details)"
        ),
        "Art. 17, 12(4)",
        "The law makes no replacement a condition of erasure.",
        "A replacement may be offered and is never demanded.",
    ),
    (
        "conflict",
        "no correction",
        re.compile(
            r"\b(?:data|information|records?|details)\b[^;]{0,90}\b(?:will|"
            r"shall|can|do|does|is|are) ?not (?:be )?"
            r"(?:updated|corrected|amended|rectified|changed)\b"
        ),
        "Art. 16, 5(1)(d)",
        "Wrong data is corrected or completed wherever it is kept.",
        "The place is searched, and a correction is recorded beside the old entry.",
    ),
    (
        "conflict",
        "marketing without a choice",
        re.compile(
            r"\badded to\b[^;]{0,60}\bmarketing\b[^;]{0,40}\bautomatic|"
            r"\bautomatically\b[^;]{0,60}\b(?:subscrib|added|enrol)"
            r"\w*[^;]{0,40}\bmarketing|\bcannot (?:opt[- ]out|object)[^;]{0,30}\bmarketing"
        ),
        "Art. 21(2)-(4)",
        "The right to object to marketing is offered clearly and by itself, and always honoured.",
        "An objection to marketing is carried out at once.",
    ),
    (
        "weaker",
        "kept as long as needed",
        re.compile(
            r"\b(?:as long as (?:is |it is |we |reasonably |may be "
            r")*(?:necessary|need\w*|required)|'?reasonable'? (?:period|"
            r"time) (?:thereafter|depending)|"
            r"held for an? '?reasonable|longer than (?:is )?(?:strictly |reasonably )?necessary)"
        ),
        "Art. 13(2)(a), 15(1)(d)",
        "It gives neither a period nor how one is found.",
        "The answer to an access request must give them; the letter asks for it.",
    ),
    (
        "note",
        "learning systems",
        re.compile(
            r"\b(?:train|develop)\w*\b[^;]{0,60}\b(?:artificial "
            r"intelligence|ai models?|machine learning|automated systems)"
        ),
        "Art. 17, 21",
        "Erasure and objection must reach what systems were trained with.",
        "The list of places to search asks about it.",
    ),
)


_PROCESSOR: Final = re.compile(r"\b(?:as|is) an? '?(?:data )?processor\b")


def rights(policy: Checked) -> Iterator[Concern]:
    if not policy.european:
        return
    for severity, rule, pattern, article, says, product in _WORDINGS:
        for at in policy.phrases:
            if at.topic != "cookies" and pattern.search(at.words):
                yield concern(severity, rule, at, article, says, product)
                break
    roles = policy.processor or next(
        (one for one in policy.phrases if _PROCESSOR.search(one.words)), None
    )
    if roles:
        yield concern(
            "note",
            "two roles",
            roles,
            "Art. 28(3)(e)",
            "For some data it is a processor: such a request belongs to its customer.",
            "The form asks; what belongs to a customer is passed on.",
        )
    yield from _silent(policy)


_COURT: Final = re.compile(r"\b(?:courts?|judicial|legal remed\w+|legal proceedings against us)\b")


def _silent(policy: Checked) -> Iterator[Concern]:
    unnamed = [name for right, name in NAMED.items() if right not in policy.rights]
    if unnamed:
        yield concern(
            "silent",
            "rights it does not name",
            None,
            "Art. 12-22",
            f"It does not name: {', '.join(unnamed)}.",
            "The form offers every right.",
        )
    silent = (
        (policy.period is None, "how long an answer takes", "Art. 12(3)", "The law's time counts."),
        (
            policy.extension is None,
            "how long an extension is",
            "Art. 12(3)",
            "The law's limit counts.",
        ),
        (
            policy.free is None and not policy.fee_when,
            "what a request costs",
            "Art. 12(5)",
            "It is free.",
        ),
        (not policy.refuse_when, "when it refuses", "Art. 12(4)", "The law's grounds are offered."),
        (
            not any(_COURT.search(one.words) for one in policy.phrases),
            "the way to a court",
            "Art. 79",
            "Every refusal names it.",
        ),
        (not policy.regulator, "an authority by name", "Art. 13(2)(d)", "The country's is named."),
    )
    for missing, what, article, product in silent:
        if missing:
            yield concern("silent", what, None, article, f"It does not say {what}.", product)
    to_us = any(
        re.search(r"\bcomplain\w*\b[^.;]{0,80}\b(?:us|our)\b", one.words) for one in policy.phrases
    )
    if policy.british and not to_us:
        yield concern(
            "silent",
            "complaints to the company",
            None,
            "DPA 2018 s.164A",
            "It does not say how to complain to the company itself.",
            "The form takes complaints and confirms them.",
        )
