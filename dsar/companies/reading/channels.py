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
from .post_and_forms import by_form, by_post
from .reaching import ASKING, NEVER, PRIVACY, of_an_authority
from .sentences import Sentence
from .topics import Document, speaks_of_request, tie

_EMAIL: Final = re.compile(
    r"(?<![\w.+'-])[A-Za-z0-9][\w.+'-]{0,63}\s?(?:@|\s?[\[({](?:at|"
    r"a|@)[\])}]\s?|\s+at\s+(?=[\w-]+\s?(?:\[dot\]|\(dot\)|"
    r"\sdot\s)))\s?[A-Za-z0-9-]+(?:\s?(?:\[dot\]|\(dot\)|\{dot\}|"
    r"\sdot\s)\s?[A-Za-z0-9-]{1,63}|\.[A-Za-z0-9-]{1,63}){1,6}",
    re.I,
)
# "info@acme.seor by phone": the next word hangs on to the address.
_GLUED: Final = re.compile(
    r"\.(?:com|net|org|eu|uk|se|nl|de|fr|ie|in|au|za|ca|no|fi|dk)(or|and|to|by|if|the|with|"
    r"for|we|you|please)$",
    re.I,
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


# Topics that have addresses of their own.
_ASIDE: Final = ("cookies", "security", "breach", "children", "trade", "sharing")
_OF_THE_POLICY: Final = re.compile(
    r"\b(?:this (?:privacy )?(?:policy|notice)|data protection officer)"
)
_ELSEWHERE: Final = re.compile(
    r"^(?:security|abuse|press|jobs?|careers?|sales|unsubscribe|"
    r"billing|dmca|copyright|noreply|legal-?process|vulnerab\w*|"
    r"media|hr|preferences?|marketing|newsletters?|opt-?out|recruit\w*|appeals?)$"
)
_MAKES_A_REQUEST: Final = re.compile(
    r"\b(?:exercis\w+|(?:submit|make|send) (?:\w+ ){0,3}requests?|"
    r"requests? (?:\w+ ){0,3}(?:to|at|via|by))\b"
)
_PRIVATE: Final = re.compile(r"privacy|dpo|dataprotection|gdpr|compliance|data\b")


_Find = Callable[[str, Sentence], Iterator[tuple[str, int, int]]]


@dataclass(frozen=True, slots=True)
class _Way:
    value: str
    start: int
    end: int
    weight: float


def channels(document: Document) -> Iterator[Finding]:
    """Findings for channels.email, .postal, .phone and .web_form."""
    mails = list(_ways(document, emails))
    yield from _best("channels.email", mails)
    yield from _best("channels.phone", list(_ways(document, phones)), near=True)
    yield from by_post(document)
    yield from by_form(document)


# In one sentence; what has more is a list of something else.
MOST: Final = 8


def _ways(document: Document, find: _Find) -> Iterator[_Way]:
    for sentence in document.sentences:
        raw = document.text[sentence.start : sentence.end]
        for value, start, end in islice(find(raw, sentence), MOST):
            if of_an_authority(document, sentence):
                break
            weight = _weight(document, sentence, value)
            if weight > 0:
                yield _Way(value, sentence.start + start, sentence.start + end, weight)


def emails(raw: str, _: Sentence) -> Iterator[tuple[str, int, int]]:
    if "@" not in raw and not re.search(r"\bat\b|\(a\)|\[a\]", raw, re.I):
        return
    for match in _EMAIL.finditer(raw):
        value = re.sub(r"\s?[\[({](?:at|a|@)[\])}]\s?|\s+at\s+|\s?@\s?", "@", match[0], flags=re.I)
        value = re.sub(r"\s?[\[({]dot[\])}]\s?|\s+dot\s+", ".", value, flags=re.I).strip(".'-")
        if " " not in value and not _REGULATORS_MAIL.search(value):
            glued = _GLUED.search(value)
            cut = len(glued[1]) if glued else 0
            yield value[: len(value) - cut].lower(), match.start(), match.end() - cut


def phones(raw: str, sentence: Sentence) -> Iterator[tuple[str, int, int]]:
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
    local = value.split("@", maxsplit=1)[0]
    topic = document.topic(sentence)
    asks = speaks_of_request(words) or bool(ASKING.search(words) and tie(document, sentence) >= 2)
    if _is_for_something_else(words, local):
        return 0
    if topic in _ASIDE and not asks and not _OF_THE_POLICY.search(words):
        return 0.3 if topic == "sharing" else 0.2
    if re.search(r"grievance", words + local) and not asks:
        return 1.0
    weight = 3.0 if asks else _by_what_stands_near(document, sentence, local)
    if re.search(r"privacy|dpo|dataprotection|data\.?protection|gdpr", local):
        weight += 0.5
    return max(weight - _less(words, asks=asks), 0.1)


def _is_for_something_else(words: str, local: str) -> bool:
    never = NEVER.search(words) and not re.search(
        r"\b(?:exercis\w+|access|your rights|any (?:\w+ )?rights?|data "
        r"protection officer|subject access)\b",
        words,
    )
    return bool(never or _ELSEWHERE.search(local))


def _by_what_stands_near(document: Document, sentence: Sentence, local: str) -> float:
    """The weight of an address whose own sentence speaks of no request."""
    words, topic = sentence.words, document.topic(sentence)
    near = any(_MAKES_A_REQUEST.search(one.words) for one in document.around(sentence, 2, 1))
    if near and topic in ("requests", "contact", ""):
        return 2.6
    if topic == "requests" and not re.search(r"market", words):
        return 2.3
    if PRIVACY.search(words) or _PRIVATE.search(local):
        return 2.0
    return 1.0


def _less(words: str, *, asks: bool) -> float:
    """What the sentence says that is not of requests."""
    less = 0.0
    if (
        re.search(r"\bcomplaint", words)
        and not asks
        and not re.search(r"\b(?:quer|question|enquir|inquir)", words)
    ):
        less += 1.0
    if re.search(r"\brepresentative\b", words) and not asks:
        less += 0.9
    if re.search(r"\bmarketing\b|\bprohibit|newsletter", words) and not re.search(
        r"\b(?:access|exercis|rights)", words
    ):
        less += 1.0
    return less


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
