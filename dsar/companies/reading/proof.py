"""Whether a policy asks who somebody is, and by what: of those who send requests, not of users."""

import re
from collections.abc import Iterator
from typing import Final

from .finding import Finding
from .sentences import Sentence
from .tokens import normal
from .topics import COPY, RIGHTS, Document, speaks_of_request, tie

_WHO: Final = re.compile(
    r"\b(?:identit(?:y|ies)\b|identifying (?:information|details|data)|"
    r"identif(?:y|ication|ies|ied)\b(?! "
    r"(?:number|you as))|verif(?:y|ication|ied|ying|ies)\b(?: "
    r"(?:you|that you|who|your|the|his|their|any|and|of|request)|"
    r"\b)|authenticat\w+|who you (?:are|say)|(?:you are|person is) "
    r"(?:who|the person)|that (?:you are|the person is) entitled|"
    r"proof of (?:id|who)|\bid\b(?! number)|passport|driv(?:ing|"
    r"er'?s?) licen[cs]e|signed (?:\w+ )?(?:request|letter|"
    r"application|form)|(?:be|is|are) signed by (?:you|the)|person making the request|"
    r"request (?:\w+ )?comes? from you|(?:your|duly|"
    r"personally|a) sign(?:ed|ature)|verifiable)"
)
_MAY: Final = re.compile(
    r"\b(?:may|might|could|can|if (?:we|necessary|needed|required|"
    r"there|in)|where (?:it is |this is )?(?:we|necessary|appropriate|required|needed|"
    r"there)|when (?:necessary|needed|there|we (?:cannot|have))|in "
    r"(?:certain|some|case|cases)|reserves? the right|doubts?|"
    r"reasonably necessary|as (?:necessary|needed|appropriate)|"
    r"possibly|sometimes|in the event|entitled to|unable|cannot|not "
    r"able|depending|insufficient)\b"
)
_MUST: Final = re.compile(
    r"(?:^|, )(?:having (?:\w+ )?(?:provided|supplied|given)|state|"
    r"include|provide|enclose|attach|quote|supply) "
    r"|\b(?:will (?:\w+ ){0,2}?(?:need|require|ask|verif\w+|check|"
    r"confirm|request|have to|be (?:asked|required)|take steps|"
    r"authenticate|use)|must|have to|has to|need to|needs to|needed|"
    r"shall|requires?|required|is required|are required|"
    r"please (?:\w+ )?(?:provide|include|enclose|attach|send|supply|"
    r"submit|state|quote|give)|(?:should|to) (?:be accompanied|include|enclose|"
    r"attach|contain|provide)|accompanied by|together with (?:a |an "
    r")?(?:proof|copy|id)|"
    r"(?:upon|after|once|following|subject to|on) (?:\w+ "
    r"){0,4}?(?:verif\w+|authenticat\w+|proof|identif\w+|confirm\w+|"
    r"satisf\w+|established)|only (?:after|once|if|when|respond|"
    r"process|act|to)|we (?:\w+ )?(?:verify|check|ask|confirm|"
    r"request|use|take)|verifiable|subject to|before (?:we|any|"
    r"responding|processing|granting|providing|complying|acting|"
    r"fulfilling|disclosing|information)|enclos\w+|attach\w*|"
    r"including (?:a )?(?:copy|proof)|with (?:a )?(?:copy|proof)|"
    r"signed)\b"
)
_ONBOARDING: Final = re.compile(
    r"\b(?:know your customer|kyc|anti-money|money laundering|"
    r"creat\w+ (?:an |your )?account|open\w* (?:an |your )?account|"
    r"register\w*|registration|sign(?:ing)? up|log(?:ging)? in|"
    r"onboard\w*|use (?:of )?(?:our|the) (?:services?|platform|"
    r"site)|"
    r"fraud|credit (?:check|reference)|age\b|student|purchas\w+|"
    r"payments?|selfie|biometric\w*|hosts?|guests?|tenan\w+|"
    r"employment|right to work|visitors?|cookies?|ip address|"
    r"identify (?:an? |any )?individuals?|directly identif\w+|"
    r"indirectly|personally identif\w+|identifiable)\b"
)


def proof(document: Document) -> Iterator[Finding]:
    """Findings for identity.required and identity.evidence."""
    always = doubt = None
    evidence: dict[str, Finding] = {}
    for sentence in document.sentences:
        if sentence.is_heading or not _asks(document, sentence):
            continue
        need = _need(sentence.words) or (
            _need(f"{sentence.lead} {sentence.words}") if sentence.item else ""
        )
        if need == "always" and always is None:
            always = _found("identity.required", "always", sentence, "proof without a condition")
        if need == "if_in_doubt" and doubt is None:
            doubt = _found("identity.required", "if_in_doubt", sentence, "proof where it is needed")
        if not need:
            continue
        for code in _evidence(sentence.words):
            evidence.setdefault(
                code, _found("identity.evidence", code, sentence, "asked for, to prove who it is")
            )
    yield from (one for one in (always or doubt, *evidence.values()) if one)


