"""Who may ask for somebody, whom a processor sends people to, and how long letters are kept."""

import re
from collections.abc import Iterator
from typing import Final

from .amounts import lengths
from .finding import Finding
from .topics import Document, speaks_of_request, tie

_AGENT: Final = re.compile(
    r"\b(?:(?:persons?|someone|anyone|individual) (?:\w+ "
    r")?(?:authori[sz]ed|appointed|nominated) by you|(?:for|of) "
    r"(?:somebody|someone|anyone|another person|an other person)(?: "
    r"else)?\b|by (?:an? |any )?third part(?:y|ies)|ask (?:a|your|"
    r"an) (?:solicitor|lawyer|attorney|friend|relative)|"
    r"authori[sz]ed (?:agents?|representatives?|persons?|third "
    r"part\w+)|(?:legal|personal|appointed|designated) "
    r"representatives?|agents?\b[^.;]{0,40}\b(?:behalf|"
    r"authori[sz]\w+)|on your behalf|on behalf of (?:you|another|"
    r"the data subject|an individual|the individual|someone|a data "
    r"subject|the consumer|others)|on (?:his|her|their|his or her) "
    r"behalf|(?:through|via|by) (?:a|your|an) (?:\w+ )?(?:agent|"
    r"representative|lawyer|solicitor|attorney)|"
    r"(?:nominee|nominate|proxy|power of attorney|guardian|next of "
    r"kin)|act(?:ing)? for (?:another|someone|somebody|a third)|someone (?:else )?to (?:act|"
    r"make|submit)|third part(?:y|"
    r"ies) (?:\w+ )?(?:to )?(?:act|make|submit)\w*)\b"
)
_ASKING: Final = re.compile(
    r"\b(?:request\w*|exercis\w+|rights?|applications?|access|submit\w*|your authority|mandate|"
    r"designat\w+ (?:\w+ ){0,2}agents?)\b"
)
_NOT_AGENT: Final = re.compile(
    r"\b(?:process\w* (?:\w+ ){0,4}on (?:our|your) behalf|service "
    r"providers?|eu representative|uk representative|article 27|"
    r"sales representative|customer (?:service )?representative|we "
    r"(?:\w+ )?act(?:ing)? on|cannot|may not|do not accept|will not "
    r"accept|provide (?:\w+ )?(?:services|support) on|collect\w* "
    r"(?:\w+ ){0,3}on your behalf|payments? on your behalf|if you "
    r"are (?:an? )?(?:agent|representative))\b"
)
_ALLOWS: Final = re.compile(
    r"\b(?:may|can|could|designate|authori[sz]e|appoint|if (?:you|"
    r"an|a|the|someone)|where|when|use|using|entitled|right|must|"
    r"need|will|made|make|behalf)\b"
)


def agents(document: Document) -> Iterator[Finding]:
    """A finding where somebody may ask on another's behalf."""
    for sentence in document.sentences:
        words = sentence.words
        if sentence.is_heading or not _AGENT.search(words) or not _ASKING.search(words):
            continue
        if _NOT_AGENT.search(words) or not _ALLOWS.search(words):
            continue
        if speaks_of_request(words) or tie(document, sentence) >= 2:
            yield Finding(
                "agents_allowed",
                True,
                sentence.start,
                sentence.end,
                "somebody asks on another's behalf",
                0.75,
            )
            return


_PROCESSOR: Final = re.compile(
    r"\b(?:data processors?|processors?|service providers?|on "
    r"behalf of (?:our |its |the |other |a |an |another )*(?:\w+ "
    r")?(?:customers?|clients?|controllers?|compan\w+|"
    r"organi[sz]ations?|employers?|merchants?|partners?|hosts?|"
    r"subscribers?|business\w*|universit\w+|schools?|members?|"
    r"event\w*|retailers?|institutions?)|"
    r"(?:our|business|the|enterprise|that) (?:customers?|clients?)|"
    r"(?:on|under) (?:their|its|the customer's|our customers?'?|the "
    r"client's) (?:behalf|instructions?|direction)|data "
    r"controllers?|employer|merchant)\b"
)
_CONTROLLER: Final = (
    r"(?:(?:the|that|your|our|such|this|those|these|respective|"
    r"relevant|applicable|appropriate|directly|data|business|"
    r"enterprise|corresponding|individual|with|to) )*(?:data "
    r"controllers?|controllers?|customers?|clients?|employers?|"
    r"merchants?|organi[sz]ations?|compan(?:y|ies)|hosts?|"
    r"subscribers?|business(?:es)?|institutions?|account (?:owner|"
    r"administrator|holder)s?|administrators?|organi[sz]ers?|"
    r"schools?|retailers?|universit(?:y|ies)|sellers?|service "
    r"provider)\b"
)
_REDIRECT: Final = re.compile(
    rf"\b(?:(?:contact|reach out to|direct\w* (?:\w+ ){{0,7}}?to|"
    rf"refer\w* (?:\w+ ){{0,5}}?to|forward\w* (?:\w+ ){{0,6}}?to|"
    rf"pass(?:ed)? (?:\w+ ){{0,6}}?to|turn to|address\w* (?:\w+ "
    rf"){{0,6}}?to|redirect\w* (?:\w+ ){{0,6}}?to|submit\w* (?:\w+ "
    rf"){{0,6}}?to|consult|ask|inform|made to|send (?:\w+ "
    rf"){{0,5}}?to|write to|speak to|get in touch with|notify|"
    rf"approach|liaise with|raised? (?:\w+ ){{0,4}}?with|"
    rf"responsibility of|redirected to|referred to)) "
    rf"(?:{_CONTROLLER}|the [\w'-]+ (?:clients?|customers?|"
    rf"controllers?)\b)"
)
_NOT_REDIRECT: Final = re.compile(
    r"\b(?:we (?:will |may |shall )?(?:contact|inform|notify|ask) "
    r"(?:our |the )?(?:customers?|clients?)|contact (?:our "
    r")?customer (?:service|support|care)|customer (?:service|"
    r"support|care|relations|department)|transfer\w* (?:\w+ "
    r"){0,8}to another|other (?:data )?controllers?|another (?:data "
    r")?controllers?|law enforcement|"
    r"the (?:data )?controller (?:is|can be|of this|at|\()|if you "
    r"contact the company|third part(?:y|ies)|credit (?:card "
    r")?compan|privacy (?:policy|notice|statement)s? of)\b"
)


