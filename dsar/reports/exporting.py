"""A report as a table for other programs, and on paper."""

import csv
from io import StringIO

from dsar.typeset.report import Section, as_pdf

from .document import Report, text_of

# A program for tables would take what begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(report: Report) -> str:
    """One number a line: table, row, column, value. The sentences stand first."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Table", "Row", "Column", "Value"])
    for said in report.sentences:
        writer.writerow(["Summary", "", "", _plain(text_of(said))])
    for table in report.tables:
        for first, cells in table.lines:
            for column, cell in cells:
                writer.writerow(
                    [_plain(one) for one in (table.title, first.text, column, cell.text)]
                )
    return out.getvalue()


def pdf_of(report: Report, *, below: list[str]) -> bytes:
    """The same on paper; `below` are lines that stand at its end, such as who signed it."""
    sections = [
        Section(
            table.title,
            table.head,
            tuple(tuple(cell.text for cell in row) for row in table.rows),
        )
        for table in report.tables
    ]
    summary = " ".join(text_of(said) for said in report.sentences)
    return as_pdf(title=report.title, summary=summary, sections=sections, below=below)


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
