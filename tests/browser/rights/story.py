"""What a story is, and the words that several of them share.

The dates in them are worked out by hand from the law, never read off a page. One month ends on the
day of the same number, or on the last of a shorter month (Reg 1182/71 Art 3(2)(c)); where that is
a Saturday, a Sunday or a public holiday of the place, on the next working day (Art 3(4)).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from .steps import Asked, Step

LONDON, STOCKHOLM = ZoneInfo("Europe/London"), ZoneInfo("Europe/Stockholm")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WHAT = "What would you like us to do?"
UK, EU = "12A(1), 4A, UK GDPR", "1182/71"
ANSWERED = "We have answered"


@dataclass(frozen=True)
class Story:
    """`proved` says what steps of the checklist tell, once all of it is over."""

    right: str
    company: str
    begins: datetime
    steps: Sequence[Step]
    proved: Mapping[str, str] = field(default_factory=dict)
    systems: bool = False
    """Whether the company keeps a list of systems, so that their owners are asked."""


def known(company: str) -> Asked:
    return Asked("How do you know us?", choose=[f"I am, or was, a customer of {company}"])
