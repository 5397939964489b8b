"""What a sentence is about: requests of people about their data, or one of the many other things.

A policy is full of periods, sums and addresses. Which of them decides how a request is handled
shows in the words around: the sentence itself, what it follows, and the heading it stands under.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from .sentences import Sentence, sentences

_DATA: Final = (
    r"(?:personal |private |your |own |individual |such |the |this |"
    r"my |that |their |his |her |or |any |all )*(?:data|information|"
    r"details|records?)"
)

# A request that somebody makes about data. Requests for a quote or of an authority are others.
REQUEST: Final = re.compile(
    r"\b(?:subject[- ]access|data[- ]subject|dsars?\b|sars\b|"
    r"(?:access|deletion|erasure|correction|"
    r"rectification|portability|opt[- ]out|privacy|data|information|"
    r"consumer|verifi(?:able|ed)|rights?|"
    r"gdpr|foi|legitimate|valid|written|formal|reasonable|your|such|"
    r"any|each|every|all|these|those|"
    r"the|an?|that|this|individual|his|her|their|my|specific|complex|certain)"
    r"(?: [\w'-]+){0,2}? (?:requests?|application|demand)\b"
    r"|requests? (?:for|to|under|relating|about|concerning|"
    r"regarding|from (?:you|individuals|data)|are|is|"
    r"may|can|should|must|will|received|made|within|in|that|"
    r"which)\b|exercis\w+ (?:of )?(?:any |all |one |"
    r"your |these |those |the |this |such |of |a |his |her |their |"
    r"my |above |privacy |said |data |subject |"
    r"protection |following |legal |or |more )*rights?"
    r"|right (?:of|to) access|requests?\b(?= (?:and|or)\b)|when you "
    r"(?:request|ask for)\b|(?:want|wish|would like|like) us to (?:delete|erase|correct|rectify|"
    r"amend|remove|update) (?:\w+ ){0,4}(?:data|information|details|records?)\b|you (?:may |"
    r"can |also )*request\b|you (?:have "
    r")?(?:requested|asked for)\b"
    r"|requests?[,.;:)]?$|\b(?:instruct|asks?|asking) us\b|(?<!who "
    r")(?<!that )\brequests\b(?! (?:that|information|you|us))|"
    r"subject access|(?:may|can) (?:also )?ask (?:us )?(?:for|"
    r"to)\b)"
)
_OTHER_REQUEST: Final = re.compile(
    r"\b(?:requests? (?:for|from|by|of) (?:an? |the |any |public |"
    r"law |government\w* |competent |more )*"
    r"(?:quot\w+|authorit\w+|law|police|court|government|brochure|"
    r"product|service|support|proposal|demo|"
    r"refund|reference|regulator|bod(?:y|ies)|assistance|enforcement|comments?|help)"
    r"|support requests?|service requests?|(?:http|server|page|browser|network) requests?|"
    r"(?:law enforcement|government\w*|court|legal|lawful) requests?|refund requests?|"
    r"friend requests?|(?:make|making|have|with|made) (?:a |any "
    r")?(?:purchase|booking|order)s? requests?)"
)
RIGHTS: Final = re.compile(
    r"\b(?:your|his|her|their|these|the|of|data subject'?s?|individual|legal|privacy|following|"
    r"statutory|several|certain|any|have)(?: (?:data|gdpr|privacy|"
    r"protection|subject|legal))* rights?\b"
    r"|\bright (?:to|of)\b|\bentitled to (?:see|know|access|receive|obtain|request|an?)\b"
)
COPY: Final = re.compile(
    rf"\b(?:(?:first|one|single|further|additional|free|initial) "
    rf"cop(?:y|ies)|cop(?:y|ies) of (?:any |all |the )*{_DATA}|"
    rf"(?:access|correct\w*|delet\w*|eras\w*|rectif\w*|"
    rf"amend\w*|updat\w*|see|obtain\w*|provid\w*|suppl\w*) (?:to "
    rf")?(?:you (?:with )?)?(?:any |all |of )*{_DATA}"
    r"|(?:information|data) (?:that |which )?we hold|(?:held|stored|recorded) (?:about|on) "
    r"(?:you|them|him|her|an? individual))"
)

_HEADINGS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (topic, re.compile(pattern))
    for topic, pattern in (
        ("breach", r"\bbreach|incident"),
        ("cookies", r"\bcookie|tracking|pixel|analytics|do not track|log files"),
        (
            "complaints",
            r"\bcomplain|grievance|dispute|redress|appeal|arbitration|ombuds|concerns?\b",
        ),
        (
            "requests",
            r"\brights?\b|\baccess|\brectif|\bcorrect|\beras|\bdelet(?!ed after)|subject|exercis|"
            r"\bcontrol (?:of|over)|manag\w+ (?:of )?your|\brequest|time "
            r"limit|\brespond|response|"
            r"how long will it|\bfees?\b|what we (?:may )?need from|your "
            r"choices|\bview|review|updat\w+ (?:your|and|or|of|personal)|"
            r"see(?:ing)? what|amend|gdpr|ccpa|california|nevada|virginia|"
            r"colorado|european|brazil|"
            r"identity|verif|your (?:personal )?(?:data|information)$|"
            r"portab|restrict|object|withdraw",
        ),
        (
            "retention",
            r"retention|retain|how long|stor(?:age|ing|ed)|\bkeep|duration|archiv|preserv",
        ),
        ("marketing", r"marketing|newsletter|unsubscrib|opt[- ]?out|mailing|promotion|advert"),
        (
            "trade",
            r"\breturn|refund|cancel|deliver|\border|payment|purchas|shipping|warrant|billing|"
            r"subscription|recruit|job|applicant|career|vacanc",
        ),
        ("security", r"securit|safeguard|protect (?:your|the)|how we protect"),
        ("children", r"child|minor|under 1|age"),
        ("changes", r"chang|updates? to|amendments? (?:to|of)|revision|modif"),
        ("contact", r"contact|get in touch|questions|reach|queries|who we are|controller|about us"),
        ("sharing", r"shar|disclos|transfer|third part|recipient|processor|supplier"),
        (
            "collecting",
            r"collect|what (?:data|information)|use (?:of )?(?:your|the)|purpose|how we use",
        ),
    )
)
_ELSEWHERE: Final = re.compile(
    r"\b(?:californ\w+|ccpa|cpra|colorado|virginia\w*|connecticut|"
    r"utah|nevada|texas|oregon|montana|u\.?s\.? "
    r"(?:state|resident|privacy)\w*|us state|united states|vcdpa|"
    r"brazil\w*|lgpd|australia\w*|canad\w+|pipeda|"
    r"quebec|south african?|popia|singapore\w*|pdpa|new zealand|"
    r"india\w*|dpdp|japan\w*|korea\w*|china|chinese|"
    r"turkey|turkish|kvkk|nigeria\w*|ndpr|ndpa|kenya\w*|philippines|"
    r"thai\w*|malaysia\w*|hong kong|pdpo|"
    r"argentin\w*|mexic\w*)\b"
)
_EUROPE: Final = re.compile(
    r"\b(?:gdpr|european?|eea|eu|uk|u\.k\.|united kingdom|2016/679|"
    r"european union|data protection act)\b"
)


def heading_topic(words: str) -> str:
    """The topic a heading announces; empty where it names none."""
    return next((topic for topic, pattern in _HEADINGS if pattern.search(words)), "")


@dataclass
class Document:
    """A text cut into sentences, with what their neighbours tell about them."""

    text: str
    _sections: dict[int, str] = field(default_factory=dict)

    @cached_property
    def sentences(self) -> list[Sentence]:
        return sentences(self.text)

    def topic(self, sentence: Sentence) -> str:
        """What the heading above is about; a heading that names nothing leaves it to its own."""
        known = self._sections.get(sentence.section)
        if known is None:
            known = heading_topic(sentence.heading) or heading_topic(
                sentence.trail.rsplit("/", 1)[0]
            )
            self._sections[sentence.section] = known
        return known

    def around(self, sentence: Sentence, before: int, after: int) -> Sequence[Sentence]:
        """Its neighbours under the same heading, itself not among them."""
        first = max(sentence.number - before, 0)
        near = self.sentences[first : sentence.number + after + 1]
        return [
            one for one in near if one.section == sentence.section and one.number != sentence.number
        ]

    def regime(self, sentence: Sentence) -> str:
        """ "elsewhere" for a part that is for a place outside Europe, "europe" for one that is."""
        for words in (sentence.words, sentence.heading, sentence.trail):
            elsewhere, europe = _ELSEWHERE.search(words), _EUROPE.search(words)
            if elsewhere and not europe:
                return "elsewhere"
            if europe and not elsewhere:
                return "europe"
        return ""


_ADDRESS: Final = re.compile(r"\b(?:https?:|www\.)\S+|\S+@\S+")


def speaks_of_request(words: str) -> bool:
    return bool(REQUEST.search(_OTHER_REQUEST.sub(" ", _ADDRESS.sub(" ", words))))


def tie(document: Document, sentence: Sentence) -> int:
    """How closely a sentence hangs on requests: 0 not at all, 2 says so, more with its context."""
    words = sentence.words
    own = 2 if speaks_of_request(words) or speaks_of_request(sentence.lead) else 0
    if not own and (RIGHTS.search(words) or COPY.search(words)):
        own = 1
    topic = document.topic(sentence)
    near = any(
        speaks_of_request(one.words) or RIGHTS.search(one.words) or COPY.search(one.words)
        for one in document.around(sentence, 2, 1)
    )
    return own + (topic == "requests") + near
