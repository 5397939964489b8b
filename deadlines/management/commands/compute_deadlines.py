"""Due dates with their working, for a list of requests in a file. Needs no database."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deadlines.errors import ClockError
from deadlines.events import Event
from deadlines.holidays import Overrides
from deadlines.telling import plain_table, sentence
from deadlines.working import Promise, Working, compute


class Unusable(ClockError):
    """An entry does not say what it has to say."""


class Command(BaseCommand):
    help = (
        "Read a JSON list of requests (id, rule, calendar, received, and if wanted request, "
        "events, promise, today, overrides, target_days) and print one JSON object: id to due_on, "
        "sentence, notice_by, safe_on, working and more."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a JSON file, or - for standard input")
        parser.add_argument("--table", action="store_true", help="print plain text, not JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        """Exit status 1 if any entry could not be computed, 2 if there is nothing to compute."""
        answers: dict[str, Working | str] = {}
        for position, entry in enumerate(_read(options["file"]), start=1):
            answers[_key(entry, position, answers)] = _answer(entry)
        if options["table"]:
            self.stdout.write("\n\n".join(_as_text(*answer) for answer in answers.items()))
        else:
            plain = {key: _as_json(answer) for key, answer in answers.items()}
            self.stdout.write(json.dumps(plain, indent=2))
        failed = [key for key, answer in answers.items() if isinstance(answer, str)]
        if failed:
            raise CommandError(
                f"{len(failed)} of {len(answers)} could not be computed: {', '.join(failed)}",
                returncode=1,
            )


def _read(name: str) -> list[Any]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        entries = json.loads(text)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.", returncode=2) from error
    except ValueError as error:  # bad JSON, or bytes that are no text
        raise CommandError(f"{name} is not JSON: {error}.", returncode=2) from error
    if not isinstance(entries, list):
        raise CommandError(f"{name} must hold a JSON list of requests.", returncode=2)
    return entries


def _key(entry: Any, position: int, taken: dict[str, Any]) -> str:
    """The entry's id; its position, counted from 1, if it has none; both if the id is taken."""
    id = entry.get("id") if isinstance(entry, dict) else None
    key = str(id) if isinstance(id, str | int) and id != "" else str(position)
    return f"{key} ({position})" if key in taken else key


def _answer(entry: Any) -> Working | str:
    """The working, or in one sentence why there is none."""
    try:
        return _compute(entry)
    except ClockError as error:
        return str(error)


def _as_text(key: str, answer: Working | str) -> str:
    if isinstance(answer, str):
        return f"{key}\n{answer}"
    return f"{key}\n{sentence(answer)}\n\n{plain_table(answer)}"


def _compute(entry: Any) -> Working:
    if not isinstance(entry, dict):
        raise Unusable("An entry must be an object with rule, calendar and received.")
    today, promise, own = entry.get("today"), entry.get("promise"), entry.get("overrides")
    return compute(
        rule=_text(entry, "rule"),
        calendar=_text(entry, "calendar"),
        received=_date(entry, "received"),
        request=_text(entry, "request", default="access"),
        events=[_event(event) for event in _list(entry, "events")],
        promise=_promise(promise) if promise is not None else None,
        today=_date(entry, "today") if today is not None else None,
        overrides=_overrides(own) if own is not None else None,
        target_days=_whole(entry.get("target_days"), "target_days"),
    )


def _event(event: Any) -> Event:
    if not isinstance(event, dict):
        raise Unusable("An event must be an object with kind and on.")
    by, unit = _whole(event.get("by"), "length of an extension"), event.get("unit")
    if unit is not None and not isinstance(unit, str):
        raise Unusable(f"The unit of an extension must be days or months, not {unit!r}.")
    return Event(_text(event, "kind"), _date(event, "on"), by, unit)


def _whole(value: Any, name: str) -> int | None:
    if value is None or type(value) is int:
        return value
    raise Unusable(f"The {name} must be a whole number, not {value!r}.")


def _overrides(own: Any) -> Overrides:
    try:
        read = Overrides.from_json(own)
    except (AttributeError, TypeError, ValueError):
        read = None
    if read is None or not all(map(_is_text, (*read.added.values(), *read.reasons.values()))):
        raise Unusable(
            "The overrides must be an object with added (day to name), removed (list of days) and, "
            "if wanted, reasons (day to reason)."
        )
    return read


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _promise(promise: Any) -> Promise:
    if not isinstance(promise, dict) or type(promise.get("count")) is not int:
        raise Unusable("A promise must be an object with count, unit and, if wanted, source.")
    source = _text(promise, "source", default="privacy policy")
    return Promise(promise["count"], _text(promise, "unit"), source)


def _text(data: dict[str, Any], name: str, *, default: str | None = None) -> str:
    value = data.get(name, default)
    if value is None:
        raise Unusable(f"The {name} is missing.")
    if not isinstance(value, str):
        raise Unusable(f"The {name} must be text, not {value!r}.")
    return value


def _date(data: dict[str, Any], name: str) -> date:
    value = _text(data, name)
    try:
        found = date.fromisoformat(value)
    except ValueError:
        found = None
    # fromisoformat also takes 20260102 and 2026-W01-1, which nobody means here
    if found is None or found.isoformat() != value:
        raise Unusable(f"{name}: {value!r} is not a date; write it as 2026-11-30.")
    return found


def _list(data: dict[str, Any], name: str) -> list[Any]:
    value = data.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unusable(f"The {name} must be a list.")
    return value


def _as_json(answer: Working | str) -> dict[str, Any]:
    if isinstance(answer, str):
        return {"error": answer}
    data = answer.to_json()
    return {
        "due_on": data["due_on"],
        "notice_by": data["notice_by"],
        "working": data["steps"],
        "sentence": sentence(answer),
        "state": data["state"],
        "start": data["started_on"],
        "weekday": answer.due_on.strftime("%A") if answer.due_on else None,
        **{name: data[name] for name in _ALSO},
    }


_ALSO = (
    *("excluded_days", "extended", "late_extension", "nominal", "holidays_skipped"),
    *("holidays_version", "statutory_on", "promise_on", "refuse_by", "days_left_if_paused"),
    *("if_answered_today", "certainty", "target_on", "acknowledge_by", "safe_on"),
)
