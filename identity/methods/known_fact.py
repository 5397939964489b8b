"""Something only the person would know.

Where it was said beforehand what is held, the answer is compared with its hash and with nothing
else: neither is ever shown. Otherwise an officer compares.
"""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from ..errors import NotEnough, WrongKindOfProof
from ..models import Item, Verification
from . import by_officer

TRIES = 5


def ask(item: Item) -> None:
    item.state, item.confirmed_at, item.tries_left = Item.State.ASKED, None, TRIES


def receive(item: Item, *, file_id: UUID | None, confirmed: bool) -> None:
    if file_id is not None:
        raise WrongKindOfProof(
            _("“{label}” is asked in words; no file is needed for it.").format(label=_(item.label))
        )
    if item.fact_hash and not confirmed:
        raise WrongKindOfProof(f"“{item.label}” is compared with what is held, not taken as given.")
    item.state = Item.State.GIVEN


def decide(verification: Verification, items: Sequence[Item], *, actor: str) -> None:
    by_officer.decide(verification, items, actor=actor)
    # A typed address is public knowledge; it proves nothing until a code has come back from it.
    if not any(item.kind == Item.Kind.TEXT and item.state == Item.State.GIVEN for item in items):
        raise NotEnough("Nothing was given that could be compared with what is held.")
