"""The letter as it would go, written by the function that will write it."""

from datetime import date
from typing import Any

from deadlines import telling
from deadlines.working import Working
from dsar import languages
from dsar.cases import letters
from dsar.cases.models import Case
from dsar.vault.operations import Shredded, unseal

from .forms.base import ActionForm
from .guidance import Guidance


def preview_letter(case: Case, form: ActionForm, guidance: Guidance, today: date) -> str | None:
    """None where the action sends nothing, or where the person has been erased."""
    if not form.letter:
        return None
    try:
        person = unseal(case, "person")
    except Shredded:
        return None
    if person is None:  # erased, and its ciphertext cleared too
        return None
    facts = form.letter_facts()
    after = guidance.after
    # A question or a fee that moves nothing leaves the dates as they are.
    if after and facts.get("paused", True) and facts.get("delays", True):
        with languages.spoken(case.language):
            facts |= {"clock": _Dates(after.state), **_dates_of(after, today)}
    return letters.write(case, form.letter, person=person, today=today, **facts)


def _dates_of(after: Working, today: date) -> dict[str, Any]:
    """As `letters.write` names them."""
    due, missed = letters.told_date(after, today=today)
    return {"due": due or "", "missed": missed or "", "why": telling.sentence(after)}


class _Dates:
    """What letters ask of a clock besides its due date."""

    def __init__(self, state: str) -> None:
        self.state = state


def by_post(case: Case) -> bool:
    """Nobody sends it for us: it is printed and posted."""
    person: dict[str, Any] = unseal(case, "person")
    return not person.get("email")
