"""What was done about a request, in words: for the page of the case and its proof."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dsar.cases.action_taken import ActionTaken
from dsar.cases.dates import in_words
from dsar.cases.done import NOTHING_HELD
from dsar.cases.grounds import REFUSAL_GROUNDS
from dsar.cases.listed import ARTICLES
from dsar.cases.models import Case
from dsar.companies.processing import ITEMS, from_json
from dsar.vault.operations import Shredded, unseal

from .forms.done import RESULTS, WHAT
from .happened import names_of, when, who

Kind = ActionTaken.Kind
Lines = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Done:
    heading: str
    lines: tuple[tuple[str, str], ...]
    """What it is about, and what is said of it."""
    on: str
    who: str
    when: str


def taken(case: Case) -> list[Done]:
    rows = list(case.actions_taken.order_by("taken_at", "pk"))
    names = names_of({row.taken_by for row in rows} | {row.first_by for row in rows})
    return [_done(case, row, who(row.taken_by, names), names) for row in rows]


def _done(case: Case, row: ActionTaken, by: str, names: dict[str, str]) -> Done:
    row.case = case
    try:
        body: dict[str, Any] = unseal(row, "body") or {}
    except Shredded:
        body = {}
    lines = tuple(_words(body, row, names)) if body else ()
    return Done(
        str(row.get_kind_display()),
        tuple((label, text) for label, text in lines if text),
        in_words(row.done_on),
        by,
        when(row.taken_at, case.company),
    )


def _words(body: dict[str, Any], row: ActionTaken, names: dict[str, str]) -> Lines:
    if body.get(NOTHING_HELD):
        return [("We hold", "Nothing to do this with.")]
    return WORDS[Kind(row.kind)](body, row, names)


def _listed(body: dict[str, Any], row: ActionTaken, names: dict[str, str]) -> Lines:  # noqa: ARG001
    if body["nothing"]:
        yield "All items", "Nothing is held about this person."
        return
    said = from_json(body["language"], body["entries"])
    if body["company"]:
        yield "Taken from", "What the company says of everybody"
    for item, label in ITEMS.items():
        one = said.entry(item)
        none = f"Does not apply: {one.none}" if one.none else ""
        yield f"{label} ({ARTICLES[item]})", one.says or none


def _deletion(body: dict[str, Any], row: ActionTaken, names: dict[str, str]) -> Lines:
    for one in body["places"]:
        ground = REFUSAL_GROUNDS[one["ground"]].label if one["ground"] else ""
        said = (dict(WHAT)[one["what"]], ground, one["why"])
        yield one["name"], ". ".join(part for part in said if part)
    yield "Contact now", body["contact"]
    yield from _recipients(body, row, names)


def _correction(body: dict[str, Any], row: ActionTaken, names: dict[str, str]) -> Lines:
    yield "What", body["what"]
    yield "Before", body["old"]
    yield "Now", body["new"]
    yield "Statement added", body["statement"]
    yield from _recipients(body, row, names)


def _restriction(body: dict[str, Any], row: ActionTaken, names: dict[str, str]) -> Lines:
    yield "No longer used", body["what"]
    yield "Announced to end on", in_words(row.ends_on) if row.ends_on else ""
    yield "The notice had left on", in_words(row.told_on) if row.told_on else ""
    yield "Lifted on", in_words(row.ended_on) if row.ended_on else ""
    yield from _recipients(body, row, names)


def _recipients(body: dict[str, Any], row: ActionTaken, names: dict[str, str]) -> Lines:  # noqa: ARG001
    yield "Recipients told", body["recipients"]
    yield "Recipients not told", body.get("untold", "")


def _stop(body: dict[str, Any], row: ActionTaken, names: dict[str, str]) -> Lines:  # noqa: ARG001
    yield "Stopped", body["what"]


def _review(body: dict[str, Any], row: ActionTaken, names: dict[str, str]) -> Lines:
    nobody = "A system, or somebody who does not work here"
    yield "First decision", body["decision"]
    yield "Taken or confirmed by", who(row.first_by, names) if row.first_by else nobody
    yield "The person says", body["view"]
    yield "Looked at", body["looked_at"]
    yield "Came of it", dict(RESULTS)[body["result"]]
    yield "Why", body["why"]


WORDS: dict[Kind, Callable[[dict[str, Any], ActionTaken, dict[str, str]], Lines]] = {
    Kind.LISTED: _listed,
    Kind.DELETION: _deletion,
    Kind.CORRECTION: _correction,
    Kind.RESTRICTION: _restriction,
    Kind.STOP: _stop,
    Kind.REVIEW: _review,
}
