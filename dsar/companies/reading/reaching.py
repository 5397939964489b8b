"""Words around an address that say what it is for."""

import re
from typing import Final

from .sentences import Sentence
from .topics import Document

NEVER: Final = re.compile(
    r"\b(?:unsubscri\w+|opt[- ]?out of (?:receiv\w+|marketing|our|"
    r"email|such|promot\w+)|stop receiving|newsletter|"
    r"vulnerabilit\w+|security (?:issue|incident|bug|breach|request|"
    r"report)s?|report (?:a |any )?(?:abuse|security|vulnerab|"
    r"potential)\w*|phishing|copyright|dmca|press\b|jobs?|careers?|"
    r"recruit\w*|"
    r"(?:supervisory|protection|regulatory) authorit\w+|"
    r"commissioner|ombudsman|regulator|ico\b|cnil|attorney general|"
    r"trustarc|truste|jams|arbitrat\w+|appeal\w*|child(?:ren)?|"
    r"under (?:the age of )?1[3-8]|minors?|shine the light|data "
    r"processors? (?:is|are)|sales\b(?! ?/)(?! opt)|advertis\w+|law enforcement)\b"
)
ASKING: Final = re.compile(
    r"\b(?:request\w*|exercis\w+|rights?|access|cop(?:y|ies) of|"
    r"withdraw\w*|delet\w+|eras\w+|correct\w*|rectif\w+|your "
    r"(?:personal )?(?:data|information)|subject)\b"
)
PRIVACY: Final = re.compile(
    r"\b(?:privacy|data protection|dpo|gdpr|personal (?:data|"
    r"information)|this (?:policy|notice|statement)|questions|"
    r"queries|enquir\w+|inquir\w+|concerns?|contact|controller|"
    r"compliance|data officer|protection officer)\b"
)
_AUTHORITY: Final = re.compile(
    r"\b(?:ico|commissioner(?:'s office)?|(?:supervisory|protection|regulatory) authorit(?:y|ies)|"
    r"(?:information|data|privacy) (?:regulator|ombudsman|inspectorate|board|commission)|"
    r"cnil|imy|oaic)\b"
)
_OURS: Final = re.compile(
    r"\b(?:contact(?:ing)? us|(?:email|e-mail|write to|call|reach|phone) us|us\b|"
    r"our (?:\w+ ){0,3}(?:officer|team|office|representative|dpo)|"
    r"(?:protection|privacy|information) officer|dpo)\b"
)


def of_an_authority(document: Document, sentence: Sentence) -> bool:
    """A bare line of contact that stands below the name of an authority, and not below ours."""
    if len(sentence.words) > 120 or _OURS.search(sentence.words):
        return False
    above = document.sentences[max(sentence.number - 5, 0) : sentence.number]
    for one in [sentence, *reversed(above)]:
        if abs(one.section - sentence.section) > 1:
            return False
        ours = max((match.start() for match in _OURS.finditer(one.words)), default=-1)
        theirs = max((match.start() for match in _AUTHORITY.finditer(one.words)), default=-1)
        if theirs > ours:
            return True
        if ours >= 0 or (one.is_heading and one is not sentence and theirs < 0):
            return False
    return False
