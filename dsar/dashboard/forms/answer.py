"""Preparing the answer, checking it, sending it, and the end of a case."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from dsar.accounts.models import User
from dsar.accounts.roles import ALLOWED, Permission
from dsar.cases import done, listed, unfinished
from dsar.cases.grounds import REFUSAL_GROUNDS, for_right
from dsar.cases.models import Case, Document, Message
from dsar.cases.operations.answering import left_out, text_of
from dsar.cases.operations.closing import ANSWERED
from dsar.cases.operations.filing import name_of
from dsar.cases.operations.transferring import asking_facts
from dsar.cases.transitions import Outcome
from dsar.companies.rights import CHOICES, OTHER
from dsar.content.doors import ANSWER
from dsar.content.taking_in import TakenIn, take_in

from .. import case_parts, uploads
from ..case_parts import person
from .base import ActionForm, Person, one_of, words
from .waiting import labelled

WORKING_ROLES = [role for role, may in ALLOWED.items() if Permission.WORK_CASES in may]


class Attach(ActionForm):
    upload = forms.FileField(
        label="File",
        help_text=uploads.HINT,
        error_messages={
            "required": "Choose a file.",
            "missing": "Choose a file.",
            "empty": ANSWER.says("empty"),
        },
    )
    explanation = words(
        "What is in it?",
        "Say in one plain sentence what is in the file.",
        "One plain sentence that the requester will read beside the file.",
        rows=2,
    )

    def clean_upload(self) -> TakenIn:
        upload: UploadedFile[bytes] = self.cleaned_data["upload"]
        return take_in(upload, ANSWER)


class RemoveAnswer(ActionForm):
    document = one_of("Which file?", "Choose a file of the answer.")

    def prepare(self) -> None:
        answers = self.case.documents.filter(kind=Document.Kind.ANSWER).select_related(
            "file__data_key__company_key"
        )
        self.choose_from("document", [(str(d.pk), name_of(d.file)) for d in answers])

    def arguments(self) -> dict[str, Any]:
        return {"document_id": self.cleaned_data["document"]}


class TakeFound(ActionForm):
    documents = forms.MultipleChoiceField(
        label="Which files?",
        help_text="They stay on the record of their search.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one file.",
            "invalid_choice": "Choose from the list.",
        },
    )
    explanation = words(
        "What is in them?",
        "Say in one plain sentence what is in them.",
        "One plain sentence that the requester will read beside each.",
        rows=2,
    )
    review = forms.BooleanField(
        label="None of them leaves before somebody has decided about it",
        required=False,
        initial=True,
    )

    def prepare(self) -> None:
        files = case_parts.found(self.case)
        chosen = self.fields["documents"]
        assert isinstance(chosen, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        chosen.choices = [(str(file.pk), f"{file.name}: {file.origin}") for file in files]
        if pointed_at := self.initial.get("document"):
            self.initial["documents"] = [pointed_at]


class SendToReview(ActionForm):
    letter = "answer"

    answer = words(
        "The answer",
        "Write what you answer, also where you hold nothing.",
        "The body of the letter. What was left out, and why, belongs here too.",
        rows=14,
    )
    withheld = forms.ChoiceField(label="Was something left out?", widget=forms.RadioSelect)

    def prepare(self) -> None:
        grounds = for_right(REFUSAL_GROUNDS, self.case.right)
        regime = self.case.law
        self.choose_from("withheld", [("", "No, nothing"), *labelled(grounds, regime=regime)])
        self.fields["withheld"].required = False
        self.initial.setdefault("withheld", self.case.withheld_ground)
        if draft := newest_draft(self):
            self.initial.setdefault("answer", draft)

    def letter_facts(self) -> dict[str, Any]:
        return {
            "answer": self.typed("answer", "your answer"),
            "files": count_files(self),
            "done": done.told(self.case),
            "listed": listed.lines(self.case),
            **asking_facts(self.case),
            **left_out(self.case, self._ground()),
        }

    def _ground(self) -> str:
        typed = str(self.data.get("withheld", self.initial["withheld"]))
        return typed if typed in REFUSAL_GROUNDS else ""


class SendBack(ActionForm):
    reason = words("What has to change?", "Write what has to change.", "An internal note.", rows=4)


class CheckedAnswer(ActionForm):
    """Nothing to fill in, but the letter as it will go is there to read."""

    letter = "answer"

    def letter_facts(self) -> dict[str, Any]:
        return {
            "answer": newest_draft(self),
            "files": count_files(self),
            "done": done.told(self.case),
            "listed": listed.lines(self.case),
            **asking_facts(self.case),
            **left_out(self.case, self.case.withheld_ground),
        }


class Approve(CheckedAnswer):
    """Whoever approves says that they looked, at what and for whom."""

    looked = forms.BooleanField(
        error_messages={"required": "Look at every file and at the letter first, then say so."}
    )

    def prepare(self) -> None:
        name = person(self.case).get("name", "this person")
        self.fields[
            "looked"
        ].label = f"I have looked at every file and at the letter. All of it is about {name}."

    def arguments(self) -> dict[str, Any]:
        return {}


class Recall(ActionForm):
    letter = "recalled"

    reason = words("Why is it taken back?", "Write the reason; it is kept with the case.", rows=4)


class OpenDownload(ActionForm):
    """Nothing to fill in."""


class Close(ActionForm):
    outcome = one_of("How was it answered?", "Choose how the request was answered.")
    reason = words(
        "Why can it be closed all the same?",
        "Write why it can be closed although something is open.",
        "Kept with the case, and part of the file for the authority.",
        rows=3,
    )

    def prepare(self) -> None:
        if not unfinished.left(self.case):
            del self.fields["reason"]
        partly = bool(self.case.withheld_ground)
        fitting = [how for how in ANSWERED if (how == Outcome.PARTLY_FULFILLED) == partly]
        self.choose_from("outcome", outcomes(fitting))


class Trust(ActionForm):
    """Nothing to fill in."""


class Withdraw(ActionForm):
    """Nothing to fill in."""

    letter = "withdrawn"


class Take(ActionForm):
    """Nothing to fill in."""


class Assign(ActionForm):
    owner = Person(
        queryset=User.objects.none(),
        label="Who works on it?",
        empty_label="Nobody for now",
        required=False,
        error_messages={"invalid_choice": "This person does not work on cases of this company."},
    )

    def prepare(self) -> None:
        owner = self.fields["owner"]
        assert isinstance(owner, Person)  # noqa: S101 - for the type checker
        owner.queryset = User.objects.filter(
            is_active=True,
            memberships__company=self.case.company,
            memberships__role__in=WORKING_ROLES,
        ).order_by("name")
        self.initial.setdefault("owner", self.case.owner_id)


NOT_ENOUGH = (
    "The right is named. What they showed of who they are is not enough for it by your policy: ask "
    "for what is missing."
)


class ChooseRight(ActionForm):
    right = one_of("What do they ask for?", "Choose one of the rights.")

    def prepare(self) -> None:
        self.choose_from("right", [choice for choice in CHOICES if choice[0] != OTHER])

    def said(self) -> str:
        anew = Case.objects.filter(pk=self.case.pk, identity_settled_at=None).exists()
        return NOT_ENOUGH if anew and self.case.identity_settled_at else ""


def newest_draft(form: ActionForm) -> str:
    draft = form.case.messages.filter(kind="draft-answer").order_by("-at", "-pk").first()
    return text_of(with_key(form, draft)) if draft else ""


def with_key(form: ActionForm, message: Message) -> Message:
    """Saves reading the case's key a second time."""
    message.case = form.case
    return message


def count_files(form: ActionForm) -> int:
    return form.case.documents.filter(kind=Document.Kind.ANSWER).count()


def outcomes(those: Iterable[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.value, str(outcome.label)) for outcome in those]
