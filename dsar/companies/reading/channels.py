"""Where requests go: addresses, numbers and forms for them, and never for something else.

Every address is weighed by the sentence that gives it and the heading above: requests first, then
privacy questions and the data protection officer, then the general contact of the policy.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from .finding import Finding
from .sentences import Sentence
from .topics import COPY, RIGHTS, Document, speaks_of_request, tie

_EMAIL: Final = re.compile(
    r"(?<![\w.+'-])[A-Za-z0-9][\w.+'-]{0,63}\s?(?:@|\s?[\[({](?:at|"
    r"a|@)[\])}]\s?|\s+at\s+(?=[\w-]+\s?(?:\[dot\]|\(dot\)|"
    r"\sdot\s)))\s?[A-Za-z0-9-]+(?:\s?(?:\[dot\]|\(dot\)|\{dot\}|"
    r"\sdot\s)\s?[A-Za-z0-9-]{1,63}|\.[A-Za-z0-9-]{1,63}){1,6}",
    re.I,
)
_ASKING: Final = re.compile(
    r"\b(?:request\w*|exercis\w+|rights?|access|cop(?:y|ies) of|"
    r"withdraw\w*|delet\w+|eras\w+|correct\w*|rectif\w+|your "
    r"(?:personal )?(?:data|information)|subject)\b"
)
_PRIVACY: Final = re.compile(
    r"\b(?:privacy|data protection|dpo|gdpr|personal (?:data|"
    r"information)|this (?:policy|notice|statement)|questions|"
    r"queries|enquir\w+|inquir\w+|concerns?|contact|controller|"
    r"compliance|data officer|protection officer)\b"
)
_NEVER: Final = re.compile(
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
_REGULATORS_MAIL: Final = re.compile(
    r"@(?:\w+\.)*(?:ico\.org\.uk|dataprotection\.ie|imy\.se|"
    r"datainspektionen\.se|cnil\.fr|autoriteitpersoonsgegevens\.nl|"
    r"edoeb\.admin\.ch|datatilsynet\.\w+|tietosuoja\.fi|aepd\.es|"
    r"garanteprivacy\.it|gpdp\.it|bfdi\.bund\.de|uodo\.gov\.pl|"
    r"dsb\.gv\.at|cnpd\.lu|oaic\.gov\.au|anpd\.gov\.br|"
    r"inforegulator\.org\.za|justice\.gov\.za|priv\.gc\.ca|"
    r"pdpc\.gov\.sg|pcpd\.org\.hk|ftc\.gov|"
    r"dataprotectionauthority\.be|apd-gba\.be|"
    r"\w*datenschutz\w*\.\w+|casework|edps\.europa\.eu)",
    re.I,
)
_PHONE: Final = re.compile(r"(?<![\w@/.-])(?:\+|00)?\(?\d[\d()\s./–-]{5,20}\d(?![\w@/])")
_CALLS: Final = re.compile(
    r"\b(?:contact (?:no|number)|tel(?:ephone)?|phone|call(?:ing|"
    r"s)?|ring|mobile|toll|hotline|free(?:phone|call)|dial|by phone|"
    r"whatsapp|ph|t)\b\.?"
)
_FAX: Final = re.compile(r"\bfax\b[^\d]{0,12}$")


_Find = Callable[[str, Sentence], Iterator[tuple[str, int, int]]]


@dataclass(frozen=True, slots=True)
class _Way:
    value: str
    start: int
    end: int
    weight: float


def channels(document: Document) -> Iterator[Finding]:
    """Findings for channels.email, .postal, .phone and .web_form."""
    mails = list(_ways(document, _emails))
    yield from _best("channels.email", mails)
    yield from _best("channels.phone", list(_ways(document, _phones)), near=True)
    yield from _post(document)
    yield from _form(document)


# In one sentence; what has more is a list of something else.
MOST: Final = 8


def _ways(document: Document, find: _Find) -> Iterator[_Way]:
    for sentence in document.sentences:
        raw = document.text[sentence.start : sentence.end]
        for value, start, end in islice(find(raw, sentence), MOST):
            weight = _weight(document, sentence, value)
            if weight > 0:
                yield _Way(value, sentence.start + start, sentence.start + end, weight)


def _emails(raw: str, _: Sentence) -> Iterator[tuple[str, int, int]]:
    if "@" not in raw and not re.search(r"\bat\b|\(a\)|\[a\]", raw, re.I):
        return
    for match in _EMAIL.finditer(raw):
        value = re.sub(r"\s?[\[({](?:at|a|@)[\])}]\s?|\s+at\s+|\s?@\s?", "@", match[0], flags=re.I)
        value = re.sub(r"\s?[\[({]dot[\])}]\s?|\s+dot\s+", ".", value, flags=re.I).strip(".'-")
        if " " not in value and not _REGULATORS_MAIL.search(value):
            yield value.lower(), match.start(), match.end()


def _phones(raw: str, sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    for match in _PHONE.finditer(raw):
        value = match[0].strip(" .-")
        count = sum(letter.isdigit() for letter in value)
        before = raw[max(match.start() - 45, 0) : match.start()].lower()
        if (
            not 7 <= count <= 15
            or _FAX.search(before)
            or (
                re.search(
                    r"\b(?:no|nos|number|vat|reg\w*|company|crn|id|abn|orgnr|kvk)\b\W*$", before
                )
                and not re.search(
                    r"\b(?:contact|tel\w*|phone|mobile|call|helpline|fax) (?:no|number)", before
                )
                and not _CALLS.search(before)
            )
        ):
            continue
        if re.fullmatch(
            r"\d{4}[-/.–]\d{1,2}[-/.–]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4} ?[-–] ?\d{4}",
            value,
        ):
            continue
        if (
            value.startswith(("+", "00"))
            or (
                value.startswith("0")
                and count in (10, 11)
                and re.search(r"\b(?:contact|reach|call)\b", sentence.words)
            )
            or _CALLS.search(before)
            or _CALLS.search(sentence.words[:30])
        ):
            yield value, match.start(), match.start() + len(match[0].rstrip())


def _weight(document: Document, sentence: Sentence, value: str) -> float:
    """3 and more: for requests; 2: for privacy; 1: the policy's contact; 0: for something else."""
    words = sentence.words
    topic = document.topic(sentence)
    asks = speaks_of_request(words) or bool(_ASKING.search(words) and tie(document, sentence) >= 2)
    never = _NEVER.search(words)
    if never and not re.search(
        r"\b(?:exercis\w+|access|your rights|any (?:\w+ )?rights?|data "
        r"protection officer|subject access)\b",
        words,
    ):
        return 0
    local = value.split("@", maxsplit=1)[0]
    if re.search(
        r"^(?:security|abuse|press|jobs?|careers?|sales|unsubscribe|"
        r"billing|dmca|copyright|noreply|legal-?process|vulnerab\w*|"
        r"media|hr|recruit\w*|appeals?)$",
        local,
    ):
        return 0
    if (
        topic in ("cookies", "security", "breach", "children", "trade", "sharing")
        and not asks
        and not re.search(
            r"\b(?:this (?:privacy )?(?:policy|notice)|data protection officer)", words
        )
    ):
        return 0.3 if topic == "sharing" else 0.2
    weight = 1.0
    if re.search(r"grievance", words + local) and not asks:
        return 1.0
    near = [one.words for one in document.around(sentence, 2, 1)]
    if asks:
        weight = 3.0
    elif any(
        re.search(
            r"\b(?:exercis\w+|(?:submit|make|send) (?:\w+ ){0,3}requests?|"
            r"requests? (?:\w+ ){0,3}(?:to|at|via|by))\b",
            one,
        )
        for one in near
    ) and topic in ("requests", "contact", ""):
        weight = 2.6
    elif topic == "requests" and not re.search(r"market", words):
        weight = 2.3
    elif _PRIVACY.search(words) or re.search(
        r"privacy|dpo|dataprotection|gdpr|compliance|data\b", local
    ):
        weight = 2.0
    if re.search(r"privacy|dpo|dataprotection|data\.?protection|gdpr", local):
        weight += 0.5
    if (
        re.search(r"\bcomplaint", words)
        and not asks
        and not re.search(r"\b(?:quer|question|enquir|inquir)", words)
    ):
        weight -= 1.0
    if re.search(r"\brepresentative\b", words) and not asks:
        weight -= 0.9
    if re.search(r"\bmarketing\b|\bprohibit|newsletter", words) and not re.search(
        r"\b(?:access|exercis|rights)", words
    ):
        weight -= 1.0
    return max(weight, 0.1)


