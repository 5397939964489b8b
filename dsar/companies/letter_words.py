"""What a company may say in its own words in a letter, and what it says from now on.

Only three places of a letter are the company's: plain text, with the fields of FIELDS and no
others. Reasons, dates, ways to complain and to court stand around them and come from the product.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from dsar.audit.operations import record

from .letter_wording import LetterWording
from .models import Company

LONGEST = 2000  # characters of one part

PARTS: Final[dict[str, str]] = {
    "opening": "Opening",
    "more": "One more paragraph",
    "closing": "Closing",
}
# None of them can hold what a requester typed.
FIELDS: Final[dict[str, str]] = {
    "reference": "the reference of the request",
    "company": "the company’s name",
    "email": "the address that letters come from",
    "received": "the day on which the request was received",
    "right": "what was asked for, in the words of the form",
}
_FIELD = re.compile(r"\{(\w+)\}")
_BRACE = re.compile(r"[{}]")
# Neither seen nor printed, or turns the direction of what follows.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class WordsRefused(Exception):
    """Nothing was changed; `part` names what cannot be used. Its text is a sentence."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


class WordsChanged(Exception):
    """Somebody saved others since they were looked at."""


@dataclass(frozen=True)
class Words:
    opening: str = ""
    more: str = ""
    closing: str = ""

    def __bool__(self) -> bool:
        return bool(self.opening or self.more or self.closing)

    def parts(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Where:
    """Which letters; an empty right or regime stands for all of them."""

    kind: str
    language: str
    right: str = ""
    regime: str = ""


def words_for(company: Company, where: Where) -> Words:
    """Those of exactly this right and law, else of the right, else of the law, else of all; none
    where nobody wrote any, or the newest version took them back."""
    newest = (
        LetterWording.objects.filter(
            company=company,
            kind=where.kind,
            language=where.language,
            right__in=["", where.right],
            regime__in=["", where.regime],
        )
        .order_by("right", "regime", "-version")
        .distinct("right", "regime")
    )
    fitting = sorted(newest, key=lambda one: (one.right != "", one.regime != ""), reverse=True)
    return next((words for words in map(words_of, fitting) if words), Words())


def words_of(version: LetterWording) -> Words:
    return Words(version.opening, version.more, version.closing)


def versions_of(company: Company, where: Where) -> list[LetterWording]:
    """Of exactly these letters, the newest first."""
    return list(LetterWording.objects.filter(company=company, **asdict(where)).order_by("-version"))


def worded(company: Company) -> list[Where]:
    """The letters for which own words are in force."""
    newest = (
        LetterWording.objects.filter(company=company)
        .order_by("kind", "language", "right", "regime", "-version")
        .distinct("kind", "language", "right", "regime")
    )
    return [Where(one.kind, one.language, one.right, one.regime) for one in newest if words_of(one)]


def checked(words: Words) -> Words:
    """Without the space around them. Raises WordsRefused."""
    clean = {part: _clean(part, text) for part, text in words.parts().items()}
    return Words(**clean)


def filled(words: Words, values: Mapping[str, str]) -> Words:
    """With the value of each field in its place."""

    def put(text: str) -> str:
        return _FIELD.sub(lambda found: values[found[1]], text)

    return Words(**{part: put(text) for part, text in words.parts().items()})


@transaction.atomic
def set_words(
    *, company_id: int, where: Where, words: Words, looked_at: int, actor: str, now: datetime
) -> Words:
    """Letters written from now on say this; those that are out stay as they are. Empty words take
    back what was said.

    `looked_at` is the version that was seen, 0 for none. Raises WordsChanged, WordsRefused.
    """
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    after = checked(words)
    newest = next(iter(versions_of(company, where)), None)
    version = newest.version if newest else 0
    if version != looked_at:
        raise WordsChanged
    before = words_of(newest) if newest else Words()
    if before == after:
        return after
    LetterWording.objects.create(
        company=company,
        version=version + 1,
        made_by=actor,
        made_at=now,
        **asdict(where),
        **after.parts(),
    )
    old, new = before.parts(), after.parts()
    record(
        company_id=company.pk,
        event="wording.set",
        subject=f"company:{company.slug}",
        actor=actor,
        now=now,
        facts={
            **{key: value for key, value in asdict(where).items() if value},
            "version": version + 1,
            "parts": [part for part in PARTS if old[part] != new[part]],
        },
    )
    return after


def _clean(part: str, text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    clean = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()
    if len(clean) > LONGEST:
        raise WordsRefused(part, f"{PARTS[part]}: use at most {LONGEST} characters.")
    if _UNSEEN.search(clean):
        raise WordsRefused(part, f"{PARTS[part]}: there is a character in it that nobody sees.")
    for name in _FIELD.findall(clean):
        if name not in FIELDS:
            known = ", ".join(f"{{{field}}}" for field in FIELDS)
            raise WordsRefused(
                part, f"{PARTS[part]}: there is no field {{{name}}}. There are {known}."
            )
    if _BRACE.search(_FIELD.sub("", clean)):
        raise WordsRefused(
            part, f"{PARTS[part]}: curly brackets stand only around the name of a field."
        )
    return clean
