"""For which reasons a policy says it may refuse a request, or leave something out of the answer."""

import re
from collections.abc import Iterator
from typing import Final

from .finding import Finding
from .sentences import Sentence
from .topics import COPY, RIGHTS, Document, speaks_of_request, tie

_REFUSE: Final = re.compile(
    r"\b(?:refus\w+|declin\w+|(?:prevented|prohibited|precluded)\b|"
    r"den(?:y|ies|ied|ial)|reject\w*|withh(?:old|eld)\w*|disregard|"
    r"limit(?:ed|s)? (?:our|the|your) (?:response|ability|rights?)|"
    r"restrict(?:ed)? (?:your|the) (?:access|rights?)|"
    r"(?:not|cannot|unable|never)(?: \w+){0,4}? (?:comply|fulfil\w*|"
    r"honou?r|grant|provide|act|process|respond|delete|erase|remove|"
    r"correct|change|carry out|meet|satisfy|give|disclose|"
    r"accommodate|agree|accede|release|obliged|required|possible|"
    r"entitled|do so|obligated|action|complete|execute|amend|supply|"
    r"apply|absolute|always|available|be able)|"
    r"exempt\w*|exception\w*|override|overrid\w+|limitations?|"
    r"subject to (?:certain|some|any|other|applicable|legal|statutory|retention)|entitled to "
    r"(?:retain|keep|continue|refuse)|"
    r"(?:retain(?:ed)?|kept|keep|continue to (?:hold|process|store|use))\b|unless)"
)
_REASONS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        (
            "unfounded",
            r"\b(?:unfounded|groundless|frivolous|vexatious|without merit|ungrounded|baseless)\b",
        ),
        ("repetitive", r"\b(?:repetiti\w+|repeat(?:ed|s|edly)?|repetitious)\b"),
        ("excessive", r"\b(?:excessive\w*|onerous|disproportionate\w*|abusive)\b"),
        (
            "cannot_verify",
            r"\b(?:(?:unable|not able|cannot|could not|fail\w*|not in a position|not been "
            r"able|not) (?:to )?(?:\w+ ){0,2}(?:verif\w+|confirm\w*|"
            r"establish|authenticat\w+|identify|ascertain|validate)|"
            r"(?:identity|request) (?:is not|cannot be|could not be|has not "
            r"been) (?:\w+ )?(?:verified|confirmed|established|proven|"
            r"proved)|doubts? (?:about|as to) (?:your|the) identity|"
            r"unverifi\w+|requests? (?:that|which) (?:are|is|have|has) not (?:been )?verified)",
        ),
        (
            "legal_obligation",
            r"\b(?:legal(?:ly)? (?:\w+ )?(?:obligat\w+|oblig\w+|requir\w+|"
            r"dut\w+|bound|retention|reasons?|requirements?|ground|"
            r"prevented)|(?:required|obliged|obligated|bound|compelled|"
            r"prevented|prohibited|mandated)(?: \w+){0,3}? \(?by (?:\w+ "
            r"){0,2}?(?:law|statute|regulation|legislation)|"
            r"law (?:\w+ )?(?:requires|obliges|prevents|prohibits|compels)|"
            r"(?:must|have to|required to) (?:\w+ ){0,3}by law|statutory "
            r"(?:\w+ )?(?:obligat\w+|retention|dut\w+|"
            r"requirement\w*|period\w*)|(?:retention|storage|"
            r"record[- ]keeping|accounting|tax) (?:obligations?|dut\w+|"
            r"requirements?|periods?|laws?)|"
            r"compl(?:y|iance|ying) with (?:\w+ ){0,3}?(?:laws?|legal|"
            r"regulat\w+|legislation|statut\w+|obligations?)|obligation to "
            r"(?:save|retain|keep|store)|(?:have|has|need) to (?:retain|keep|store|preserve)|"
            r"according to (?:the |applicable )*laws?|by law to (?:keep|retain|store|"
            r"hold)|legal (?:or regulatory )?purposes|mandatory)",
        ),
        (
            "other",
            r"\b(?:rights (?:and freedoms |or freedoms )?of (?:others|other|"
            r"third|another)|(?:another|other|third)(?: \w+)? "
            r"(?:individuals?|person|people|part(?:y|ies)|"
            r"users?)(?:'s?)?(?! (?:service|provider|website|site))|"
            r"privileg\w+|commercially sensitive|trade secrets?|confidential\w*|exempt\w*|"
            r"exceptions?|"
            r"legally (?:permitted|allowed|entitled)|privacy of (?:others|"
            r"other)|(?:permitted|allowed|provided|excused|authori[sz]ed|"
            r"set out|"
            r"described) (?:by|under|in) (?:\w+ ){0,3}?(?:law|act|"
            r"legislation|gdpr|regulations?)\b|(?:law|legislation|gdpr) "
            r"(?:permits|allows)|legal claims?|investigat\w+|prevention of "
            r"crime|public interest|freedom of expression|national security|"
            r"impractica\w+|overriding|override|certain (?:circumstances|"
            r"cases|conditions)|prejudice|"
            r"technically|bad faith|jeopardi[sz]e|legitimate (?:grounds?|"
            r"interests?|reasons?|business)|contract\w*|some (?:situations|"
            r"cases|circumstances)|resolve disputes|enforce|necessary "
            r"(?:for|to) |cannot be separated|security)\b",
        ),
    )
)
_LAWFUL: Final = re.compile(
    r"\b(?:refus\w+|declin\w+|den(?:y|ied|ies)|reject\w*|oppose (?:your|the|an?|such) requests?|"
    r"withh(?:old|eld)\w*|(?:prevented|prohibited|precluded) (?:\w+ "
    r"){0,3}from|(?:not|cannot) (?:be )?(?:able to|obliged|required|comply|"
    r"fulfil\w*)|not have to (?:give|provide|comply|answer|disclose)|"
    r"not (?:be able to )?(?:provide|grant|give|disclose|"
    r"release) (?:you )?(?:with )?(?:\w+ ){0,3}(?:access|"
    r"information|data|cop))"
)
_ACCESS: Final = re.compile(
    r"\b(?:refus\w+|den\w+|declin\w+|grant|give|provide|withhold) "
    r"(?:you |them )?(?:\w+ )?access\b(?! to (?:our|the|this))|"
    r"\baccess (?:\w+ )?be (?:denied|refused|withheld)"
)
_KEEPS: Final = re.compile(r"\b(?:delet\w+|eras\w+|remov\w+|request|rights?|forgotten)\b")
_ELSEWHERE: Final = re.compile(
    r"\b(?:cookies?|browser|consent (?:is|to)|if you (?:do not|"
    r"refuse|decline|choose not|fail)|you (?:may|can|could|have the "
    r"(?:right|option)) (?:to )?(?:\w+ )?(?:refuse|decline|deny|"
    r"reject)|refus\w+ (?:\w+ )?(?:cookies|to provide|access to "
    r"(?:our|the) (?:site|service))|"
    r"your refusal|services? (?:to you|may)|access to (?:our|the) "
    r"(?:site|website|service|building)|denial of service|"
    r"firewalls?|servers?|attack|provide you with (?:our|the) "
    r"(?:services?|products?)|discriminat\w+|deny you (?:goods|"
    r"services?)|right to refuse|not to provide|you (?:\w+ )?(?:wish|want|need|prefer|"
    r"like) us to)\b"
)


