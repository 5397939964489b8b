"""A Django form made from a step of `questions.py`, and the few that follow a request."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from dsar.content.doors import PROOF
from dsar.content.taking_in import take_in
from dsar.languages import typed

from .steps import Answer, Field, Step

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LINE, TEXT = 200, 5000


NO_ADDRESS = _("Enter an email address in the correct format, like name@example.com")


def at_most(characters: int) -> "StrOrPromise":
    return format_lazy(_("Use at most {count} characters"), count=characters)


def words(label: "StrOrPromise", *, missing: "StrOrPromise | None" = None) -> forms.CharField:
    """A box for several lines; `missing` is what it says when it was left empty and may not be."""
    errors = {"max_length": at_most(TEXT)}
    if missing is not None:
        errors["required"] = missing
    made = forms.CharField(
        label=label,
        required=missing is not None,
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages=errors,
    )
    # A visible counter would need a script; the sentence comes from the server instead.
    made.widget.attrs.pop("maxlength", None)
    return made


def email_box(help_text: "StrOrPromise", *, missing: "StrOrPromise") -> forms.EmailField:
    """One's own address, which nobody's keyboard is to correct."""
    return forms.EmailField(
        label=_("Your email address"),
        help_text=help_text,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": missing,
            "invalid": NO_ADDRESS,
        },
    )


class PlainForm(forms.Form):
    """The base of all: the server checks, the browser does not interfere."""

    use_required_attribute = False
    question = ""
    """The field whose label is the page's heading."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """What was typed before the language was changed stands before what was kept."""
        if (values := typed.get()) is not None:
            return field.widget.value_from_datadict(values, {}, self.add_prefix(field_name))
        return super().get_initial_for_field(field, field_name)


class ProofFile(forms.FileField):
    """A file that is or shows a proof, made anew: its cleaned value is a `TakenIn`."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        return take_in(file, PROOF) if isinstance(file, UploadedFile) and data else file


def form_for(
    step: Step, *, data: Any = None, files: Any = None, answer: Answer | None = None
) -> PlainForm:
    """The step's form, filled with what was answered before."""
    form = PlainForm(data, files, initial=_initial(step, answer or {}))
    for field in step.fields:
        form.fields[field.name] = _form_field(field, kept=bool(answer and answer.get("file")))
    if len(step.fields) == 1:
        form.question = step.fields[0].name
    return form


def _initial(step: Step, answer: Answer) -> Answer:
    filled = {field.name: answer[field.name] for field in step.fields if field.name in answer}
    if not answer:
        filled |= {f.name: [code for code, _ in f.options] for f in step.fields if f.all_ticked}
    return filled


def _form_field(field: Field, *, kept: bool) -> forms.Field:
    common: dict[str, Any] = {
        "label": field.label,
        "help_text": field.hint,
        "required": field.required,
        "error_messages": {"required": field.missing},
    }
    if field.kind == "choice":
        return _choice(field, common)
    if field.kind == "ticks":
        return _ticks(field, common)
    if field.kind == "file":
        # Given once is given: another one may replace it, none is needed again.
        return _file(common | {"required": field.required and not kept})
    if field.kind == "email":
        return _email(field, common)
    most = TEXT if field.kind == "text" else LINE
    common["error_messages"]["max_length"] = at_most(most)
    widget = forms.Textarea(attrs={"rows": 6}) if field.kind == "text" else forms.TextInput()
    # A visible counter would need a script; the sentence comes from the server instead.
    widget.attrs["autocomplete"] = field.autocomplete
    made = forms.CharField(max_length=most, widget=widget, **common)
    made.widget.attrs.pop("maxlength", None)
    return made


def _choice(field: Field, common: dict[str, Any]) -> forms.Field:
    common["error_messages"]["invalid_choice"] = field.missing or _(
        "Choose one of the answers shown"
    )
    return forms.ChoiceField(choices=field.options, widget=forms.RadioSelect, **common)


def _ticks(field: Field, common: dict[str, Any]) -> forms.Field:
    common["error_messages"]["invalid_choice"] = _("Choose from the answers shown")
    return forms.MultipleChoiceField(
        choices=field.options, widget=forms.CheckboxSelectMultiple, **common
    )


def _email(field: Field, common: dict[str, Any]) -> forms.Field:
    common["error_messages"]["invalid"] = NO_ADDRESS
    widget = forms.EmailInput(attrs={"autocomplete": field.autocomplete, "spellcheck": "false"})
    made = forms.EmailField(widget=widget, **common)
    made.widget.attrs.pop("maxlength", None)
    return made


def _file(common: dict[str, Any]) -> forms.Field:
    common["error_messages"] |= {
        "empty": PROOF.says("empty"),
        "invalid": _("The file could not be uploaded. Try again."),
        "max_length": _("The file’s name is too long. Rename it and choose it again."),
    }
    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"})
    return ProofFile(max_length=200, widget=widget, **common)


class FindForm(PlainForm):
    """Which request, and whose."""

    reference = forms.CharField(
        label=_("Your reference"),
        help_text=_("It is in our emails and letters, for example NEXT-7K3Q-9M."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your reference"),
            "max_length": _("A reference is shorter, like NEXT-7K3Q-9M"),
        },
    )
    email = email_box(_("The one you gave when you asked."), missing=_("Enter your email address"))


class CodeForm(PlainForm):
    code = forms.CharField(
        label=_("The code from the email"),
        help_text=_("Six digits. You can paste it."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={
            "required": _("Enter the code from the email"),
            "max_length": _("The code has six digits"),
        },
    )

    def clean_code(self) -> str:
        digits = "".join(self.cleaned_data["code"].split()).replace("-", "")
        if len(digits) != 6 or not digits.isdigit():
            raise ValidationError(_("The code has six digits"))
        return digits


class SaveForm(PlainForm):
    """Where the way back to a draft goes."""

    email = email_box(
        _("We send you a link and a code, and nothing of what you wrote."),
        missing=_("Enter your email address, or choose the code without an email"),
    )


class DraftCodeForm(PlainForm):
    code = forms.CharField(
        label=_("The code of your draft"),
        help_text=_("Twelve letters and digits, for example 7K3Q-9MXA-4TRB."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter the code of your draft"),
            "max_length": _("The code has twelve letters and digits"),
        },
    )


class WordsForm(PlainForm):
    """One box: an answer to our question, or a message."""

    question = "text"
    text = forms.CharField(
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"max_length": at_most(TEXT)},
    )

    def __init__(self, *args: Any, label: str, missing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = missing
        self.fields["text"].widget.attrs.pop("maxlength", None)
