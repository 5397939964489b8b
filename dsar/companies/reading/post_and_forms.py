"""Whether requests may come by post or by a form: an address among contacts, a way to send one."""

import re
from collections.abc import Iterator
from typing import Final

from .finding import Finding
from .reaching import ASKING, NEVER, PRIVACY, of_an_authority
from .sentences import Sentence
from .topics import COPY, RIGHTS, Document, speaks_of_request, tie

_BY_POST: Final = re.compile(
    r"\b(?:by (?:post|mail\b|letter|regular mail|postal mail|"
    r"registered)|via (?:post|mail\b|postal)|by (?:\w+ or "
    r")?(?:post\b|mail\b)|post(?:al)? (?:to|address|mail)|in "
    r"writing (?:to|at)|writ(?:e|ing|ten) (?:to )?(?:us )?(?:at|to)|"
    r"write to|(?:send|sending|mail|address\w*|sent) (?:\w+ "
    r"){0,4}?(?:a |your )?(?:letter|written)|letter (?:to|"
    r"addressed)|mail(?:ing)? (?:us )?(?:at|to|address)|mailing "
    r"address|by mail|postal|p\.?o\.? box|po box|(?:email|phone|"
    r"telephone),? (?:or|and) (?:post|mail)\b)"
)
STREET: Final = re.compile(
    r"(?:\b(?:\d{1,5}[A-Za-z]?(?:[-/]\d{1,4})?|One|Two|Three|Four|Five|"
    r"Ten),?\s+(?:[A-Z][\w'.-]+\s+){1,4}(?:St(?:reet)?|"
    r"Road|Rd|Ave(?:nue)?|Blvd|Boulevard|Lane|Ln|Drive|Dr|Way|"
    r"Square|Sq|Place|Pl|Court|Ct|Quay|House|Park|Row|Terrace|Close|"
    r"Suite|Highway|Hill|Gate|Crescent)\b"
    r"|\b[A-Z][\w'’.äöåÄÖÅéüß-]{3,}(?:gatan|vägen|gata|väg|straat|"
    r"weg|strasse|straße|allee|laan|plein|kade|katu|tie|gade|vej|"
    r"gate|veien|ring|damm|platz)\s+\d+|\b[A-Z][\w'’äöåéü]+(?:katu|"
    r"gatan|vägen|kade|straat|strasse|straße)\b|\b(?:Rue|Via|Calle|"
    r"Avenue|Boulevard|Place|Platz|Plaza|Piazza|Ruijterkade|"
    r"De)\s+[A-ZÀ-Ü][\w'.-]*.{0,30}?\d+|"
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b(?:P\.?\s?O\.?|GPO|"
    r"Postal)\s?Box\s+\d+|\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b|"
    r"\b\d{4}\s?[A-Z]{2}\s+[A-Z][a-z]+|"
    r"\b(?:[A-Z]{1,2}-)?\d{4,5}\s+[A-ZÅÄÖ][a-zåäöéü]{2,}|"
    r"\b\d{3}\s\d{2}\s+[A-ZÅÄÖ][a-zåäö]{2,}|\b\d{6}\b(?=\W|$))"
)


def by_post(document: Document) -> Iterator[Finding]:
    found = [(_weight(document, sentence), sentence) for sentence in document.sentences]
    weight, sentence = max(found, key=lambda one: (one[0], -one[1].number), default=(0, None))
    if weight and sentence:
        yield Finding(
            "channels.postal",
            True,
            sentence.start,
            sentence.end,
            "post, or an address among the contacts",
            min(weight / 4, 0.9),
        )


def _weight(document: Document, sentence: Sentence) -> float:
    """3 where it says that requests may come by post; 0 where it says nothing of post."""
    words = sentence.words
    if NEVER.search(words) and not ASKING.search(words):
        return 0
    street = bool(STREET.search(document.text[sentence.start : sentence.end]))
    posts = bool(_BY_POST.search(words)) and not _POST_OF_OURS.search(words)
    if not (street or posts) or of_an_authority(document, sentence):
        return 0
    topic = document.topic(sentence)
    asks = speaks_of_request(words) or tie(document, sentence) >= 2
    near = street or _street_follows(document, sentence)
    if posts and asks and topic not in ("marketing", "cookies", "collecting", "sharing"):
        return 3 if near or _SAYS_POST.search(words) else 0
    if (
        posts
        and topic in ("contact", "requests", "")
        and re.search(r"\bletter\b|\bby post\b", words)
        and PRIVACY.search(words)
    ):
        return 2
    if street and asks and _LEADS_THERE.search(words):
        return 2.5
    if (
        posts
        and near
        and topic in ("contact", "requests", "complaints", "")
        and not re.search(r"\b(?:authority|commissioner)\b", words)
    ):
        return 2
    return 1.5 if street and _is_contact(document, sentence) else 0


def _street_follows(document: Document, sentence: Sentence) -> bool:
    return any(
        STREET.search(document.text[one.start : one.end]) and not of_an_authority(document, one)
        for one in document.sentences[sentence.number + 1 : sentence.number + 7]
    )


# What the company sends, and what it does not take.
_POST_OF_OURS: Final = re.compile(
    r"\b(?:direct|marketing|advertis\w+|promotion\w*|"
    r"communications?) (?:\w+ )?(?:by|via) (?:\w+, )*(?:post|"
    r"mail)\b|not accept"
)
_SAYS_POST: Final = re.compile(
    r"\b(?:by|via) (?:\w+ or )?(?:post|mail|letter)\b|postal|letter|"
    r"cheque|signed \w+ request"
)
_LEADS_THERE: Final = re.compile(
    r"\b(?:contact|write|go to|sen[dt]|made to|submitted|directed|reach|address)"
)
_CONTACT_HEADING: Final = re.compile(
    r"\b(?:contact|get in touch|reach us|questions|quer(?:y|ies)|[ei]nquir(?:y|ies)|write to "
    r"us|controller|(?:protection|privacy|information) officer|"
    r"exercis\w+|how to (?:make|submit))"
)


def _is_contact(document: Document, sentence: Sentence) -> bool:
    if re.search(
        r"\b(?:registered|incorporated|established|principal place|"
        r"headquarter|company number|if you reside)",
        sentence.words,
    ):
        return bool(re.search(r"\bcontact|data protection officer", sentence.words))
    if any(
        re.search(
            r"\b(?:if you reside|authority|commissioner|registered (?:in|office|at))", one.words
        )
        for one in document.around(sentence, 4, 2)
    ):
        return False
    if re.search(r"\bregistered office|authority|commissioner", sentence.heading):
        return False
    heading = _CONTACT_HEADING.search(sentence.trail)
    near = any(
        re.search(
            r"\b(?:contact (?:us|our|the|details)|write|questions|officer|address)\b", one.words
        )
        for one in document.around(sentence, 4, 0)
    )
    return bool(
        heading
        or (
            near
            and document.topic(sentence) in ("contact", "requests", "complaints", "changes", "")
        )
    )


_FORM: Final = re.compile(
    r"\b(?:(?:web|online|on-line|request|contact|privacy|this|our|"
    r"the following|dedicated|rights?|dsar|electronic|submission|"
    r"intake|access|help|support) (?:\w+ )?(?:web ?)?forms?\b|"
    r"webforms?|(?:complet|fill|submit)\w* (?:\w+ ){0,4}form\b|"
    r"(?:privacy|data|request|rights?|subject|self-service|dsar|ccpa|gdpr|"
    r"consumer|trust|preference) (?:\w+ )?(?:portal|cent(?:er|re)|"
    r"hub|dashboard|page|tool)\b|"
    r"click(?:ing)? (?:here|on (?:this|the)|this|the)|by clicking|"
    r"via (?:this|the) link|follow(?:ing)? (?:this|the) link|"
    r"(?:visit(?:ing)?|go to|available at|submit\w* "
    r"[^.;]{0,30}(?:at|through|via|on)|online at|request at|use) "
    r"(?:\w+ ){0,3}(?:https?:|www\.)|\bhere\b)"
)


def by_form(document: Document) -> Iterator[Finding]:
    for sentence in document.sentences:
        words = f"{sentence.lead} {sentence.words}" if sentence.lead else sentence.words
        if not _FORM.search(words) or sentence.is_heading or _is_another_form(words):
            continue
        if document.topic(sentence) in _NO_REQUESTS:
            continue
        ask = re.search(
            r"\b(?:exercis\w+|request\w*|rights|access|delet\w+|download|submit)\b", words
        )
        own = speaks_of_request(words) or COPY.search(words) or RIGHTS.search(words)
        if ask and _STRONG.search(words) and own and _sends(words):
            yield Finding(
                "channels.web_form", True, sentence.start, sentence.end, "a form for requests", 0.7
            )
            return


_NO_REQUESTS: Final = ("cookies", "marketing", "collecting", "trade", "sharing", "security")
_STRONG: Final = re.compile(
    r"\b(?:form|webform|portal|privacy (?:cent|hub|request)|"
    r"click\w*|via (?:this|the) link|here)\b|"
    r"\b(?:submit|request|exercise)\w*\b[^.;]{0,60}(?:\bhttps?:|"
    r"\bwww\.|\bat (?:[\w-]+\.)+(?:com|org|net|io|uk|eu)\b)"
)


def _is_another_form(words: str) -> bool:
    """Something to read, a form on paper, or an authority's."""
    to_read = re.search(
        r"\b(?:cookies?|unsubscribe|opt[- ]?out of|newsletter|postal|"
        r"print|download (?:and|the) (?:\w+ )?form|commissioner|ico\b|"
        r"authority|authorities|appeal\w*|browser|google|facebook|"
        r"disclosure of privacy|in (?:electronic|digital|paper|written|"
        r"readable|any|portable|an?) (?:\w+ )?form\b|more information|"
        r"learn more|read (?:more|our)|for details|marketing)\b",
        words,
    ) and not re.search(
        r"\b(?:submit|exercise|complete|fill)\w* [^.;]{0,60}(?:form|here|portal|link|click)",
        words,
    )
    on_paper = re.search(
        r"\b(?:completed|signed|paper|prescribed|statutory) (?:\w+ ){0,3}forms?\b|"
        r"\bform (?:\d|[a-c]\b)",
        words,
    )
    return bool(to_read or on_paper or re.search(r"\bico\.(?:org|gov)|edpb\.|authority", words))


def _sends(words: str) -> bool:
    """The link or form is a way to ask, not something to read."""
    return bool(
        re.search(
            r"\b(?:exercis\w+|submit\w*|make|making|send|request\w*|"
            r"complet\w+|fill\w*|us(?:e|ing)|please|contact|by|through|"
            r"via)\b[^.;]{0,120}\b(?:form|webform|portal|cent(?:er|re)|hub|"
            r"tool|here|link|https?:|www|dashboard|page)",
            words,
        )
        or re.search(
            r"\b(?:form|webform|portal|here|link)\b[^.;]{0,60}\b(?:to "
            r"(?:submit|exercise|make|request)|request)",
            words,
        )
    )
