"""Telling the authority of a breach: 72 hours from knowing of it, counted in UTC, hour by hour."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

PERIOD: Final = timedelta(hours=72)
# Art. 33(1): "not later than 72 hours after having become aware of it". Both laws say the same.
ARTICLES: Final = {"uk-gdpr": "UK GDPR Art. 33(1)", "gdpr": "GDPR Art. 33(1)"}


@dataclass(frozen=True)
class NotifyBy:
    """The moment until which the authority is told, and how it was come by."""

    aware_at: datetime
    at: datetime
    article: str
    why: str

    def left(self, now: datetime) -> timedelta:
        """What is left of the time; below nothing once it is over."""
        return self.at - now


def notify_by(regime: str, aware_at: datetime) -> NotifyBy:
    """Hours and not days: no night, weekend, holiday or change of clocks makes it longer.

    The hour in which it was noticed could be left out (Regulation 1182/71 Art. 3(1)); it is
    counted here, which is never too late.
    """
    aware = aware_at.astimezone(UTC)
    until = aware + PERIOD
    article = ARTICLES[regime]
    why = (
        f"Noticed on {_said(aware)} + 72 hours ({article}) = {_said(until)}. Hours, not three "
        "days: nights, weekends, holidays and a change of the clocks do not stop it."
    )
    return NotifyBy(aware, until, article, why)


def _said(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
