"""What was done about a request: the fields that its right asks for."""

from typing import Any

from django import forms
from django.utils import timezone

from dsar.cases import to_others
from dsar.cases.action_taken import ActionTaken
from dsar.cases.done import (
    CHANGED,
    DELETED,
    IN_PART,
    KEPT,
    KINDS,
    NOTHING,
    NOTHING_HELD,
    REPLACED,
    TELL_NAMED,
    UNCHANGED,
    body_of,
    row_of,
)
from dsar.cases.grounds import REFUSAL_GROUNDS, for_right
from dsar.cases.models import Case
from dsar.cases.operations.new_contact import colleague_of, facts_of, is_to_post, was_told
from dsar.cases.queries import today_at
from dsar.cases.stopping import ANNOUNCED, wait_from

from .base import ActionForm
from .waiting import labelled

Kind = ActionTaken.Kind
WHAT = [
    (DELETED, "Deleted"),
    (REPLACED, "Replaced by another contact"),
    (KEPT, "Kept"),
    (NOTHING, "Nothing was found there"),
]
RESULTS = [
    (CHANGED, "The decision was changed"),
    (UNCHANGED, "The decision stays"),
    (IN_PART, "The decision was changed in part"),
]


NOBODY_NAMED = (
    "They gave no address of a colleague: tell the new contact yourself, within a month, who you"
    " are, from whom you have their name, for what, and that they can object (Art. 14)."
)


class AnnounceDeletion(ActionForm):
    letter = ANNOUNCED

    def letter_facts(self) -> dict[str, Any]:
        until = wait_from(self.case, today_at(self.case, timezone.now())).until
        return {"on": until or "[the day]"}


class RecordDone(ActionForm):
    also_called = "The mail to the colleague whom they named, if the contact is replaced"

    nothing_held = forms.BooleanField(
        label="We hold nothing to do this with: nothing below is asked but the day",
        required=False,
    )
    done_on = forms.DateField(
        label="Day on which it was done",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give the day.", "invalid": "Give the day as a date."},
    )

    def prepare(self) -> None:
        self.initial.setdefault("done_on", today_at(self.case, timezone.now()))
        self.kind = KINDS.get(self.case.right)
        if self.kind is None:
            return
        row = row_of(self.case)
        body = body_of(self.case, row) if row else {}
        if row is not None:
            self.initial.update(body, done_on=row.done_on, first_by=row.first_by)
            self.initial.update(_initial(body))
        self.fields.update(_FIELDS[self.kind](self.case))
        if self.kind not in (Kind.STOP, Kind.REVIEW):
            self.fields.update(_recipients())
        if self.data.get(NOTHING_HELD):
            for name in self.fields.keys() - {"done_on"}:
                self.fields[name].required = False

    def also_sent(self) -> str:
        told = was_told(self.case) or is_to_post(self.case)
        if TELL_NAMED not in self.fields or told:
            return ""
        facts, language = facts_of(self.case), self.case.language
        return to_others.write(self.case, to_others.NEW_CONTACT, language=language, **facts)

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        wanted = {"done_on": said.pop("done_on"), "first_by": said.pop("first_by", "")}
        if self.kind == Kind.DELETION:
            said["places"] = [
                {
                    "code": code,
                    "name": name,
                    "what": said.pop(code),
                    "ground": said.pop(f"{code}_ground"),
                    "why": said.pop(f"{code}_why"),
                }
                for code, name in places_of(self.case)
            ]
        return {**wanted, "body": said}


def places_of(case: Case) -> list[tuple[str, str]]:
    """Where the policy says that data lie; one for all of it where it names none."""
    named = [(said.value.code, said.value.name) for said in case.policy.rules.search_places]
    return named or [("all", "All systems")]


