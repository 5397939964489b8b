"""The rows of “Check your answers”."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .sending import in_words
from .steps import Answer, Answers, Field, Step


@dataclass(frozen=True)
class Row:
    step: str
    label: str
    said: str
    """Empty where an optional question was left empty."""


def rows(steps: tuple[Step, ...], answers: Answers) -> Iterator[Row]:
    """One row for each question that was put, in the order of the pages."""
    for step in steps:
        answer = answers.get(step.slug, {})
        if step.item and step.item.kind != "email":
            yield Row(step.slug, step.title, _proof(answer))
            continue
        for field in step.fields:
            yield Row(step.slug, field.label, _said(step, field, answer))


def _said(step: Step, field: Field, answer: Answer) -> str:
    said = in_words(field, answer)
    if field.name == "email" and step.item and answer.get("instead"):
        return f"{said} ({_(step.item.not_held)})"
    return said


def _proof(answer: Answer) -> str:
    if answer.get("instead") == "none":
        return _("You do not have this")
    if answer.get("instead") == "post":
        return _("You will post a copy")
    if answer.get("file"):
        which = answer.get("which")
        return f"{_(which)}: {answer['file_name']}" if which else str(answer["file_name"])
    return str(answer.get("text", ""))
