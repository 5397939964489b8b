"""Something only the person would know, compared by an officer with what is held."""

from collections.abc import Sequence
from uuid import UUID

from ..errors import NotEnough, WrongKindOfProof
from ..models import Item, Verification
from . import by_officer


def ask(item: Item) -> None:
    item.state = Item.State.ASKED


def receive(item: Item, *, file_id: UUID | None) -> None:
    if file_id is not None:
        raise WrongKindOfProof(f"“{item.label}” is asked in words; no file is needed for it.")
    item.state = Item.State.GIVEN


def decide(verification: Verification, items: Sequence[Item], *, actor: str) -> None:
    by_officer.decide(verification, items, actor=actor)
    # A typed address is public knowledge; it proves nothing until a code has come back from it.
    if not any(item.kind == Item.Kind.TEXT and item.state == Item.State.GIVEN for item in items):
        raise NotEnough("Nothing was given that could be compared with what is held.")
