"""A paper that lets somebody act for another person.

It proves what they may do and never who they are, so it stands in no list of methods that
identify. Its copy goes with the decision all the same.
"""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from ..errors import NotEnough, WrongKindOfProof
from ..models import Item, Verification


def ask(item: Item) -> None:
    item.state, item.file_id = Item.State.ASKED, None


def receive(item: Item, *, file_id: UUID | None, confirmed: bool) -> None:  # noqa: ARG001
    if file_id is None:
        raise WrongKindOfProof(_("Choose a file for “{label}”.").format(label=_(item.label)))
    item.state, item.file_id = Item.State.GIVEN, file_id


def decide(verification: Verification, items: Sequence[Item], *, actor: str) -> None:  # noqa: ARG001
    raise NotEnough("That somebody may act for another person does not say who they are.")
