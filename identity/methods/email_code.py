"""A code sent to an address and brought back: proves control of the address, nothing more."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from ..errors import NotEnough, WrongKindOfProof
from ..models import Item, Verification


def ask(item: Item) -> None:
    item.state, item.confirmed_at = Item.State.ASKED, None


def receive(item: Item, *, file_id: UUID | None, confirmed: bool) -> None:  # noqa: ARG001
    if file_id is not None:
        raise WrongKindOfProof(
            _("“{label}” is an address; no file is needed for it.").format(label=_(item.label))
        )
    item.state = Item.State.GIVEN


def decide(verification: Verification, items: Sequence[Item], *, actor: str) -> None:  # noqa: ARG001
    if not any(item.kind == Item.Kind.EMAIL and item.confirmed_at for item in items):
        raise NotEnough("The code sent to the address has not been entered yet.")
