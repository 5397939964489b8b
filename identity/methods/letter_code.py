"""A code that came by post: it proves that they live, or work, where the company believes."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from ..errors import NotEnough, WrongKindOfProof
from ..models import Item, Verification


def ask(item: Item) -> None:
    item.state, item.confirmed_at = Item.State.ASKED, None


def receive(item: Item, *, file_id: UUID | None, confirmed: bool) -> None:
    if file_id is not None or not confirmed:
        raise WrongKindOfProof(_("Type the code that stands in our letter."))
    item.state = Item.State.GIVEN


def decide(verification: Verification, items: Sequence[Item], *, actor: str) -> None:  # noqa: ARG001
    if not any(item.kind == Item.Kind.LETTER and item.confirmed_at for item in items):
        raise NotEnough("The code sent by post has not been entered yet.")
