"""Why the cases that were chosen are recalculated."""

from .afterwards import KEPT
from .base import DeskForm, words


class ChooseCases(DeskForm):
    """Which ones stands beside each of them in the table."""

    reason = words("Why now?", "Write the reason; it is kept with each case.", KEPT, rows=3)
