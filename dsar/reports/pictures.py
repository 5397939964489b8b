"""Geometry of pictures, made of the tables that stand behind them. No text: that is HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from .document import Cell, Table

WIDTH, HEIGHT = 100, 40


@dataclass(frozen=True)
class Bar:
    label: str
    number: Cell
    width: float
    """Of WIDTH."""


def bars(table: Table) -> list[Bar]:
    """One for each line, as long as its last number; the longest fills the width."""
    counts = [int(row[-1].text) for row in table.rows]
    most = max([1, *counts])
    return [
        Bar(row[0].text, row[-1], round(WIDTH * count / most, 2))
        for row, count in zip(table.rows, counts, strict=True)
    ]


def lines(table: Table) -> list[str]:
    """The points of each column of numbers, from the left to the right, all on one scale."""
    columns = list(zip(*(_numbers(row[1:]) for row in table.rows), strict=True))
    most = max([1, *(value for column in columns for value in column)])
    return [
        " ".join(
            f"{_across(at, len(column))},{round(HEIGHT - HEIGHT * value / most, 2)}"
            for at, value in enumerate(column)
        )
        for column in columns
    ]


def _across(at: int, of: int) -> float:
    return round(WIDTH * at / max(1, of - 1), 2)


def _numbers(cells: Sequence[Cell]) -> list[int]:
    return [int(cell.text) for cell in cells]