def refusals(document: Document) -> Iterator[Finding]:
    """Findings for refuse_when, one for each reason."""
    seen: set[str] = set()
    for sentence in document.sentences:
        words = sentence.words
        if sentence.is_heading:
            continue
        if announced := _announced(document, sentence):
            words = f"{announced} {words}"
        elif not (_REFUSE.search(words) and _about(document, sentence)):
            continue
        for code in _reasons(words):
            if code not in seen:
                seen.add(code)
                yield Finding(
                    "refuse_when",
                    code,
                    sentence.start,
                    sentence.end,
                    "a reason beside a refusal",
                    0.75,
                )
    yield from _before(document, seen)


# So far above an item the sentence that opens its list is looked for.
LISTED: Final = 25
_SHORT_LEAD: Final = re.compile(r"^(?:these|this|they|those|such|examples?|for example)\b")


def _announced(document: Document, sentence: Sentence) -> str:
    """The refusal whose reasons this item lists: "we may not be able to help you where: …"."""
    if not (sentence.item and sentence.lead) or _ELSEWHERE.search(sentence.words):
        return ""
    lead = sentence.lead
    if _SHORT_LEAD.search(lead):
        above = document.sentences[max(sentence.number - LISTED, 0) : sentence.number]
        said = [one.words for one in above if not one.item]
        lead = " ".join(said[-2:-1])
    refuses = re.search(
        r"\b(?:we|company|controller|request)\b[^.;]{0,40}\b(?:refus|den(?:y|ied)|declin|"
        r"reject|unable|not (?:be )?(?:able|possible|obliged|required|always))",
        lead,
    )
    return lead if refuses and speaks_of_request(lead) else ""


