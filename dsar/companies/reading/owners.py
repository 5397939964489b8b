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
from .topics import RIGHTS, Document, speaks_of_request, tie

ANSWERING: Final = re.compile(
    r"\b(?:respond\w*|respons\w+|repl(?:y|ies|ied|ying)|answer\w*|"
    r"compl(?:y|ies|ied|ying)|provid\w+|suppl(?:y|ies|ied)|"
    r"process(?:ed|ing)?|handl\w+|act(?:ed|ion|ing)? (?:up)?on|"
    r"action(?:ed)?|take action|deal(?:t|ing)? with|"
    r"fulfil\w*|resolv\w+|complet\w+|carr(?:y|ied) out|implement\w*|"
    r"address(?:ed)?|effect to|satisf\w+|"
    r"deliver\w*|send|sent|grant\w*|make available|made available|"
    r"information available|available to you|correct\w*|"
    r"delet\w+|eras\w+|rectif\w+|amend\w*|updat\w+|remov\w+|"
    r"decision|decid\w+|inform\w*|notif\w+|get back|"
    r"come back to|attend\w* to|consider\w*|honou?r\w*|execut\w+|"
    r"revert|review\w*|receiv\w+|turnaround|"
    r"tell you|let you know|hear from us|give you|do (?:so|this)|"
    r"reaction|react|feedback|outcome|result|gather|issu\w+|meet|"
    r"met\b|disclos\w+|furnish\w*|determin\w+|"
    r"finali[sz]\w+|return|in touch|obtain|access (?:will|is|to|"
    r"within)|investigat\w+|acced\w+|settle\w*|contact you|"
    r"accommodat\w+)"
)
_LIMIT: Final = re.compile(
    r"(?:\b(?:within|in|inside|no later than|not later than|later "
    r"than|at (?:the )?latest(?: within| in| by| after)?|latest|"
    r"not? exceed(?:ing)?|exceeds?|maximum(?: period| time| "
    r"term)?(?: of)?|max\.?|up to|before(?: the (?:expiry|end) of)?|"
    r"by|under|less than|"
    r"(?:not|no) (?:more|longer) than|takes?|taking|period of|term "
    r"of|limit of|limit is|deadline (?:is|of)|time(?:frame|scale|"
    r"line)? (?:is|of)|"
    r"timeframe|have|has|is|be|usually|normally|typically|generally|"
    r"approximately|about|around|allow(?:s)?(?: us)?|"
    r"end of|expiry of|requires?|target of|statutory|legal|required|"
    r"the|our|this|a|an|applicable|than)"
    r"(?: (?:a |an |the )?(?:maximum|period|term|limit|time|"
    r"timeframe|space|statutory|legal|usual|normal|standard|initial|"
    r"of|at most|most|about|approximately|around|a|an|the|up to|"
    r"than|prescribed|required|one|single|next|following|first|at|"
    r"latest|no|later|not|more))*"
    r"|[:(,=-])\s*\(?$"
)
_RECEIPT: Final = re.compile(
    r"^\W*(?:(?:time|period|limit|deadline|calendar)\W+)?(?:of|from|"
    r"after|following|upon|since|starting|to|beginning|as of|by|to "
    r"the|for us to|in which to|turnaround|deadline|period|limit|"
    r"time|calculated|counted|commencing)\b"
    r".{0,60}?\b(?:receipt|receiv\w+|request\w*|submi\w+|"
    r"application|verif\w+|identity|respond|reply|comply|it\b|"
    r"asking|process|provide|day|date|contact\w*|notice|answer)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A length of time and the words around it, up to the next full break on either side."""

    document: Document
    sentence: Sentence
    length: Length
    before: str
    after: str
    clause: str

    @property
    def near_before(self) -> str:
        return self.before[-90:]


_BREAK: Final = re.compile(r"[;•]|(?:, | )(?:but|however|although|whereas|otherwise)\b|\. ")
_PARENTHESIS: Final = re.compile(r"^\W*\($")


def places(document: Document) -> list[Place]:
    """Every length of time in the text. A second figure in brackets is the first one again."""
    found: list[Place] = []
    for sentence in document.sentences:
        words = sentence.words
        if sentence.is_heading or not any(unit in words for unit in _UNITS):
            continue
        every = lengths(words)[:MOST]
        for number, length in enumerate(every):
            if number and _PARENTHESIS.match(words[every[number - 1].end : length.start]):
                continue
            found.append(_place(document, sentence, length, every))
    return found


# In one sentence; no rule has more, and a table pasted as one line is no sentence.
MOST: Final = 8
_UNITS: Final = ("day", "month", "week", "hour", "year", "fortnight")


def _place(document: Document, sentence: Sentence, length: Length, every: list[Length]) -> Place:
    words = sentence.words
    start = max((cut.end() for cut in _BREAK.finditer(words, 0, length.start)), default=0)
    cut = _BREAK.search(words, length.end)
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


_BACK: Final = re.compile(
    r"(?:\b(?:last|past|preceding|previous|prior|recent|every|each|"
    r"per|once (?:a|an|in an?|in any|per|every|in each|in the)|"
    r"twice (?:a|in an?|in any|per|every)|any|older than|at least|"
    r"minimum of|aged?|under the age of|ages of|in any|times in an?|"
    r"times (?:a|per|within an?|in a|during an?)|same|one request "
    r"(?:per|every|in)|request (?:per|every)|than once (?:in|within|"
    r"every|during)(?: an?)?|twice (?:within|in|during)(?: an?)?|"
    r"once (?:within|during)(?: an?| the| any)?|trailing|rolling|"
    r"calendar|during the|over the|in the|for the(?: last| past)?) "
    r"?\(?$)"
)
_BACK_AFTER: Final = re.compile(
    r"^\W*(?:old\b|of age|period (?:preceding|before|prior)|"
    r"preceding|prior to|before (?:the|your|such|any|we (?:receive|"
    r"received))|ago|long\b|in advance|notice\b|'?s? notice|history|"
    r"look|or older|or under|or over|anniversar)"
)
_KEPT: Final = re.compile(
    r"\b(?:keep|kept|keeps|keeping|retain\w*|retention|"
    r"stor(?:e[ds]?|ing|age)|hold|held|holds|archiv\w+|preserv\w+|"
    r"remain\w*|"
    r"sav(?:e|ed|es)|log(?:s|ged)|deleted (?:no later than|after|"
    r"within|automatically|at the latest)|delet\w+ (?:after|"
    r"automatically)|eras\w+ after|anonymi[sz]\w+|"
    r"destroy\w*|purg\w+|overwrit\w+|back-?ups?|inactiv\w+|expir\w+|"
    r"lifetime|lifespan|persist\w*|dormant|valid for|last(?:s)? "
    r"for)\b"
)
_COOKIES: Final = re.compile(r"\bcookies?\b|\bbrowser\b|\bsession\b|_ga\b|\bpixel")
_BREACH: Final = re.compile(
    r"\bbreach\w*|\bincident|\bhours? (?:of|after) (?:becoming|being) aware|becoming aware of"
)
_COMPLAINT: Final = re.compile(
    r"\b(?:complain\w*|grievances?|disputes?|appeal\w*|arbitrat\w+|"
    r"ombuds\w+|reconsider\w*|internal review|reviews? of (?:our|"
    r"the|your) decision|court)\b"
)
_OPT_OUT: Final = re.compile(
    r"\b(?:unsubscri\w+|opt(?:ing|ed|s)?[- ]?(?:out|in)s?\b|mailing "
    r"list|newsletters?|marketing|promotional|do not sell|sale of|"
    r"direct mail|emails? from us|suppress\w+|preference\w*|do not "
    r"call|shine the light|limit the use)"
)
_SUBSTANCE: Final = re.compile(
    r"\b(?:access|delet\w+|eras\w+|correct\w*|rectif\w+|know|"
    r"portab\w+|rights?|cop(?:y|ies)|subject|data|information)\b"
)
_TRADE: Final = re.compile(
    r"\b(?:refund\w*|returns?|returned|orders?|purchas\w+|"
    r"subscription\w*|payments?|invoic\w+|trial|cancel\w*|cooling|"
    r"ship\w*|warrant\w+|"
    r"booking\w*|deliver(?:y|ies)|contract\w*|membership|vacanc\w+|"
    r"applicants?|job|recruit\w*|candidates?|employ\w+|cv|booked|"
    r"guarantee|interest|credit)\b"
)
_CLOSING: Final = re.compile(
    r"\b(?:(?:accounts?|profiles?|"
    r"membership)\b[^.;]{0,60}\b(?:clos\w+|delet\w+|deactivat\w+|"
    r"terminat\w+|remov\w+|cancel\w*|inactiv\w+|suspend\w*|dormant|"
    r"reactivat\w+)|"
    r"(?:clos\w+|delet\w+|deactivat\w+|terminat\w+|remov\w+|"
    r"cancel\w*|reactivat\w+)[^.;]{0,30}\b(?:account|profile|"
    r"membership)|logged in|log in|sign(?:ing)? in|terminat\w+|"
    r"inactivity)"
)
_CHANGES: Final = re.compile(
    r"\b(?:chang\w+|amend\w*|modif\w+|revis\w+|"
    r"updat\w+)\b[^.;]{0,40}\b(?:policy|notice|terms|statement|"
    r"agreement)\b|\b(?:policy|notice|terms|statement) (?:chang|"
    r"will be (?:chang|updat|review))"
)
_YOURS: Final = re.compile(
    r"\b(?:you|requesters|individuals|applicants|data subjects|"
    r"consumers|users|(?:the|an?|any) (?:requester|individual|"
    r"applicant|data subject|consumer|user)|we do not (?:receive|"
    r"hear|get))(?: (?:must|should|need to|have|has|may|can|do not|"
    r"does not|fail to|fails to|shall|will|are|wish to|want to|then|"
    r"also|not|be|required|asked|to|had|did|wish))*"
    r" (?:respond|reply|provide|supply|send|submit|appeal|contact|"
    r"object|notify|return|collect|download|request|lodge|file|"
    r"apply|pay|make|tell|inform|complete|confirm|give|let us|"
    r"withdraw|raise|write|a response|access the (?:link|file)|"
    r"anything|from you|your)\b[^,;]{0,90}$"
)
_FROM_YOU: Final = re.compile(
    r"\b(?:from you|hear (?:back )?from you|your (?:reply|answer|"
    r"consent to)|by you|payment|pay(?:ing)?)\b[^,;]{0,50}$"
)
_AUTHORITY: Final = re.compile(
    r"\b(?:authority|commissioner|ombudsman|regulator|court|"
    r"tribunal|ico|cnil|dpc|government|board|attorney "
    r"general)(?:'s)? (?:office )?(?:will|must|shall|may|has|can|"
    r"should|is|of)\b[^;]{0,80}$"
)
_PASSING: Final = re.compile(
    r"\b(?:forward\w*|pass(?:ed|ing)?|transfer\w*|redirect\w*|"
    r"refer\w*|pass on)\b[^.;]{0,60}\b(?:to|on)\b[^;]{0,80}$"
)
_ACK: Final = re.compile(
    r"\breceipt of [^,;]{0,60}\b(?:confirmed|acknowledged)|"
    r"\b(?:acknowledg\w+|confirm\w*(?: to you)?(?: the| of| your| "
    r"its| our| in writing| that)* (?:receipt|received|we have "
    r"(?:received|got)|receiving)|"
    r"receipt (?:of your request )?(?:will be |is )?(?:confirmed|"
    r"acknowledged)|confirmation of (?:the )?receipt|initial "
    r"(?:response|reply|contact)|first (?:response|reply))"
)
_ACK_AFTER: Final = re.compile(
    r"^[^;]{0,40}\b(?:acknowledg\w+|confirm\w* (?:the |of |your )*receipt)"
)
LONGER: Final = re.compile(
    r"\b(?:exten(?:d\w*|sions?)|prolong\w*|longer|more time|"
    r"additional time|further time|extra time|additional period|"
    r"further period|"
    r"delay\w*|additional|more (?:days|weeks|months)|postpon\w+|"
    r"lengthen\w*|take (?:us )?(?:more|longer))\b"
)
_UNDUE: Final = re.compile(
    r"\b(?:undue|unreasonable|excessive|without(?: any)?(?: "
    r"further)?|unjustified|culpable|unnecessary) delays?\b"
)
_CEILING: Final = re.compile(
    r"\b(?:no|not|never)\b[^,;]{0,30}(?:longer|later|more) than (?:a |one )?$"
)
_LENGTHEN: Final = re.compile(
    r"\b(?:exten(?:d\w*|sions?)|prolong\w*|lengthen\w*|postpon\w+|"
    r"more time|additional time|further time|extra time|longer|"
    r"increas\w+|another|additional|total of|delay\w*)\b"
)
_TELLING: Final = re.compile(
    r"\b(?:inform\w*|notif\w+|tell|told|let you know|advis\w+|"
    r"update (?:on|you)|an update|contact you|write to you|written "
    r"notice|provide (?:written )?notice|explain\w*|communicat\w+|"
    r"notice of|(?:send|give)\w* (?:you )?(?:a )?notice|say so|warn\w*|keep you|hear)\b"
)
_TELLING_AFTER: Final = re.compile(rf"^(?:(?! and ).){{0,40}}{_TELLING.pattern}")
_WHY: Final = re.compile(
    r"\b(?:exten(?:d\w*|sions?)|delay\w*|longer|more time|"
    r"additional time|further time|such (?:a )?(?:case|"
    r"circumstances|event)|these circumstances|this (?:is the "
    r")?case|if this|need it|prolong\w*)\b"
)
_TOTAL: Final = re.compile(
    r"\b(?:total(?: of)?|in total|overall|altogether|extended to(?: "
    r"a maximum of| up to)?|maximum of|no later than|up to)\W*$"
)
_TOTAL_AFTER: Final = re.compile(
    r"^\W*(?:in total|total|altogether|overall|from (?:the "
    r")?(?:date|day|receipt)|of (?:receiving|receipt|your request)|"
    r"after (?:receiving|receipt)|from receipt|in all)"
)


def _look_back(at: Place) -> bool:
    before, after = at.before[-40:], at.after
    if _BACK_AFTER.match(after) or (
        at.length.period.amount > 24 and at.length.period.unit == "month"
    ):
        return True
    return bool(_BACK.search(before)) and not re.search(r"(?:within|by|than) the $", before)


def _retained(at: Place) -> bool:
    heading = at.document.topic(at.sentence) == "retention"
    matches = list(_KEPT.finditer(at.before))
    if not matches:
        later = _KEPT.search(at.after[:50])
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
    if _COMPLAINT.search(at.clause):
        return not re.search(
            r"\b(?:access|rights?|your|erasure|deletion|data subject|"
            r"subject) requests?\b|\brequests?\b(?: and| or|/)|(?:and|or|/) "
            r"requests?\b",
            at.clause,
        )
    return at.document.topic(at.sentence) == "complaints" and not speaks_of_request(at.clause)


def _of_opting_out(at: Place) -> bool:
    found = _OPT_OUT.search(at.clause)
    if not found:
        return at.document.topic(at.sentence) == "marketing" and not _SUBSTANCE.search(at.clause)
    rest = _OPT_OUT.sub(" ", at.clause)
    return not re.search(
        r"\b(?:access|delet\w+|eras\w+|correct\w*|rectif\w+|know|"
        r"portab\w+|rights|cop(?:y|ies)|subject)\b",
        rest,
    )


def _of_trade(at: Place) -> bool:
    if not (_SUBSTANCE.search(at.clause) or RIGHTS.search(at.clause)) and _GOODS.search(at.clause):
        return True
    if at.document.topic(at.sentence) == "trade" and not speaks_of_request(at.clause):
        return True
    return bool(_TRADE.search(at.clause)) and not (
        speaks_of_request(at.clause) or tie(at.document, at.sentence) >= 3
    )


_GOODS: Final = re.compile(
    r"\b(?:refund\w*|goods|ship(?:ped|ping|ment)|warrant\w+|parcel|"
    r"delivery|cancel\w+|price|tickets?|booking)\b"
)


def _of_closing(at: Place) -> bool:
    return (
        bool(_CLOSING.search(at.clause))
        and not re.search(
            r"\b(?:access|erasure|deletion|your|rights?|such|data) "
            r"requests?\b(?! (?:for|to) (?:your )?(?:account|close|cancel))|"
            r"right",
            at.clause,
        )
    ) or bool(re.search(r"\brequests? (?:for|to)[^;]{0,40}account[^;]{0,40}\bclos", at.clause))


def _yours(at: Place) -> bool:
    """The limit is one that the requester has to keep."""
    before = at.before[-160:]
    if re.search(r"(?:^|[.:;] )(?:please|confirm your)\b[^,;]*$", before) and "allow" not in before:
        return True
    ours = max((one.start() for one in _OURS.finditer(before)), default=-1)
    yours = max((one.start() for one in _YOURS.finditer(before)), default=-1)
    return yours > ours or bool(_FROM_YOU.search(before))


_OURS: Final = re.compile(
    r"\b(?:we|company|controller|officer|team)\b(?! (?:do not|have not) (?:receive|hear|get))"
)


def _of_notice(at: Place) -> bool:
    told = _TELLING.search(at.before[-140:]) or _TELLING_AFTER.search(at.after[:80])
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
    own = _UNDUE.sub(" ", f"{at.before[-200:]} {at.after[:140]}")
    if _WHY.search(own):
        words = _UNDUE.sub(" ", at.before[-140:])
        # "answer within a month, or tell you why it takes longer" is an answer's period.
        first = _GIVING.search(words)
        telling = _TELLING.search(words)
        if first and (telling is None or first.start() < telling.start()):
            return bool(_WHY.search(words))
        return True
    earlier = at.sentence.words[: at.length.start]
    if LONGER.search(_UNDUE.sub(" ", earlier)) and re.search(r"\bnotice\b", at.before):
        return True
    before = at.document.around(at.sentence, 1, 0)
    return any(
        (LONGER.search(one.words) and lengths(one.words))
        or re.search(r"\bexten(?:d|sion)", one.words)
        for one in before
    ) and bool(re.search(r"\b(?:so|this|update|in that case|accordingly)\b|if so", at.clause))


_GIVING: Final = re.compile(
    r"\b(?:respond|answer|reply|comply|information available|"
    r"provide (?:you with )?(?:a |the |your |access|information))"
)


def _limited(at: Place) -> bool:
    return bool(_LIMIT.search(at.before) or _RECEIPT.match(at.after))


def _acknowledged(at: Place) -> bool:
    found = list(_ACK.finditer(at.before))
    if found:
        return not re.search(
            r"\b(?:respond|reply|answer|provide|substantive|process)\b",
            at.before[found[-1].end() :],
        )
    return bool(_ACK_AFTER.search(at.after)) or bool(
        _ACK.search(at.after[:110]) and not ANSWERING.search(at.before[-80:])
    )


def _extended(at: Place) -> bool:
    own = _UNDUE.sub(" ", at.before[-150:])
    if at.length.more:
        return True
    if _CEILING.search(own):
        return False
    if longer := _LENGTHEN.search(own):
        told = _TELLING.search(own, longer.start())
        return told is None or bool(re.search(r"\bby\b[^,]{0,25}$", own))
    return bool(re.match(r"^\W*(?:extension|longer|more\b|delay)", at.after))


_REFUSAL: Final = re.compile(
    r"\b(?:if|where|when|should) we (?:\w+ )?(?:refuse|decline|"
    r"reject|deny|do not (?:act|comply|take)|cannot)"
)

_CLIENTS: Final = re.compile(
    r"\b(?:clients?|customers?|controllers?|that (?:company|"
    r"organi[sz]ation))(?:'s?)? (?:\w+ )?(?:requests?|asks?|"
    r"instructs?)\b"
)

RULES: Final = (
    ("looks back or recurs", _look_back),
    ("a breach", lambda at: _BREACH.search(at.clause)),
    (
        "cookies",
        lambda at: (
            _COOKIES.search(at.clause)
            or (at.document.topic(at.sentence) == "cookies" and not speaks_of_request(at.clause))
        ),
    ),
    ("keeping", _retained),
    ("a complaint", _of_complaints),
    ("opting out", _of_opting_out),
    ("a customer's request", lambda at: _CLIENTS.search(at.clause)),
    ("changes of the policy", lambda at: _CHANGES.search(at.clause)),
    ("closing an account", _of_closing),
    ("an authority", lambda at: _AUTHORITY.search(at.before)),
    ("the requester", _yours),
    (
        "passing on",
        lambda at: _PASSING.search(at.before[-120:]) and not ANSWERING.search(at.before[-40:]),
    ),
    ("trade", _of_trade),
    ("acknowledgement", _acknowledged),
    ("a refusal", lambda at: _REFUSAL.search(at.before) and not _GIVING.search(at.before)),
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
        + bool(_RECEIPT.match(at.after))
        + bool(re.search(r"\b(?:we|us|our)\b", at.clause))
    )
