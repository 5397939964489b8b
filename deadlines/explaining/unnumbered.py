"""The steps for a law that names no number of days."""

from collections.abc import Iterator
from datetime import date, timedelta

from .. import words
from ..rules import Rule
from .step import Step


def unnumbered(rule: Rule, received: date) -> Iterator[Step]:
    """What the law asks for instead, and the day to be done by where there is a reason for one."""
    cite = rule.period
    manner = (rule.manner,)
    yield Step("no-period", None, None, rule.id, cite, cite.certainty, _no_number, manner)
    if rule.aim:
        on, cite = received + timedelta(days=rule.aim.count), rule.aim.cite
        facts = (rule.aim.count, on)
        yield Step("aim", on, None, rule.id, cite, cite.certainty, _aim, facts, safe_on=on)


def _no_number(manner: str) -> str:
    if manner:
        return f"The law asks for an answer {manner} and sets no fixed period in days or months."
    return "The law sets no fixed period in days or months for the answer."


def _aim(days: int, on: date) -> str:
    return (
        f"We aim to answer within {words.days(days)}, by {words.long(on)}, after which the person "
        f"may go to court; that this is the day to keep is our reading."
    )
