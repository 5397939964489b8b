"""Civil dates in the company's time zone, and dates as people say them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from dsar.companies.models import Company

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def in_words(day: date | None) -> str:
    """With its weekday, since that is how a mistake is noticed; empty for no date.

    Spelled here and not by the locale: letters must not change with a server's settings.
    """
    if day is None:
        return ""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def civil_date(company: Company, moment: datetime) -> date:
    """The day it is at the company. A request at 23:59 there belongs to that day."""
    return moment.astimezone(ZoneInfo(company.timezone)).date()
