"""Words around an address that say what it is for."""

import re
from typing import Final

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
    r"processors? (?:is|are)|sales|advertis\w+|law enforcement)\b"
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
