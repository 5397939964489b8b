"""What one action of the desk is: what is asked, what is called, what is shown before."""

from collections.abc import Callable
from dataclasses import dataclass

from dsar.accounts.roles import Permission
from dsar.cases.transitions import ACTIONS

from .. import guidance
from ..forms.base import ActionForm
from ..guidance import Guide


@dataclass(frozen=True)
class Act:
    """`rule` is its entry in the lifecycle table; `shows` a part of the case to look at first."""

    rule: str
    form: type[ActionForm]
    run: Callable[..., object]
    button: str
    done: str
    guide: Guide = guidance.no_clock
    shows: str = ""
    ends: bool = False
    """Cannot be taken back, which the page says."""
    proves: bool = False
    """Asks once more who sits here, if they have not proved it lately."""
    looks_back: bool = False
    """What the same person asked for before is shown first."""
    gated: bool = False
    """Work that is left holds it back, which the page says beforehand."""
    heading: str = ""
    """Where the table has no name of its own for it."""

    @property
    def label(self) -> str:
        return self.heading or ACTIONS[self.rule].label

    @property
    def permission(self) -> Permission | None:
        return ACTIONS[self.rule].permission
