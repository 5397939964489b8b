"""Every check there is."""

from collections.abc import Callable, Iterator
from typing import Final

from .asking import asking
from .concern import SEVERITIES, Checked, Concern
from .itself import itself
from .overtaken import overtaken
from .rights import rights
from .times import times

CHECKS: Final[tuple[Callable[[Checked], Iterator[Concern]], ...]] = (
    times, asking, rights, overtaken, itself,
)  # fmt: skip


def checked(policy: Checked) -> list[Concern]:
    """What the checks say, worst first, and each in the order of the policy."""
    found = [one for check in CHECKS for one in check(policy)]
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.start))
