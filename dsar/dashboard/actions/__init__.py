"""The actions of the desk as data, by what an officer is about.

Who may do them from which status stands in the lifecycle table; nothing here repeats it.
"""

from . import (
    answering,
    asking,
    charging,
    ending,
    following,
    identifying,
    keeping,
    searching,
    timing,
)
from .act import Act

__all__ = ["ACTS", "Act"]

ACTS: dict[str, Act] = {
    **identifying.ACTS,
    **asking.ACTS,
    **timing.ACTS,
    **charging.ACTS,
    **searching.ACTS,
    **answering.ACTS,
    **following.ACTS,
    **ending.ACTS,
    **keeping.ACTS,
}