def _continues_erasure(document: Document, sentence: Sentence) -> bool:
    """ "However, we have a legal obligation to keep …", straight after what may be erased."""
    if not _MUST_KEEP.search(sentence.words) or not sentence.number:
        return False
    above = document.sentences[max(sentence.number - 2, 0) : sentence.number]
    return any(
        one.section == sentence.section
        and re.search(r"\b(?:delet|eras|remov|forgotten)", one.words)
        and tie(document, one) >= 2
        for one in above
    )


_MUST_KEEP: Final = re.compile(
    r"\b(?:obligations?|obliged|required|dut(?:y|ies)|law|must|need|"
    r"have)\b[^.;]{0,40}\b(?:retain|keep|store|"
    r"preserve|archive)\b|\b(?:retained?|kept|keep|stored?)\b[^.;]{0,40}\b(?:law|legal)"
)


def _about(document: Document, sentence: Sentence) -> bool:
    words = sentence.words
    if _ELSEWHERE.search(words):
        return False
    if _continues_erasure(document, sentence):
        return True
    topic = document.topic(sentence)
    if topic in (
        "cookies",
        "marketing",
        "trade",
        "collecting",
        "sharing",
        "children",
        "security",
    ) and not speaks_of_request(words):
        return False
    if topic == "retention" and not (speaks_of_request(words) or _LAWFUL.search(words)):
        return False
    if _LAWFUL.search(words):
        said = re.search(r"\b(?:access|requests?|data|information)\b", words)
        if _ACCESS.search(words) or COPY.search(words) or (topic == "requests" and said):
            return True
        grounds = any(pattern.search(words) for _, pattern in _REASONS[:3])
        return tie(document, sentence) >= (1 if grounds else 2)
    if RIGHTS.search(words) and re.search(r"\bnot (?:\w+ )?(?:apply|absolute|available)", words):
        return True
    return bool(_KEEPS.search(words)) and tie(document, sentence) >= 2


def _reasons(words: str) -> list[str]:
    found = [code for code, pattern in _REASONS if pattern.search(words)]
    strict = _LAWFUL.search(words)
    if not strict and _CHARGED.search(words):
        found = [code for code in found if code not in ("unfounded", "repetitive", "excessive")]
    if (
        "other" in found
        and not strict
        and not re.search(
            r"\b(?:exempt\w*|exceptions?|rights (?:and freedoms )?of others|"
            r"absolute|legal claims?|override|overriding|resolve "
            r"disputes)\b",
            words,
        )
    ):
        found.remove("other")
    if (
        "legal_obligation" in found
        and not strict
        and not re.search(
            r"\b(?:delet\w+|eras\w+|remov\w+|rights?|requests?|forgotten|retain\w*|keep)\b", words
        )
    ):
        found.remove("legal_obligation")
    if (
        found
        and not strict
        and not re.search(
            r"\b(?:unless|exempt|exception|not|cannot|absolute|however|"
            r"although|retain|keep|continue|subject to|limit|overrid)",
            words,
        )
    ):
        return []
    return found


# "No fee, unless your request is excessive" refuses nothing.
_CHARGED: Final = re.compile(r"\b(?:fees?|charg\w+|costs?|free of)\b")

_THERE: Final = re.compile(
    r"\b(?:in (?:these|such|this|those|that|either|the latter|the former) "
    r"(?:circumstances|cases?|events?|situations?)|alternatively|if so)\b"
)


def _before(document: Document, seen: set[str]) -> Iterator[Finding]:
    """ "In these circumstances we may refuse": the reasons stand in the sentences before."""
    for sentence in document.sentences:
        if not (_THERE.search(sentence.words) and _LAWFUL.search(sentence.words)):
            continue
        for one in document.around(sentence, 2, 0):
            for code, pattern in _REASONS[:3]:
                if code not in seen and pattern.search(one.words):
                    seen.add(code)
                    yield Finding(
                        "refuse_when",
                        code,
                        sentence.start,
                        sentence.end,
                        "these circumstances, named before",
                        0.75,
                    )
