"""The rules about time and telling, as fields; rows of a ladder come and go without a script."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from dsar.companies.checking import calendar_refused, zone_refused
from dsar.companies.editing import Promised
from dsar.companies.ladder_words import LIMITS, PEOPLE, WAYS
from dsar.companies.policy_lines import WEEKDAYS
from dsar.companies.rules import Approving, Promise, QuietDays, Rung

from .base import DeskForm

LEVELS = [(code, capfirst(name)) for code, name in PEOPLE.items()]
FROM = [(code, capfirst(name)) for code, name in LIMITS.items()]
HOW = [(code, capfirst(name)) for code, name in WAYS.items()]
UNITS = (("days", "days"), ("months", "months"))


def number(label: str, least: int, most: int, hint: str = "", **more: Any) -> forms.IntegerField:
    sentence = f"Give a number from {least} to {most}."
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "size": 4}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
        **more,
    )


def _several(label: str, choices: Any, missing: str) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give the day.", "invalid": "Give the day as a date."},
    )


def _hour(label: str, hint: str) -> forms.RegexField:
    sentence = "Give the hour, for example 08:00."
    return forms.RegexField(
        r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$",
        label=label,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 5}),
        error_messages={"required": sentence, "invalid": sentence},
    )


class CountingForm(DeskForm):
    """What a date is counted by."""

    calendar = forms.CharField(
        label="Whose public holidays move a due date?",
        help_text="A country such as SE, or a country and region such as GB-ENG or DE-BY.",
        max_length=12,
        error_messages={"required": "Name the country, and the region where it matters."},
    )
    timezone = forms.CharField(
        label="In which time zone does a day end?",
        help_text="For example Europe/London.",
        max_length=40,
        error_messages={"required": "Name a time zone."},
    )
    internal_target = number(
        "Our own aim: how many days before the due date?",
        0,
        60,
        "No requester sees it. 0 means that there is none.",
    )

    def clean_calendar(self) -> str:
        code: str = self.cleaned_data["calendar"].strip()
        if refused := calendar_refused(code):
            raise ValidationError(refused)
        return code

    def clean_timezone(self) -> str:
        name: str = self.cleaned_data["timezone"].strip()
        if refused := zone_refused(name) or (
            "" if name in available_timezones() else f"There is no time zone {name!r}."
        ):
            raise ValidationError(refused)
        return name


class PromiseForm(DeskForm):
    """The company's own time for one right; empty where it promises none."""

    count = number("Within", 1, 366, required=False)
    unit = forms.ChoiceField(label="Days or months", choices=UNITS)
    where = forms.CharField(label="Section of the policy", max_length=120, required=False)

    def promised(self) -> Promised | None:
        given = self.cleaned_data
        if not given.get("count"):
            return None
        return Promised(Promise(given["count"], given["unit"]), given["where"].strip())


class TellingForm(DeskForm):
    """When staff are written to, and who is asked next."""

    opens = _hour("Working hours begin", "For example 08:00.")
    closes = _hour("Working hours end", "24:00 is the end of the day.")
    weekdays = _several(
        "Working days",
        list(enumerate(WEEKDAYS)),
        "Choose at least one working day.",
    )
    holidays = forms.BooleanField(label="Also write to staff on public holidays", required=False)
    first = forms.ChoiceField(label="When a reminder is not seen, tell", required=False)
    second = forms.ChoiceField(label="and if they do not answer either", required=False)
    third = forms.ChoiceField(label="and after them", required=False)
    answer_within = number("Working hours before the next is told", 1, 200)
    digest_from = number(
        "From how many notices on are they one mail?",
        0,
        100,
        "0 means: each notice is a mail of its own.",
    )
    morning_summary = forms.BooleanField(label="Send a summary each morning", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second", "third"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = [("", "Nobody"), *LEVELS[1:]]

    def levels(self) -> tuple[Any, ...]:
        chosen = (self.cleaned_data[name] for name in ("first", "second", "third"))
        return tuple(dict.fromkeys(level for level in chosen if level))


class ApprovalForm(DeskForm):
    """Whether an answer needs a second person."""

    mode = forms.ChoiceField(
        label="Before an answer is released",
        choices=(
            ("required", "Somebody else approves it"),
            ("single-officer", "One person may approve their own, while there is nobody else"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether somebody else approves an answer."},
    )
    reason = forms.CharField(
        label="Why is there nobody else?",
        help_text="Kept with every answer that one person approved alone.",
        max_length=400,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("mode") == "single-officer" and not given.get("reason", "").strip():
            self.add_error("reason", "Write why there is nobody else: the exception needs it.")
        return given

    def approving(self) -> Approving:
        given = self.cleaned_data
        if given["mode"] == "required":
            return Approving()
        return Approving(given["mode"], given["reason"].strip())


class RungForm(DeskForm):
    """One row of the ladder."""

    limit = forms.ChoiceField(label="Counted from", choices=FROM)
    days = number("Days", 0, 366, "0 is the day itself.")
    side = forms.ChoiceField(
        label="Before or after", choices=(("before", "before"), ("after", "after"))
    )
    audience = _several("Who is told", LEVELS, "Choose who is told.")
    channels = _several("How", HOW, "Choose how they are told.")
    every = number("Again every so many days", 0, 60, "0 means once.")

    def rung(self) -> Rung:
        given = self.cleaned_data
        days = given["days"] if given["side"] == "before" else -given["days"]
        return Rung(
            days,
            tuple(given["audience"]),
            given["limit"],
            tuple(given["channels"]),
            given["every"],
        )


class QuietForm(DeskForm):
    """A stretch in which nobody works."""

    first = _day("First day")
    last = _day("Last day")
    why = forms.CharField(
        label="Why?", max_length=100, error_messages={"required": "Write why nobody works then."}
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", "The last day cannot come before the first.")
        return given

    def quiet(self) -> QuietDays:
        given = self.cleaned_data
        return QuietDays(given["first"].isoformat(), given["last"].isoformat(), given["why"])
