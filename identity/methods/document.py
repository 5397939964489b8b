"""A passport or licence, shown once: its copy is destroyed with the decision (EDPB 01/2022)."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from ..errors import NotEnough, WrongKindOfProof
from ..models import Item, Verification
from . import by_officer


def ask(item: Item) -> None:
    item.state, item.file_id = Item.State.ASKED, None


def receive(item: Item, *, file_id: UUID | None, confirmed: bool) -> None:  # noqa: ARG001
    if file_id is None:
        raise WrongKindOfProof(_("Choose a file for “{label}”.").format(label=_(item.label)))
    item.state, item.file_id = Item.State.GIVEN, file_id


def decide(verification: Verification, items: Sequence[Item], *, actor: str) -> None:
    by_officer.decide(verification, items, actor=actor)
    seen = {Item.State.GIVEN, Item.State.BY_POST}
    if not any(item.kind == Item.Kind.DOCUMENT and item.state in seen for item in items):
        raise NotEnough("No document has been given, so none can have been checked.")
