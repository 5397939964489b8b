"""They declare who they are, with their name typed beneath it: cheap for everybody, and a lie is an
offence. What they wrote stays with the caller, sealed."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from ..errors import NotEnough, WrongKindOfProof
from ..models import Item, Verification
from . import by_officer


def ask(item: Item) -> None:
    item.state = Item.State.ASKED


def receive(item: Item, *, file_id: UUID | None, confirmed: bool) -> None:  # noqa: ARG001
    if file_id is not None:
        raise WrongKindOfProof(
            _("“{label}” is typed; no file is needed for it.").format(label=_(item.label))
        )
    item.state = Item.State.GIVEN


def decide(verification: Verification, items: Sequence[Item], *, actor: str) -> None:
    by_officer.decide(verification, items, actor=actor)
    if not any(item.kind == Item.Kind.SIGNED and item.state == Item.State.GIVEN for item in items):
        raise NotEnough("No declaration has been signed yet.")
