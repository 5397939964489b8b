"""A letter or call between the company and its supervisory authority, and how to reach that."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from dsar.cases.queries import today_at
from dsar.cases.regulator_contact import RegulatorContact
from dsar.content.doors import ANSWER
from dsar.content.taking_in import TakenIn, take_in

from .. import uploads
from .base import ActionForm, one_of, words


def _day(label: str, hint: str, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give the day.", "invalid": "Give the day as a date."},
    )


class NoteRegulator(ActionForm):
    direction = one_of("Who wrote or called?", "Choose who wrote or called.")
    happened_on = _day("On which day?", "", required=True)
    due_on = _day(
        "By when does the authority want an answer?",
        "Leave it empty where it wants none, or named no day.",
        required=False,
    )
    their_reference = forms.CharField(
        label="The authority’s reference", max_length=80, required=False
    )
    summary = words(
        "What was it about?",
        "Write what it was about.",
        "Kept with the case. The requester does not read it.",
        rows=5,
    )
    upload = forms.FileField(
        label="The letter itself",
        help_text=uploads.HINT,
        required=False,
        error_messages={"empty": ANSWER.says("empty")},
    )

    def prepare(self) -> None:
        self.choose_from("direction", list(RegulatorContact.Direction.choices))
        self.initial.setdefault("happened_on", today_at(self.case, timezone.now()))

    def clean_upload(self) -> TakenIn | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["upload"]
        return take_in(upload, ANSWER) if upload else None

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
