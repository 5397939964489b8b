"""What a PDF says, to a reader of its text and to one who hears its structure."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pypdf import PdfReader

_POINTS = 72 / 25.4


def words(pdf: bytes) -> list[list[str]]:
    """Of each page, as they are copied out of it."""
    pages = pdfium.PdfDocument(pdf)
    # Where a line is broken at a hyphen, pdfium joins the halves with a mark of its own.
    return [page.get_textpage().get_text_range().replace("\ufffe", "-").split() for page in pages]


def text(pdf: bytes) -> str:
    """All of it, with one space between words."""
    return " ".join(" ".join(page) for page in words(pdf))


def within(pdf: bytes, left: float, top: float, right: float, bottom: float) -> list[str]:
    """The lines in that part of the first page; millimetres from its upper left corner."""
    page = pdfium.PdfDocument(pdf)[0]
    found = page.get_textpage().get_text_bounded(
        left=left * _POINTS,
        top=page.get_height() - top * _POINTS,
        right=right * _POINTS,
        bottom=page.get_height() - bottom * _POINTS,
    )
    return [line.strip() for line in found.split("\r\n")]


def sizes(pdf: bytes) -> dict[str, float]:
    """The size in points of each word of the first page, by its first sign."""
    found = pdfium.PdfDocument(pdf)[0].get_textpage()
    text = found.get_text_range()
    return {
        match[0]: round(raw.FPDFText_GetFontSize(found, match.start()), 1)
        for match in re.finditer(r"\S+", text)
    }


def tags(pdf: bytes) -> list[str]:
    """The kinds of elements, in the order in which they are read."""
    return [kind for kind, _ in _elements(PdfReader(BytesIO(pdf)).trailer["/Root"])]


def _elements(root: Any) -> Iterator[tuple[str, Any]]:
    yield from _below(root["/StructTreeRoot"])


def _below(element: Any) -> Iterator[tuple[str, Any]]:
    element = element.get_object()
    if not isinstance(element, dict):
        return
    if "/S" in element:
        yield str(element["/S"]), element
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        yield from _below(child) if hasattr(child, "get_object") else ()