def _initial(body: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in body.get("places", ()):
        code = one["code"]
        found |= {code: one["what"], f"{code}_ground": one["ground"], f"{code}_why": one["why"]}
    return found


def _text(label: str, hint: str = "", *, rows: int = 3, missing: str = "") -> forms.CharField:
    """`missing` is what is said where it is left empty; optional without it."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def _choice(label: str, choices: list[tuple[str, str]], *, missing: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=bool(missing),
        choices=[("", "Choose one"), *choices],
        error_messages={"required": missing},
    )


def _recipients() -> dict[str, forms.Field]:
    return {
        "recipients": _text(
            "Who had received the data and was told",
            "Art. 19: everybody; name the organisations. Or write that nobody had received them.",
        ),
        "untold": _text(
            "Who was not told, and why",
            "Only where it is impossible or out of proportion (Art. 19). Write it so that the"
            " person can read it.",
        ),
        "name_recipients": forms.BooleanField(
            label="The person asked who they are: name them in the answer", required=False
        ),
    }


def _deletion(case: Case) -> dict[str, forms.Field]:
    regime = case.law
    grounds = labelled(for_right(REFUSAL_GROUNDS, case.right), regime=regime)
    fields: dict[str, forms.Field] = {}
    unnamed = "" if colleague_of(case) else NOBODY_NAMED
    for code, name in places_of(case):
        fields[code] = _choice(
            f"{name}: what became of it?",
            WHAT,
            missing=f"{name}: say what became of the data there.",
        )
        fields[f"{code}_ground"] = _choice(f"{name}: if it is kept, the ground", grounds)
        fields[f"{code}_why"] = _text(
            f"{name}: if it is kept, why and until when", "The person reads it.", rows=2
        )
    fields["contact"] = forms.CharField(
        label="Role of who is the contact now",
        help_text=f"Where it was replaced: the role, not a name. The person reads it. {unnamed}",
        required=False,
        max_length=200,
    )
    return fields | _named(case)


def _named(case: Case) -> dict[str, forms.Field]:
    """Whether the contact now is who they named, whom we write to then."""
    colleague = colleague_of(case)
    if colleague is None:
        return {}
    who = ", ".join(part for part in colleague if part)
    if was_told(case):
        told = "They have been told."
    elif is_to_post(case):
        told = "The mail to them came back: it waits among the letters to post."
    else:
        told = "They are told by mail, once."
    return {
        TELL_NAMED: forms.BooleanField(
            label=f"Where it was replaced: the contact now is whom they named, {who}",
            help_text=f"{told} Take the tick away if it is somebody else: tell them yourself.",
            initial=True,
            required=False,
        )
    }


def _correction(_case: Case) -> dict[str, forms.Field]:
    what = forms.CharField(
        label="What was corrected",
        help_text="The person reads it.",
        max_length=400,
        error_messages={"required": "Write what was corrected."},
    )
    return {
        "what": what,
        "old": _text("What it said before", rows=2),
        "new": _text("What it says now", rows=2),
        "statement": _text("Statement of the person that was added", rows=2),
    }


def _restriction(_case: Case) -> dict[str, forms.Field]:
    hint = "The data and the uses, and until when. The person reads it."
    return {
        "what": _text(
            "What is no longer used", hint, missing="Write what is no longer used, and until when."
        )
    }


def _stop(case: Case) -> dict[str, forms.Field]:
    hint = "The person reads it, such as: newsletters and calls about offers."
    if case.right == "consent":
        # As easy as giving it was (Art. 7(3)): the form does not ask which permission they mean.
        hint = f"Everything that rests on their permission, unless they said which. {hint}"
    return {"what": _text("What was stopped", hint, rows=2, missing="Write what was stopped.")}


def _review(case: Case) -> dict[str, forms.Field]:
    staff = case.company.memberships.select_related("user").order_by("user__name")
    first = [(one.user.actor, one.user.name) for one in staff]
    return {
        "first_by": forms.ChoiceField(
            label="Who took or confirmed the first decision?",
            help_text="It cannot be you: somebody else has to look again.",
            choices=[("", "A system, or somebody who does not work here"), *first],
            required=False,
        ),
        "decision": _text(
            "What had been decided, and by what",
            rows=2,
            missing="Write what had been decided, and by what.",
        ),
        "view": _text(
            "What the person says about it",
            missing="Write what the person says about it; or that they said nothing.",
        ),
        "looked_at": _text("What you looked at", missing="Write what was looked at."),
        "result": _choice("What came of it?", RESULTS, missing="Choose what came of it."),
        "why": _text("Why", "The person reads it.", missing="Write why; the person reads it."),
    }


_FIELDS = {
    Kind.DELETION: _deletion,
    Kind.CORRECTION: _correction,
    Kind.RESTRICTION: _restriction,
    Kind.STOP: _stop,
    Kind.REVIEW: _review,
}
