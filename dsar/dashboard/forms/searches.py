"""Who is asked to search where, and what an officer records for an owner."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from dsar.content.doors import ANSWER
from dsar.content.taking_in import TakenIn, take_in
from dsar.fulfilment import due
from dsar.fulfilment.models import SearchRecord, SearchTask

from .. import uploads
from .base import ActionForm, one_of, words

State = SearchTask.State


def _day() -> forms.DateField:
    return forms.DateField(
        label="By when?",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Give the day as a date."},
    )


class AskSearch(ActionForm):
    systems = forms.MultipleChoiceField(
        label="Which systems?",
        help_text="All that nobody has searched yet are ticked.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one system.",
            "invalid_choice": "Choose from the list.",
        },
    )
    due_on = _day()
    also = forms.CharField(
        label="What else helps to find them?",
        help_text="A customer number, a phone number, an earlier name. The owners read it.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def prepare(self) -> None:
        asked = set(
            self.case.search_tasks.exclude(state=State.DROPPED).values_list("system", flat=True)
        )
        waiting = set(
            self.case.search_tasks.filter(state=State.OPEN).values_list("system", flat=True)
        )
        systems = self.company.systems.filter(retired_at=None).exclude(pk__in=waiting)
        chosen = self.fields["systems"]
        assert isinstance(chosen, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        chosen.choices = [(str(one.pk), _named(one.name, one.owner_email)) for one in systems]
        self.initial.setdefault("systems", [str(one.pk) for one in systems if one.pk not in asked])
        self.fields["due_on"].help_text = f"If left empty: {due.RULE}"


class _OfTask(ActionForm):
    """About one search that was asked for. A link on the page may say which."""

    task_id = one_of("Which search?", "Choose which search it is.")
    states: tuple[str, ...] = (State.OPEN,)

    def prepare(self) -> None:
        tasks = self.case.search_tasks.filter(state__in=self.states).select_related("system")
        found = tasks.order_by("system__name", "asked_at")
        self.choose_from("task_id", [(str(task.pk), _said(task)) for task in found])


class RecordSearch(_OfTask):
    states = (State.OPEN, State.DONE)

    result = one_of("What came of it?", "Choose whether something was found.")
    terms = words(
        "What was typed into the search?", "Write what was typed into the search.", rows=3
    )
    found = forms.CharField(
        label="What was found?",
        help_text="Leave it empty if there was nothing.",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    upload = forms.FileField(label="A file with it", help_text=uploads.HINT, required=False)
    name = forms.CharField(
        label="Who searched?",
        help_text="The name stands under the record; yours stands beside it.",
        max_length=120,
        error_messages={"required": "Write the name of whoever searched: it is the signature."},
    )

    def prepare(self) -> None:
        super().prepare()
        self.choose_from("result", list(SearchRecord.Result.choices))

    def clean_upload(self) -> TakenIn | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["upload"]
        return take_in(upload, ANSWER) if upload else None

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        upload = given.pop("upload")
        return {**given, "uploads": [upload] if upload else []}


class SendSearch(_OfTask):
    due_on = _day()

    def prepare(self) -> None:
        super().prepare()
        self.fields["due_on"].help_text = "If left empty, it stays as it is."


class WithdrawSearch(_OfTask):
    def prepare(self) -> None:
        tasks = self.case.search_tasks.filter(state=State.OPEN).exclude(token_hash="")
        found = tasks.select_related("system").order_by("system__name")
        self.choose_from("task_id", [(str(task.pk), _said(task)) for task in found])


class DropSearch(_OfTask):
    reason = words(
        "Why does nobody have to search there?",
        "Write why nobody has to search there; it is kept with the case.",
        rows=3,
    )


def _named(name: str, email: str) -> str:
    return name if email else f"{name} (no address: you record what its owner says)"


def _said(task: SearchTask) -> str:
    return str(task.system) if task.is_open else f"{task.system}: answered, this corrects it"
