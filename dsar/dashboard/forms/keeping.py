"""Keeping a case, or having it erased before its time."""

from typing import Any

from dsar.cases.operations.erasing import GROUNDS

from .base import ActionForm, one_of, words

SEALED = "Sealed with the case. The requester does not read it."


class PlaceHold(ActionForm):
    reason = words(
        "Why must it be kept?",
        "Write why it has to be kept.",
        f"A court case or a complaint, for example. {SEALED}",
        rows=3,
    )


class LiftHold(ActionForm):
    reason = words(
        "Why need it not be kept any more?",
        "Write why it need not be kept any more.",
        SEALED,
        rows=3,
    )


class AskErasure(ActionForm):
    ground = one_of("Why is it to be erased?", "Choose why it is to be erased.")
    reason = words(
        "What should whoever decides know?",
        "Write the reason; whoever decides will read it.",
        "It is erased with the case.",
        rows=3,
    )

    def prepare(self) -> None:
        self.choose_from("ground", list(GROUNDS.items()))


class Decide(ActionForm):
    """Nothing to fill in: what was asked stands above the button."""

    def arguments(self) -> dict[str, Any]:
        return {}