def processors(document: Document) -> Iterator[Finding]:
    """A finding where people are sent to whoever decides about data held for others."""
    for sentence in document.sentences:
        words = sentence.words
        found = _REDIRECT.search(words)
        if not found or sentence.is_heading or _NOT_REDIRECT.search(words):
            continue
        near = " ".join([words, *(one.words for one in document.around(sentence, 3, 1))])
        if _ROLE.search(near):
            yield Finding(
                "processor_redirect",
                True,
                sentence.start,
                sentence.end,
                "sent to the controller",
                0.75,
            )
            return


_ROLE: Final = re.compile(
    r"\b(?:for whom we (?:process|hold)|(?:data )?processors?\b|on behalf of|on their behalf|"
    r"on (?:an?|our|the) (?:customer|client)s?(?:'s?)? behalf|users? of (?:one of )?(?:our|"
    r"the) (?:customers|clients)|"
    r"(?:our|the|that|business|enterprise) (?:customer|"
    r"client)s?(?:'s?)? (?:\w+ ){0,3}?(?:is|are|as|act|controls?|"
    r"determin|decid|collect|data|instructions)|(?:customer|client|"
    r"employer|organi[sz]ation|merchant)s? (?:is|are|remains?|"
    r"acts?) (?:\w+ ){0,3}(?:controllers?|responsible)|under the "
    r"(?:direction|instructions)|service provider (?:to|for)|no "
    r"direct relationship)\b"
)

_LETTERS: Final = re.compile(
    r"\b(?:correspondence|emails?|e-mails?|enquir\w+|inquir\w+|"
    r"letters?|messages?|communications?|(?:your |data subject |"
    r"access |rights |such |of |these |the )requests?|"
    r"(?:requested|asked)\b[^.;]{0,60}\b(?:responded|answered|replied)|contact "
    r"forms?|contact requests?|customer (?:support|service)|support "
    r"(?:requests?|tickets?|cases?)|queries|query|complaints?|chat|"
    r"recordings? of calls|call recordings|phone calls|tickets?)\b"
)
_KEEPS: Final = re.compile(
    r"\b(?:stays?|remains?|keep|kept|keeps|retain\w*|retention|stor(?:e[ds]?|age)|"
    r"hold|held|archiv\w+|delet\w+|eras\w+|remov\w+|destroy\w*|"
    r"maintain\w*|preserv\w+|sav(?:e|ed))\b"
)
_NOT_LETTERS: Final = re.compile(
    r"\b(?:marketing (?:emails?|communications?)|newsletters?|email "
    r"address(?:es)?|ip(?: and email)? addresses|cookies?|"
    r"applicants?|applications? (?:for|documents)|recruit\w*|job|"
    r"candidates?|cctv|other (?:users?|members?|people)|transcripts?|communications? data|"
    r"direct messages|reported messages?|followers|"
    r"direct interaction|log files|"
    r"purchase|order|invoice|respond to (?:your|a) request|request "
    r"(?:for )?(?:deletion|erasure)|delete your (?:data|"
    r"information) (?:within|upon)|account (?:is|has been|data)|"
    r"(?<!record )(?<!records )(?<!copy )(?<!details )of "
    r"your request|upon request)\b"
)


def letters(document: Document) -> Iterator[Finding]:
    """A finding for how long a person's requests, mails or enquiries are kept."""
    for sentence in document.sentences:
        words = sentence.words
        if not (
            (_LETTERS.search(words) and _KEEPS.search(words))
            or (sentence.lead and _KEEPS.search(sentence.lead) and _LETTERS.search(words))
        ):
            continue
        if _NOT_LETTERS.search(words) or sentence.is_heading:
            continue
        every = [
            one
            for one in lengths(words)
            if not re.search(r"\b(?:last|past|previous|every) $", words[: one.start])
        ]
        for one in every:
            before = words[max(one.start - 70, 0) : one.start]
            if (
                re.search(
                    r"\b(?:for|up to|within|after|than|of|period|maximum|is|:|-|"
                    r"least)\b\W*(?:\w+ ){0,3}$",
                    before,
                )
                or re.match(r"\W*(?:after|from|following)", words[one.end :])
                or sentence.lead
            ):
                if re.search(
                    r"\b(?:we|will|to|must|shall) (?:respond|reply|" r"answer)\b[^.;,]{0,40}$",
                    before,
                ):
                    continue
                yield Finding(
                    "correspondence_retention",
                    one.period.as_json(),
                    sentence.start,
                    sentence.end,
                    "letters or mails, kept for a time",
                    0.7,
                )
                return