def _found(field: str, value: str, sentence: Sentence, rule: str) -> Finding:
    return Finding(field, value, sentence.start, sentence.end, rule, 0.8)


def _asks(document: Document, sentence: Sentence) -> bool:
    words = sentence.words
    if not (_WHO.search(words) or (sentence.item and _WHO.search(sentence.lead))):
        return False
    own = speaks_of_request(words) or speaks_of_request(sentence.lead)
    if _ONBOARDING.search(words) and not own:
        return False
    topic = document.topic(sentence)
    if (
        topic in ("cookies", "trade", "collecting", "sharing", "children", "security", "breach")
        and not own
    ):
        return False
    if own:
        return True
    if (COPY.search(words) and RIGHTS.search(words)) or _BEFORE_ANSWERING.search(words):
        return True
    near = any(speaks_of_request(one.words) for one in document.around(sentence, 3, 1))
    return (near and (tie(document, sentence) >= 1)) or (
        topic == "requests" and tie(document, sentence) >= 2
    )


# What stands before an answer can be asked only of somebody who sent a request.
_BEFORE_ANSWERING: Final = re.compile(
    r"\b(?:before|prior to) (?:we )?(?:can |may |will )?(?:releas|disclos|grant|giv|provid|allow|"
    r"comply|respond|answer|fulfil)\w*\b[^.;]{0,30}\b(?:personal|your|"
    r"the) (?:\w+ )?(?:information|data)|"
    r"\bbefore (?:granting|giving|allowing) (?:you )?access to (?:your|personal|the) (?:\w+ )?"
    r"(?:information|data)|\bdoubts? (?:concerning|about|as to|regarding) (?:\w+ )?identity"
)


_NOT: Final = re.compile(
    r"\b(?:not|never|without|no need)\b[^.;,]{0,40}\b(?:verif|"
    r"identif|identity|proof|id\b)|right to (?:rectif|correct)|"
    r"verify (?:the |its )?accuracy|accuracy of"
)
_NEW_DATA: Final = re.compile(r"\bverify (?:the |your |any )?new \w+")
_UNVERIFIED: Final = re.compile(
    r"\b(?:cannot|not|only)\b[^.;]{0,30}\brequests? (?:that|which) (?:are|is|have|has) not "
    r"(?:been )?verified"
)
_UNABLE: Final = re.compile(
    r"\b(?:if|where|when) we (?:are|were) (?:unable|not "
    r"able)[^,.;]*|(?:if|where) we cannot (?:\w+ )?(?:verify|"
    r"identify|confirm|establish)[^,.;]*|(?:unable|not able|cannot|"
    r"fail\w*) (?:to )?(?:\w+ )?(?:verify|identify|confirm|"
    r"authenticate)[^,.;]*"
)


_ONE_RIGHT: Final = (
    r"(?:eras\w+|delet\w+|rectif\w+|correct\w*|restrict\w*|portab\w+|object\w*|access\w*)"
)
_FOR_ONE: Final = re.compile(rf"\b{_ONE_RIGHT}\b")
_FOR_ALL: Final = re.compile(
    r"\b(?:any|all|every|each|your|a|the) (?:such )?(?:requests?|rights)\b"
    rf"(?! (?:to|for|of) (?:\w+ ){{0,3}}?{_ONE_RIGHT}\b)"
)


def asks_everybody(sentence: str) -> bool:
    """Whether it demands proof for itself: with no condition, and not for one right alone."""
    words = normal(sentence, 0, len(sentence)).words
    if _need(words) != "always":
        return False
    return not _FOR_ONE.search(words) or bool(_FOR_ALL.search(words))


def _need(words: str) -> str:
    """Always, only if in doubt, or nothing said about the need."""
    words = _NEW_DATA.sub(" ", words)
    if _UNVERIFIED.search(words):
        return "always"
    if _NOT.search(words) and not _MUST.search(_NOT.sub(" ", words)):
        return ""
    rest = _UNABLE.sub(" if we are unable ", words)
    who = _WHO.search(rest)
    if who is None:
        return (
            "if_in_doubt"
            if "if we are unable" in rest
            and re.search(
                r"\b(?:may|might|can|could|will|shall) (?:\w+ )?(?:ask|request|require|need)", rest
            )
            else ""
        )
    around = rest[max(who.start() - 190, 0) : who.end() + 90]
    # "If you want access, we will verify": that condition is the request itself.
    around = re.sub(
        r"\b(?:if|where|when|before|once|should) (?:you|an individual|a "
        r"person|someone|anyone)\b[^,;]{0,90}?(?:request|access|ask|"
        r"exercis\w+|contact)\w*",
        " ",
        around,
    )
    around = re.sub(r"\byou (?:may|can|might)\b", " ", around)
    around = re.sub(
        r"\bso (?:that )?we (?:can|may)\b|\bin order (?:that|to)\b|\bthat can\b|\bas can\b",
        " ",
        around,
    )
    if _GIVEN.search(rest):
        return "always"
    may, must = _MAY.search(around), _MUST.search(around)
    if may and not _steady(around):
        return "if_in_doubt"
    return "always" if must else ""


