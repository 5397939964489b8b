"""What the company's own policy promises."""

from dataclasses import dataclass
from datetime import date, timedelta

from .calendar import add_months
from .events import ImpossibleEvents


@dataclass(frozen=True, slots=True)
class Promise:
    """An answer so long from receipt, weekend or not."""

    count: int
    unit: str  # days or months
    source: str

    def date_from(self, received: date) -> date:
        if self.unit not in ("days", "months") or not 1 <= self.count <= 366:
            raise ImpossibleEvents(
                f"A promise of {self.count} {self.unit} cannot be counted; "
                f"give 1 to 366 days or months."
            )
        if self.unit == "months":
            return add_months(received, self.count)
        return received + timedelta(days=self.count)
