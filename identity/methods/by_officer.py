"""An officer recognised the person: a colleague, a number on file, a video call, the counter."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from ..errors import NotEnough, WrongKindOfProof
from ..models import Item, Manner, Verification

# Somebody was looked at, so it is written down what was looked at with them.
SEEN = frozenset({Manner.VIDEO, Manner.COUNTER})


def ask(item: Item) -> None:
    raise WrongKindOfProof(f"“{item.label}” cannot be asked of anyone: an officer looks at it.")


def receive(item: Item, *, file_id: UUID | None, confirmed: bool) -> None:  # noqa: ARG001
    raise WrongKindOfProof(
        _("“{label}” cannot be sent: an officer looks at it.").format(label=_(item.label))
    )


def decide(verification: Verification, items: Sequence[Item], *, actor: str) -> None:  # noqa: ARG001
    """No machine, agent or requester may recognise somebody in an officer's place."""
    if not actor.startswith("user:"):
        raise NotEnough("Only an officer can accept this, not a program or the person themselves.")


def check_manner(manner: str, note: str) -> None:
    """Raises NotEnough for a way that is none, or a look at somebody without a note of it."""
    if manner not in Manner.values:
        raise NotEnough("Choose how the officer recognised them.")
    if manner in SEEN and not note.strip():
        raise NotEnough("Note what was checked, without numbers: “identity card was seen”.")
