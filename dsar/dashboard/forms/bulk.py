"""What is asked about many cases at once, and until when a case may be out of sight."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from dsar.accounts.models import User
from dsar.cases.dates import civil_date
from dsar.companies.models import Company

from .answer import WORKING_ROLES
from .base import DeskForm, Person, one_of

MORNING = time(9)
WHEN = {
    "tomorrow": "Tomorrow, 09:00",
    "monday": "Next Monday, 09:00",
    "day": "Another day",
}


class SnoozeForm(DeskForm):
    when = one_of("Until when?", "Choose until when.", "The clock does not stop.")
    day = forms.DateField(
        label="Day",
        help_text="For another day.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Give the day as a date."},
    )
    time = forms.TimeField(
        label="Time there",
        help_text="09:00, if left empty.",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Give the time as 09:00."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when = self.fields["when"]
        assert isinstance(when, forms.ChoiceField)  # noqa: S101 - for the type checker
        when.choices = list(WHEN.items())

    def clean(self) -> None:
        if self.cleaned_data.get("when") == "day" and not self.cleaned_data.get("day"):
            self.add_error("day", "Give the day.")

    def until(self, company: Company, now: datetime) -> datetime:
        """The moment at this company's own place."""
        told, today = self.cleaned_data, civil_date(company, now)
        days = {"tomorrow": today + timedelta(days=1), "monday": _next_monday(today)}
        if told["when"] == "day":
            day, at = told["day"], told["time"] or MORNING
        else:
            day, at = days[told["when"]], MORNING
        return datetime.combine(day, at, ZoneInfo(company.timezone or "UTC"))


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


class AssignMany(DeskForm):
    owner = Person(
        queryset=User.objects.none(),
        label="Who works on them?",
        empty_label="Nobody for now",
        required=False,
        error_messages={"invalid_choice": "This person does not work on cases of these companies."},
    )

    def __init__(self, *args: Any, companies: list[Company], **kwargs: Any) -> None:
        """`companies`: whose cases these are; only who works at all of them can be chosen."""
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True)
        for company in companies:
            people = people.filter(
                memberships__company=company, memberships__role__in=WORKING_ROLES
            )
        owner = self.fields["owner"]
        assert isinstance(owner, Person)  # noqa: S101 - for the type checker
        owner.queryset = people.distinct().order_by("name")


class TakeMany(DeskForm):
    """Nothing is asked: they become one's own."""
