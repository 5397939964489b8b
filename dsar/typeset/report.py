"""Sentences and tables as one PDF, tagged (PDF/UA-1): the same bytes for the same words."""

from collections.abc import Sequence
from dataclasses import dataclass

from .paper import clean, cleaned, compiled


@dataclass(frozen=True)
class Section:
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def as_pdf(*, title: str, summary: str, sections: Sequence[Section], below: Sequence[str]) -> bytes:
    """On landscape A4. Raises Unprintable where our fonts lack a character."""
    given = {
        "title": clean(title),
        "summary": clean(summary),
        "sections": [
            {
                "title": clean(section.title),
                "head": cleaned(section.head),
                "rows": [cleaned(row) for row in section.rows],
            }
            for section in sections
        ],
        "below": cleaned(below),
    }
    return compiled("report.typ", given)
