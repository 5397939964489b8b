"""What a reader says about a policy, and where the policy says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One value. `start` and `end` are offsets into the text; what stands there is the quote."""

    field: str
    value: Any
    start: int
    end: int
    rule: str
    """The name of the rule of reading that fired."""
    confidence: float
    """Between 0 and 1: how much in the sentence spoke for it."""


@dataclass(frozen=True, slots=True)
class Period:
    amount: int
    unit: str
    """calendar_day, business_day or month; weeks are days and years are months here."""

    def as_json(self) -> Mapping[str, Any]:
        return {"amount": self.amount, "unit": self.unit}

    @property
    def days(self) -> float:
        """Roughly, to compare two of them: 31 for a month, seven for five days of work."""
        return self.amount * {"calendar_day": 1, "business_day": 1.4, "month": 31}[self.unit]
