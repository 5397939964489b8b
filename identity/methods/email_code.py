"""A code sent to an address and brought back: proves control of the address, nothing more.

For the decision to stand, the code must have been issued with purpose `PURPOSE` and the
verification's own id as subject, and must have been answered.
"""

from collections.abc import Sequence
from uuid import UUID

from ..errors import NotEnough, WrongKindOfProof
from ..models import Challenge, Item, Verification

PURPOSE = "address"


def ask(item: Item) -> None:
    item.state = Item.State.ASKED


def receive(item: Item, *, file_id: UUID | None) -> None:
    if file_id is not None:
        raise WrongKindOfProof(f"“{item.label}” is an address; no file is needed for it.")
    item.state = Item.State.GIVEN


def decide(verification: Verification, items: Sequence[Item], *, actor: str) -> None:  # noqa: ARG001
    if not Challenge.objects.filter(
        purpose=PURPOSE, subject=str(verification.pk), used_at__isnull=False
    ).exists():
        raise NotEnough("The code sent to the address has not been entered yet.")
