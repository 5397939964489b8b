"""The steps for a law that names no number of days."""

from collections.abc import Iterator
from datetime import date, timedelta

from .. import words
from ..rules import Rule
from ..speaking import gettext as _
from ..speaking import gettext_noop as N_
from .step import Step

# How the law wants the answer, in its own words.
_MANNERS = {
    "": N_("The law sets no fixed period in days or months for the answer."),
    "immediately": N_(
        "The law asks for an answer immediately and sets no fixed period in days or months."
    ),
    "without delay": N_(
        "The law asks for an answer without delay and sets no fixed period in days or months."
    ),
    "without unreasonable delay": N_(
        "The law asks for an answer without unreasonable delay and sets no fixed period in days "
        "or months."
    ),
}


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
    return _(_MANNERS[manner])


def _aim(days: int, on: date) -> str:
    text = _(
        "We aim to answer within {days}, by {day}, after which the person may go to court; that "
        "this is the day to keep is our reading."
    )
    return text.format(days=words.days(days), day=words.long(on))
