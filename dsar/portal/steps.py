"""What the form asks, as data: one step a page.

A step knows nothing of HTTP. `questions.py` chooses the steps, `forms.py` turns one into a Django
form, `drafts.py` keeps what was answered, `sending.py` makes the request of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dsar.companies.rules import IdentityItem

Answer = dict[str, Any]
Answers = Mapping[str, Answer]
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Field:
    """One question. `missing` is what it says when it was left empty and may not be."""

    name: str
    label: str
    kind: Literal["choice", "ticks", "line", "text", "email", "file"]
    missing: str = ""
    hint: str = ""
    options: Options = ()
    all_ticked: bool = False
    autocomplete: str = "off"

    @property
    def required(self) -> bool:
        return bool(self.missing)


@dataclass(frozen=True)
class Step:
    """One page. `told` is shown above the questions; `item` is the proof it asks for, if any."""

    slug: str
    title: str
    fields: tuple[Field, ...]
    told: tuple[str, ...] = ()
    item: IdentityItem | None = None
    right: str = ""
    """The right whose question it is; empty where it is asked once for all."""
