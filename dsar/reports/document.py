"""What a report consists of, whether it is shown, printed, exported or kept: sentences and tables.

It names no person: references, codes, dates and numbers only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cell:
    text: str
    behind: str = ""
    """The end of the address where the cases behind it are listed; empty for none."""
    case: str = ""
    """The reference of a case that it leads to."""

    def to_json(self) -> list[str]:
        return [self.text, self.behind, self.case]


@dataclass(frozen=True)
class Table:
    code: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """The first cell of each says what the row is about."""

    @property
    def lines(self) -> list[tuple[Cell, list[tuple[str, Cell]]]]:
        """Each row: what it is about, then its other cells with the heads they stand under."""
        return [(row[0], list(zip(self.head[1:], row[1:], strict=True))) for row in self.rows]


@dataclass(frozen=True)
class Report:
    title: str
    sentences: tuple[tuple[Cell, ...], ...]
    tables: tuple[Table, ...]

    def table(self, code: str) -> Table:
        return next(table for table in self.tables if table.code == code)

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "sentences": [[cell.to_json() for cell in said] for said in self.sentences],
            "tables": [
                {
                    "code": table.code,
                    "title": table.title,
                    "head": list(table.head),
                    "rows": [[cell.to_json() for cell in row] for row in table.rows],
                }
                for table in self.tables
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Report":
        return cls(
            title=data["title"],
            sentences=tuple(_cells(said) for said in data["sentences"]),
            tables=tuple(
                Table(
                    table["code"],
                    table["title"],
                    tuple(table["head"]),
                    tuple(_cells(row) for row in table["rows"]),
                )
                for table in data["tables"]
            ),
        )


def _cells(data: list[list[str]]) -> tuple[Cell, ...]:
    return tuple(Cell(*one) for one in data)


def text_of(cells: tuple[Cell, ...]) -> str:
    return "".join(cell.text for cell in cells)
