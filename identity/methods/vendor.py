"""An outside service looked at them. We keep that it said yes, and nothing of what it saw."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from ..errors import NotEnough, WrongKindOfProof
from ..models import Item, Verification


def ask(item: Item) -> None:
    item.state, item.confirmed_at = Item.State.ASKED, None


def receive(item: Item, *, file_id: UUID | None, confirmed: bool) -> None:
    if file_id is not None or not confirmed:
        raise WrongKindOfProof(_("Only the service itself can say what came of its check."))
    item.state = Item.State.GIVEN


def decide(verification: Verification, items: Sequence[Item], *, actor: str) -> None:  # noqa: ARG001
    if not any(item.kind == Item.Kind.VENDOR and item.confirmed_at for item in items):
        raise NotEnough("The outside service has not confirmed anybody yet.")
