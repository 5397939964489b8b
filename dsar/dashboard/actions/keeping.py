"""How long a case is kept: holds, and erasure before its time."""

from dsar.cases.operations import erasing, holding

from .. import keeping
from ..forms import keeping as keeping_forms
from .act import Act

ACTS = {
    "place_hold": Act(
        "place_hold",
        keeping_forms.PlaceHold,
        holding.place_hold,
        "Place the hold",
        "The case is kept until the hold is lifted.",
        keeping.holding,
    ),
    "lift_hold": Act(
        "lift_hold",
        keeping_forms.LiftHold,
        holding.lift_hold,
        "Lift the hold",
        "The hold is lifted.",
        keeping.lifting,
        proves=True,
    ),
    "ask_erasure": Act(
        "ask_erasure",
        keeping_forms.AskErasure,
        erasing.ask_erasure,
        "Ask to erase it",
        "Asked. Somebody else decides.",
        keeping.asking,
    ),
    "agree_erasure": Act(
        "agree_erasure",
        keeping_forms.Decide,
        erasing.agree_erasure,
        "Erase it",
        "Erased. Only the entry in the register is left.",
        keeping.agreeing,
        ends=True,
        proves=True,
    ),
    "decline_erasure": Act(
        "decline_erasure",
        keeping_forms.Decide,
        erasing.decline_erasure,
        "Keep it",
        "The case stays until its time is over.",
        keeping.declining,
    ),
}