def _best(field: str, ways: list[_Way], *, near: bool = False) -> Iterator[Finding]:
    """The best of all, and what is as good: people may write to any of them."""
    if not ways:
        return
    top = max(way.weight for way in ways)
    least = max(top - (1.6 if near else 0.6), 1.0)
    seen: set[str] = set()
    for way in sorted(ways, key=lambda way: -way.weight):
        key = re.sub(r"\D", "", way.value) if near else way.value
        if way.weight >= least and key not in seen:
            seen.add(key)
            yield Finding(
                field,
                way.value,
                way.start,
                way.end,
                "an address for requests or privacy",
                min(way.weight / 4, 0.95),
            )


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
_STREET: Final = re.compile(
    r"(?:\b\d{1,5}[A-Za-z]?(?:[-/]\d{1,4})?,?\s+(?:[A-Z][\w'.-]+\s+){1,4}(?:St(?:reet)?|"
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


def _post(document: Document) -> Iterator[Finding]:
    found: list[tuple[float, Sentence]] = []
    for sentence in document.sentences:
        raw = document.text[sentence.start : sentence.end]
        words = sentence.words
        if _NEVER.search(words) and not _ASKING.search(words):
            continue
        topic = document.topic(sentence)
        street = bool(_STREET.search(raw))
        following = document.sentences[sentence.number + 1 : sentence.number + 7]
        near = street or any(
            _STREET.search(document.text[one.start : one.end]) for one in following
        )
        by_post = bool(_BY_POST.search(words)) and not re.search(
            r"\b(?:direct|marketing|advertis\w+|promotion\w*|"
            r"communications?) (?:\w+ )?(?:by|via) (?:\w+, )*(?:post|"
            r"mail)\b|not accept",
            words,
        )
        asks = speaks_of_request(words) or tie(document, sentence) >= 2
        if by_post and asks and topic not in ("marketing", "cookies", "collecting", "sharing"):
            said = re.search(
                r"\b(?:by|via) (?:\w+ or )?(?:post|mail|letter)\b|postal|letter|"
                r"cheque|signed \w+ request",
                words,
            )
            if near or said:
                found.append((3, sentence))
        elif (
            by_post
            and topic in ("contact", "requests", "")
            and re.search(r"\bletter\b|\bby post\b", words)
            and _PRIVACY.search(words)
        ):
            found.append((2, sentence))
        elif (
            street
            and asks
            and re.search(r"\b(?:contact|write|sen[dt]|submitted|directed|reach|address)", words)
        ):
            found.append((2.5, sentence))
        elif (
            by_post
            and near
            and topic in ("contact", "requests", "complaints", "")
            and not re.search(r"\b(?:authority|commissioner)\b", words)
        ):
            found.append((2, sentence))
        elif street and _is_contact(document, sentence):
            found.append((1.5, sentence))
    if found:
        weight, sentence = max(found, key=lambda one: (one[0], -one[1].number))
        yield Finding(
            "channels.postal",
            True,
            sentence.start,
            sentence.end,
            "post, or an address among the contacts",
            min(weight / 4, 0.9),
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
    r"(?:privacy|data|request|rights?|subject|self-service|dsar|"
    r"consumer|trust|preference) (?:\w+ )?(?:portal|cent(?:er|re)|"
    r"hub|dashboard|page|tool)\b|"
    r"click(?:ing)? (?:here|on (?:this|the)|this|the)|by clicking|"
    r"via (?:this|the) link|follow(?:ing)? (?:this|the) link|"
    r"(?:visit(?:ing)?|go to|available at|submit\w* "
    r"[^.;]{0,30}(?:at|through|via|on)|online at|request at|use) "
    r"(?:\w+ ){0,3}(?:https?:|www\.)|\bhere\b)"
)
_FORM_SURE: Final = re.compile(
    r"\b(?:form|webform|portal|cent(?:er|re)|click\w*|link|https?:|www\.|tool|dashboard|hub|here)"
)


def _form(document: Document) -> Iterator[Finding]:
    for sentence in document.sentences:
        words = f"{sentence.lead} {sentence.words}" if sentence.lead else sentence.words
        if not _FORM.search(words) or sentence.is_heading:
            continue
        if re.search(
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
        ):
            continue
        if re.search(r"\b(?:completed|signed|paper) form", words):
            continue
        if re.search(r"\bico\.(?:org|gov)|edpb\.|authority", words):
            continue
        if document.topic(sentence) in (
            "cookies",
            "marketing",
            "collecting",
            "trade",
            "sharing",
            "security",
        ):
            continue
        ask = re.search(
            r"\b(?:exercis\w+|request\w*|rights|access|delet\w+|download|submit)\b", words
        )
        strong = re.search(
            r"\b(?:form|webform|portal|privacy (?:cent|hub|request)|"
            r"click\w*|via (?:this|the) link|here)\b",
            words,
        ) or re.search(
            r"\b(?:submit|request|exercise)\w*\b[^.;]{0,60}(?:\bhttps?:|"
            r"\bwww\.|\bat (?:[\w-]+\.)+(?:com|org|net|io|uk|eu)\b)",
            words,
        )
        own = speaks_of_request(words) or COPY.search(words) or RIGHTS.search(words)
        if ask and strong and own and _sends(words):
            yield Finding(
                "channels.web_form", True, sentence.start, sentence.end, "a form for requests", 0.7
            )
            return


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