# "If you give us proof of who you are, we let you have your data."
_GIVEN: Final = re.compile(
    r"\b(?:if|once|when|provided(?: that)?) you (?:have )?(?:provided?|give|given|suppl\w+|"
    r"send|sent|"
    r"prove|satisf\w+|identify|verif\w+)\b[^;]{0,60}\b(?:identi\w+|who you are|proof)"
    r"[^;]{0,90}\b(?:we|will|shall|can)\b"
)


def _steady(around: str) -> bool:
    """A demand without a condition stands beside what may be."""
    return bool(
        re.search(
            r"\bwill (?:always )?(?:need to |require |have to |be (?:asked|"
            r"required) to |ask )(?:you )?(?:\w+ ){0,2}(?:verif|confirm|"
            r"identit|proof|prove|establish)|\bmust (?:\w+ ){0,2}(?:verif|"
            r"provide|prove|include|confirm|supply)|"
            r"\bwe (?:will )?verify\b(?![^.;]{0,60}\b(?:where|if|when|"
            r"as) (?:it is )?(?:needed|necessary|required|appropriate))|"
            r"(?:upon|after) (?:\w+ ){0,3}(?:verif|authenticat|proof)|"
            r"please (?:provide|include|enclose|attach)",
            around,
        )
    )


_EVIDENCE: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("passport", r"\bpassports?\b"),
        ("driving_licence", r"\bdriv(?:ing|er'?s?|ers') licen[cs]es?\b"),
        (
            "national_id",
            r"\b(?:national (?:id|identit\w+)|identity (?:cards?|documents?|"
            r"papers?)|id[- ](?:cards?|documents?)|identification (?:cards?|"
            r"documents?|papers?)|photo(?:graphic)?[- ]?(?:id|"
            r"identification|identity)\b|(?:cop(?:y|ies)|scan|form|piece|"
            r"proof) of (?:\w+ ){0,3}?(?:id\b|identification\b|identity "
            r"(?:card|document))|government(?:al)?[- ]?(?:issued)? ?(?:\w+ "
            r")?(?:id\b|identification|identity)|"
            r"official (?:id|identification)|(?:valid|approved|acceptable) "
            r"(?:\w+ )?(?:id|identification)\b(?! number))",
        ),
        (
            "proof_of_address",
            r"\b(?:utility bill|proof of (?:\w+ )?(?:address|residen\w+)|"
            r"bank statement|council tax|confirmation of (?:your )?address)",
        ),
        (
            "signed_declaration",
            r"\b(?:sign(?:ed)? (?:\w+ ){0,3}(?:request|letter|declaration|"
            r"statement|application|document|form|affidavit|copy)|signed\b|"
            r"affidavit|declaration|penalty of perjury|(?:your|a|hand\w*) "
            r"signature|notari[sz]ed)\b",
        ),
        ("company_email", r"\b(?:company|business|work|corporate) email"),
        (
            "account_or_contract_reference",
            r"\b(?:(?:customer|account|contract|agreement|membership|member|"
            r"client|policy|order|booking|reservation|user|subscriber|"
            r"reference|invoice)(?: \w+)? (?:numbers?|reference|ref|id|"
            r"details)|(?:log(?:ging)? ?in(?:to)?|sign(?:ing)? in(?:to)?|"
            r"access) (?:to )?(?:your|an?|the) (?:\w+ ){0,2}account|"
            r"username|reference number|through your account|via your "
            r"account|existing (?:\w+ )?account)\b",
        ),
        (
            "other_information",
            r"\b(?:(?:request|ask|require|need|(?:provid|suppl|giv)\w*+(?! "
            r"(?:you|access|with))|submit|obtain|contact|seek|"
            r"collect)\w*\b[^.;,]{0,60}?\b(?:additional|further|more|"
            r"specific|certain|other|extra|sufficient|enough|some|necessary|"
            r"relevant|any|such|identifying|appropriate|adequate|"
            r"requested) (?:\w+ )?(?:information|details|data|documentation|"
            r"evidence|particulars)\b|pieces? of (?:\w+ ){0,3}(?:information|"
            r"data)|(?:full |your )?name(?:,| and) (?:\w+ ){0,3}(?:address|"
            r"date|email)|date of birth|information (?:from you |that |to "
            r"(?:verify|confirm|identify|prove|enable)|necessary|needed|"
            r"about you|sufficient)|answer (?:\w+ )?questions)\b",
        ),
    )
)


def _evidence(words: str) -> list[str]:
    found = [code for code, pattern in _EVIDENCE if pattern.search(words)]
    specific = [code for code in found if code not in ("other_information",)]
    if (
        "other_information" in found
        and specific
        and not re.search(
            r"\b(?:additional|further|specific|more) (?:\w+ "
            r")?(?:information|details|data)|pieces of|date of birth",
            words,
        )
    ):
        found.remove("other_information")
    return found
