"""A request handed to the organisation that decides about the data (Art. 28(3)(e))."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from dsar import languages
from dsar.companies.rights import asked_for
from dsar.vault.operations import Shredded, unseal

from .. import to_others
from ..dates import civil_date
from ..errors import Invalid
from ..models import Case
from .changing import record

YES: Final = "yes"
NO: Final = "no"
SAID_NO: Final = "They said that they ask the other organisation themselves: nothing is passed on."


@dataclass(frozen=True)
class Elsewhere:
    """What the form asked about another organisation that may decide."""

    organisation: str
    may: str
    """Whether the request may be passed on: "yes", "no", or "unsure" for “ask me before”."""
    asks: str
    """What they ask of that organisation: nothing that was said for the company's own search."""


@dataclass(frozen=True)
class Onward:
    """To whom, and in which words. `agreed`: an officer knows that the requester agreed."""

    organisation: str = ""
    email: str = ""
    what: str = ""
    agreed: bool = False

    @property
    def is_wanted(self) -> bool:
        return bool(self.organisation.strip() or self.email.strip())


def elsewhere_of(case: Case) -> Elsewhere:
    """As they answered; empty where nobody asked them, and what they wrote is all that they ask;
    empty too once it is erased."""
    try:
        details: dict[str, Any] = unseal(case, "details") or {}
    except Shredded:
        details = {}
    said = details.get("elsewhere")
    return Elsewhere(**said) if said else Elsewhere("", "", details.get("text", ""))


def as_kept(elsewhere: Elsewhere | None) -> dict[str, Any]:
    return {"elsewhere": asdict(elsewhere)} if elsewhere else {}


def check(case: Case, onward: Onward) -> None:
    """Pass, or Invalid: nothing goes further than the requester allowed."""
    if elsewhere_of(case).may == NO:
        raise Invalid("organisation", SAID_NO)
    if not onward.organisation.strip():
        raise Invalid("organisation", "Name the organisation; the requester reads it.")
    if len(onward.email.split()) != 1:
        raise Invalid("organisation_email", "Give one email address of the organisation.")
    if not onward.what.strip():
        raise Invalid("what", "Write what they ask; the organisation reads it.")
    if elsewhere_of(case).may != YES and not onward.agreed:
        raise Invalid("agreed", "Ask them first, and tick this once they have agreed.")


def pass_on(case: Case, onward: Onward, *, actor: str, now: datetime) -> None:
    """The organisation is owed a mail with what is asked and whom to answer, and nothing else."""
    language = language_of(case)
    to_others.send(
        case,
        to_others.PASSED_ON,
        f"Passed on to {onward.organisation.strip()}",
        to=onward.email.strip(),
        language=language,
        actor=actor,
        now=now,
        **facts_of(case, what=onward.what),
    )
    record(case, "request.passed-on", actor=actor, now=now, agreed_at_the_desk=onward.agreed)


def representing(case: Case) -> str:
    """The other person, where somebody asks for one; empty for whoever asks for themselves."""
    return str((unseal(case, "person") or {}).get("representing", ""))


def language_of(case: Case) -> str:
    """The company's own."""
    return languages.known(next(iter(case.company.languages), languages.ENGLISH))


def facts_of(case: Case, *, what: str) -> dict[str, Any]:
    """What the organisation is told besides who we are."""
    person: dict[str, Any] = unseal(case, "person") or {}
    address = person.get("email") or person.get("postal", "")
    with languages.spoken(language_of(case)):
        right = asked_for(case.right)
    return {
        "requester": person.get("name", ""),
        "representing": person.get("representing", ""),
        "received": civil_date(case.company, case.received_at),
        "right": right,
        "what": what.strip(),
        "answer_to": f"{person.get('name', '')}\n{address}",
    }
