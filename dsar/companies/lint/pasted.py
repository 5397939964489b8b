"""Lint of a policy's text."""

import re
from datetime import date
from typing import Final

from dsar.companies.reading import Finding, Reading, read
from dsar.companies.reading.answering import reasons_may_take_longer
from dsar.companies.reading.finding import Period
from dsar.companies.reading.plain import read_part
from dsar.companies.reading.topics import Document

from .checks import checked
from .concern import Checked, Concern, Phrase

_KINGDOM: Final = re.compile(
    r"\b(?:ico\.org\.uk|information commissioner|data protection act|dpa 2018|uk gdpr|"
    r"registered in england|united kingdom|england and wales|[a-z]{1,2}\d[a-z\d]? \d[a-z]{2})\b"
)
_CALIFORNIA: Final = re.compile(r"\b(?:ccpa|california consumer privacy act)\b")
_UNION: Final = re.compile(r"\b(?:gdpr|2016/679|european union|eea|general data protection)\b")


def regime_of(text: str) -> str:
    """The law that a text most likely stands under, from the places and laws it names."""
    words = text.lower()
    if len(_KINGDOM.findall(words)) >= 1 and not re.search(
        r"\b(?:sweden|netherlands|germany|ireland|france|finland|norway)\b", words
    ):
        return "uk-gdpr"
    if _CALIFORNIA.search(words) and not _UNION.search(words):
        return "ccpa"
    return "gdpr"


def lint(text: str, *, regime: str = "", on: date) -> list[Concern]:
    """What there is to say about it, worst first, in the order of the text."""
    return lint_reading(read(text), regime=regime, on=on)


def lint_reading(reading: Reading, *, regime: str = "", on: date) -> list[Concern]:
    document = Document(read_part(reading.text))
    phrases = _phrases(reading.text, document)
    if not phrases:
        return []
    at = {(one.start, one.end): one for one in phrases}

    def phrase(finding: Finding) -> Phrase:
        known = at.get((finding.start, finding.end))
        return known or Phrase("", reading.quote(finding), finding.start, finding.end)

    def every(field: str) -> list[tuple[str, Phrase]]:
        return [(one.value, phrase(one)) for one in reading.findings if one.field == field]

    def period(field: str) -> tuple[Period, Phrase] | None:
        found = next((one for one in reading.findings if one.field == field), None)
        return (Period(**found.value), phrase(found)) if found else None

    longer = next(reasons_may_take_longer(document), None)
    kept = period("correspondence_retention")
    return checked(
        Checked(
            regime=regime or regime_of(reading.text),
            on=on,
            phrases=phrases,
            period=period("response_period"),
            extension=period("extension"),
            extension_when=every("extension_when"),
            longer=at.get((longer.start, longer.end)) if longer else None,
            fee_when=every("fee.fee_when"),
            fee_cap=next((one for _, one in every("fee.fee_cap")), None),
            free=reading.one("fee.free"),
            proof=next(iter(every("identity.required")), None),
            refuse_when=every("refuse_when"),
            rights=set(reading.all("rights")),
            letters=kept[1] if kept else None,
            regulator=bool(reading.all("regulator")),
            processor=next((one for _, one in every("processor_redirect")), None),
        )
    )


def phrases_of(text: str) -> list[Phrase]:
    """Its sentences, as checks look at them."""
    return _phrases(text, Document(read_part(text)))


def _phrases(text: str, document: Document) -> list[Phrase]:
    return [
        Phrase(
            one.words, text[one.start : one.end], one.start, one.end,
            document.topic(one), "heading" if one.is_heading else "",
        )
        for one in document.sentences
    ]  # fmt: skip
