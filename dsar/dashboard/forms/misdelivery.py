"""An answer reached the wrong person: reporting it, deciding who is told, noting that they were."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from dsar.cases.incident import Incident
from dsar.cases.incidents import undone
from dsar.cases.operations.misdelivering import WHOM

from .base import ActionForm, one_of, words

KEPT = "Kept with the case. The requester does not read it."


class AtMoment(ActionForm):
    """A day and a time at the company's own place; now, where neither is given."""

    on_day = forms.DateField(
        label="On which day?",
        help_text="Today and now, if you leave both empty.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Give the day as a date."},
    )
    at_time = forms.TimeField(
        label="At what time?",
        help_text="At the company's own place. If you are not sure, the earlier one.",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Give the time as hours and minutes, for example 14:30."},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        day, time = given.get("on_day"), given.get("at_time")
        if (day is None) != (time is None) and not self.errors:
            missing = "at_time" if time is None else "on_day"
            self.add_error(missing, "Give both the day and the time, or neither.")
        return given

    def moment(self) -> datetime:
        day, time = self.cleaned_data["on_day"], self.cleaned_data["at_time"]
        if day is None:
            return timezone.now()
        # Where clocks are set back a time comes twice: the first is meant, which is never too late.
        return datetime.combine(day, time, tzinfo=ZoneInfo(self.company.timezone))


class ReportIncident(AtMoment):
    what = one_of("What went wrong?", "Choose what went wrong.")
    facts = words(
        "What happened?",
        "Write what happened, and to whom it went if you know.",
        f"Whose data, which, who got them, and what was done about it since. {KEPT}",
        rows=6,
    )
    field_order = ("what", "facts", "on_day", "at_time")

    def prepare(self) -> None:
        self.choose_from("what", [(code, str(label)) for code, label in Incident.What.choices])
        self.fields["on_day"].label = "On which day was it noticed?"

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"what": given["what"], "facts": given["facts"], "aware_at": self.moment()}


YES_NO = {"yes": True, "no": False}


class DecideIncident(ActionForm):
    tell_authority = one_of(
        "Is the supervisory authority told?",
        "Choose whether the authority is told.",
        "It is, unless the breach is unlikely to result in a risk to anybody (Art. 33(1)).",
    )
    authority_because = words(
        "Why?",
        "Write the reason: the authority can ask for it years later.",
        f"What the risk is, or why there is none. {KEPT}",
        rows=4,
    )
    tell_person = one_of(
        "Is the person told whose data it is?",
        "Choose whether the person is told.",
        "They are, without undue delay, where the risk to them is likely to be high (Art. 34(1)).",
    )
    person_because = words(
        "Why?",
        "Write the reason: the authority can ask for it years later.",
        KEPT,
        rows=4,
    )

    def prepare(self) -> None:
        for field in ("tell_authority", "tell_person"):
            self.choose_from(field, [("yes", "Yes"), ("no", "No")])

    def arguments(self) -> dict[str, Any]:
        told = {name: YES_NO[self.cleaned_data[name]] for name in ("tell_authority", "tell_person")}
        return self.cleaned_data | told


class NoteTold(AtMoment):
    whom = one_of("Who was told?", "Choose who was told.")
    field_order = ("whom", "on_day", "at_time")

    def prepare(self) -> None:
        incident = undone(self.case)
        owed = incident.to_be_told if incident else frozenset()
        self.choose_from("whom", [one for one in WHOM.items() if one[0] in owed])

    def arguments(self) -> dict[str, Any]:
        return {"whom": self.cleaned_data["whom"], "told_at": self.moment()}
