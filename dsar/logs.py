"""Logs say where it went wrong, and never with whose data.

The text of an error quotes what it stumbled over: a database repeats the row, a parser the value.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeAlias

from dsar.request_ids import current

ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


# The address of a calendar is its key, and so is a link to come in by.
_SECRET = re.compile(
    r"(/calendar/|/status/open/|/draft/open/|/search/open/|/desk/welcome/|/desk/new-password/)"
    r"[^/\s?\"']+"
)
MOST_FRAMES = 40  # the innermost; an endless recursion would be a line that no collector takes


def masked(text: str) -> str:
    """Without what opens something to whoever reads it here."""
    return _SECRET.sub(r"\1…", text)


class JsonLines(logging.Formatter):
    """One object a line, for whoever collects them. In ASCII: no terminal, file or reader can take
    somebody's letter for the end of a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if refused := getattr(record, "security", None):
            line |= {"message": "security", "security": refused}
        if name := current.get():
            line["request"] = name
        if record.exc_info and record.exc_info[1]:
            line["error"] = [_told(error) for error in _chain(record.exc_info[1])]
        return json.dumps(line)


class Masked(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = masked(super().format(record))
        return f"{line} request={name}" if (name := current.get()) else line


class WithoutErrorText(Masked):
    """The lines that were executed and the kind of error, without its words."""

    def formatException(self, ei: ExcInfo) -> str:
        parts = [
            "".join(traceback.format_tb(error.__traceback__)) + _kind(error)
            for error in (_chain(ei[1]) if ei[1] else ())
        ]
        return "\nwhich led to\n".join(parts)


def _chain(error: BaseException) -> list[BaseException]:
    """The first cause first."""
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None:
        found.insert(0, at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return found


def _told(error: BaseException) -> dict[str, Any]:
    frames = [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    return {"kind": _kind(error), "frames": frames[-MOST_FRAMES:]}


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"
