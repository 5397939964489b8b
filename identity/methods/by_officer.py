"""An officer recognised the person: a call back to a number on file, a visit, a colleague."""

from collections.abc import Sequence
from uuid import UUID

from ..errors import NotEnough, WrongKindOfProof
from ..models import Item, Verification


def ask(item: Item) -> None:
    raise WrongKindOfProof(f"“{item.label}” cannot be asked of anyone: an officer looks at it.")


def receive(item: Item, *, file_id: UUID | None) -> None:  # noqa: ARG001
    raise WrongKindOfProof(f"“{item.label}” cannot be sent: an officer looks at it.")


def decide(verification: Verification, items: Sequence[Item], *, actor: str) -> None:  # noqa: ARG001
    """No machine, agent or requester may recognise somebody in an officer's place."""
    if not actor.startswith("user:"):
        raise NotEnough("Only an officer can accept this, not a program or the person themselves.")
