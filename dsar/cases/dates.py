"""Civil dates in the company's time zone, and dates as people say them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from deadlines import words
from dsar.companies.models import Company


def in_words(day: date | None) -> str:
    """With its weekday, since that is how a mistake is noticed; empty for no date."""
    return words.long(day) if day else ""


def civil_date(company: Company, moment: datetime) -> date:
    """The day it is at the company. A request at 23:59 there belongs to that day."""
    return moment.astimezone(ZoneInfo(company.timezone)).date()
