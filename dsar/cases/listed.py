"""What an answer has to say beside the copy itself: the list of Art. 15(1) and (2).

Both regimes that a company can answer under have it; they differ in where a complaint goes, which
the end of every letter says (Art. 15(1)(f), UK also (ea)). No other law of `deadlines` lists more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from dsar.companies.processing import ITEMS, Processing, from_json, processing_of
from dsar.languages import known
from dsar.vault.operations import Shredded, unseal

from .action_taken import ActionTaken
from .gates import Reason
from .models import Case
from .transitions import Status

LISTED = ActionTaken.Kind.LISTED
ACCESS: Final = "access"
# Translators: these head the parts of a letter on what we do with somebody's data.
HEADINGS: Final[dict[str, str]] = {
    "purposes": _("What we use your data for"),
    "categories": _("Which kinds of data we have about you"),
    "recipients": _("Who receives them"),
    "storage": _("How long we keep them"),
    "source": _("Where we have them from"),
    "automated": _("Decisions taken without a person"),
    "transfers": _("Data that go to other countries"),
}
ARTICLES: Final[dict[str, str]] = {
    "purposes": "Art. 15(1)(a)",
    "categories": "Art. 15(1)(b)",
    "recipients": "Art. 15(1)(c)",
    "storage": "Art. 15(1)(d)",
    "source": "Art. 15(1)(g)",
    "automated": "Art. 15(1)(h)",
    "transfers": "Art. 15(2)",
}


@dataclass(frozen=True)
class Line:
    """One item as the requester reads it: our heading, the company's own words in `language`."""

    heading: str
    text: str
    language: str


def row_of(case: Case) -> ActionTaken | None:
    return case.actions_taken.filter(kind=LISTED).first()


def said_of(case: Case) -> Processing | None:
    """What was put forward for this person; until something was, what the company says of all.

    None where nothing is said: nothing is held about them, the words were erased since, or the
    answer went out without a list, which no later word of the company gets into.
    """
    row = row_of(case)
    if row is None:
        return processing_of(case.company) if case.released_at is None else None
    body = _body(case, row)
    if body is None or body["nothing"]:
        return None
    return from_json(body["language"], body["entries"])


def lines(case: Case) -> list[Line]:
    """For the answer to a request for a copy; none for any other."""
    said = said_of(case) if case.right == ACCESS else None
    if said is None:
        return []
    found = [(item, said.entry(item)) for item in ITEMS]
    return [
        Line(HEADINGS[item], one.says or one.none, known(said.language))
        for item, one in found
        if one.is_answered
    ]


def gate(case: Case) -> Sequence[Reason]:
    """An answer to a request for a copy leaves with every item answered."""
    if case.right != ACCESS:
        return []
    if row_of(case) is None and case.status in (Status.IN_REVIEW, Status.READY):
        return [Reason("Its list of Art. 15 was never put forward: send it back.", "send_back/")]
    said = said_of(case)
    missing = said.missing() if said else []
    if not missing:
        return []
    named = "; ".join(f"{ITEMS[item].lower()} ({ARTICLES[item]})" for item in missing)
    return [Reason(f"Answer what the law lists beside the copy: {named}.", "answer_items/")]


def _body(case: Case, row: ActionTaken) -> dict[str, Any] | None:
    row.case = case
    try:
        body: dict[str, Any] | None = unseal(row, "body")
    except Shredded:
        return None
    return body
