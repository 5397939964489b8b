"""Logs say where it went wrong, and never with whose data.

The text of an error quotes what it stumbled over: a database repeats the row, a parser the value.
"""

import logging
import re
import traceback
from types import TracebackType
from typing import TypeAlias

from dsar.request_ids import current

ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


# The address of a calendar is its key, and so is a link to come in by.
_SECRET = re.compile(
    r"(/calendar/|/status/open/|/draft/open/|/search/open/|/desk/welcome/|/desk/new-password/)"
    r"[^/\s?\"']+"
)


def masked(text: str) -> str:
    """Without what opens something to whoever reads it here."""
    return _SECRET.sub(r"\1…", text)


class Masked(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = masked(super().format(record))
        return f"{line} request={name}" if (name := current.get()) else line


class WithoutErrorText(Masked):
    """The lines that were executed and the kind of error, without its words."""

    def formatException(self, ei: ExcInfo) -> str:
        error: BaseException | None = ei[1]
        parts: list[str] = []
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__))
            parts.insert(0, f"{frames}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\nwhich led to\n".join(parts)
