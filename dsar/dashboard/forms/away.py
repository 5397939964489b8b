"""Who is away and who stands in."""

from typing import Any

from django import forms

from dsar.accounts.models import User

from .base import DeskForm, Person


def _day(label: str, hint: str, missing: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": "Give the day as a date."},
    )


class SayAway(DeskForm):
    user = Person(
        User.objects.none(),
        label="Who will be away?",
        empty_label=None,
        error_messages={
            "required": "Choose who will be away.",
            "invalid_choice": "Choose somebody from the list.",
        },
    )
    first_on = _day("First day away", "", "Give the first day.")
    last_on = _day(
        "Last day away", "The last day on which they are not here.", "Give the last day."
    )
    deputy = Person(
        User.objects.none(),
        label="Who stands in?",
        help_text="Whatever would go to the person away goes to them.",
        empty_label="Choose somebody",
        error_messages={
            "required": "Choose who stands in.",
            "invalid_choice": "Choose somebody from the list.",
        },
    )

    def __init__(self, *args: Any, people: list[User], deputies: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, some in (("user", people), ("deputy", deputies)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
            keys = [person.pk for person in some]
            field.queryset = User.objects.filter(pk__in=keys).order_by("name", "pk")


class NameDeputies(DeskForm):
    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Who can act for the data protection officer?",
        help_text="They are asked when the officer does not answer.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list."},
    )

    def __init__(self, *args: Any, able: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = User.objects.filter(pk__in=[one.pk for one in able]).order_by("name", "pk")
