"""What all forms of actions have in common."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from dsar.accounts.models import User
from dsar.cases.dates import in_words
from dsar.cases.models import Case
from dsar.cases.queries import today_at
from dsar.companies.models import Company


class DeskForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ActionForm(DeskForm):
    """What an officer says to one action of one case. Its cleaned data are the operation's own."""

    letter = ""
    """The letter that goes to the requester; none where empty."""
    also_called = ""
    """What the page calls `also_sent`."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.prepare()

    @property
    def company(self) -> Company:
        return self.case.company

    def prepare(self) -> None:
        """Fit the fields to the case."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def day(self, today: date) -> date:
        """The civil date that the dates before and after are worked out for."""
        return today

    def letter_facts(self) -> dict[str, Any]:
        """What the letter needs, with `[what is still to be written]` where nothing is yet."""
        return {}

    def also_sent(self) -> str:
        """What goes to somebody else besides, as it stands now; empty where nothing does."""
        return ""

    def said(self) -> str:
        """What is said once it is done, where that depends on what was filled in; else nothing."""
        return ""

    def typed(self, field: str, waiting: str) -> str:
        """What stands in the field now, so that the letter can be read before it goes."""
        value = self.data.get(field) or self.initial.get(field) or ""
        return str(value).strip() or f"[{waiting}]"

    def chosen(self, field: str, labels: dict[str, str], waiting: str) -> str:
        return labels.get(str(self.data.get(field, "")), f"[{waiting}]")

    def choose_from(self, field: str, choices: list[tuple[str, str]]) -> None:
        chosen = self.fields[field]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - for the type checker
        chosen.choices = choices


class CameForm(ActionForm):
    """For what may have come to the company earlier than it is recorded."""

    came_on = forms.DateField(
        label="Day it came",
        help_text="Today, if left empty. The clock counts from that day.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Give the day as a date."},
    )
    asked_on: date | None = None
    """The civil date on which it was asked for: nothing answers before that."""

    def clean_came_on(self) -> date | None:
        came: date | None = self.cleaned_data["came_on"]
        if came and came > today_at(self.case, timezone.now()):
            raise ValidationError("The day it came cannot lie in the future.")
        if came and self.asked_on and came < self.asked_on:
            raise ValidationError(
                f"It was asked for on {in_words(self.asked_on)}; it cannot have come before."
            )
        return came

    def day(self, today: date) -> date:
        # To look for errors is to clean; what is wrong with another field does not matter here.
        cleaned = self.cleaned_data if self.is_bound and self.errors is not None else {}
        return cleaned.get("came_on") or today


if TYPE_CHECKING:
    _OneUser = forms.ModelChoiceField[User]
else:
    _OneUser = forms.ModelChoiceField


class Person(_OneUser):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name} ({obj.email})"


def one_of(label: str, missing: str, hint: str = "") -> forms.ChoiceField:
    """Radio buttons whose choices the form fills in."""
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def words(label: str, missing: str, hint: str = "", *, rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )
