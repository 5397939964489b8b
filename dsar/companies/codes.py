"""Codes that open a reference: far enough apart that no slip turns one company's into another's."""

from collections.abc import Iterable


class CodeTooClose(Exception):
    """Its text is a sentence for the person who chose the code."""


def edits(a: str, b: str) -> int:
    """Letters to insert, delete, change or swap with a neighbour to get from one to the other."""
    rows: list[list[int]] = [list(range(len(b) + 1))]
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = letter != other
            row.append(min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                row[j] = min(row[j], rows[i - 2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def refuse_close(code: str, others: Iterable[str]) -> None:
    for other in others:
        if edits(code, other) < 2:
            raise CodeTooClose(f"{code} is one slip away from {other}. Choose another code.")
