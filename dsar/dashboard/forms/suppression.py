"""The list of those whose data were deleted: checking another list against it, and changing it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from dsar.cases.operations.suppressing import BECAUSE
from dsar.cases.suppressed import MOST_BYTES, TOO_MUCH, Suppressed, is_too_much

from .base import DeskForm, one_of


class CheckForm(DeskForm):
    upload = forms.FileField(
        label="File",
        help_text="A CSV or text file with email addresses or telephone numbers.",
        required=False,
        error_messages={"empty": "The file is empty. Choose another one."},
    )
    text = forms.CharField(
        label="Or the lines themselves",
        help_text="Neither is kept anywhere. With a file, their numbers go on after its last line.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def clean_upload(self) -> str:
        given: UploadedFile[bytes] | None = self.cleaned_data["upload"]
        if given is None:
            return ""
        if (given.size or 0) > MOST_BYTES:
            raise ValidationError(TOO_MUCH)
        try:
            text: str = given.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError("Save the file as UTF-8 text or CSV, and choose that.") from None
        return text

    def clean(self) -> dict[str, str]:
        given = super().clean() or {}
        lines = _together(given.get("upload", ""), given.get("text", ""))
        if not self.errors and not lines.strip():
            self.add_error("upload", "Choose a file, or paste the lines.")
        if is_too_much(lines):
            self.add_error("upload", TOO_MUCH)
        return given

    def lines(self) -> str:
        return _together(self.cleaned_data["upload"], self.cleaned_data["text"])


def _together(file: str, pasted: str) -> str:
    """The lines of both, those of the file first."""
    return "\n".join([*file.splitlines(), *pasted.splitlines()])


class AddForm(DeskForm):
    reference = forms.CharField(
        label="Reference of the case",
        max_length=20,
        error_messages={"required": "Give the reference of the case in which it was deleted."},
    )
    kind = one_of("What is it?", "Choose whether it is an address or a number.")
    value = forms.CharField(
        label="Address or number",
        help_text="Only its fingerprint is kept.",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Give the address or the number."},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - for the type checker
        kind.choices = Suppressed.Kind.choices


class RemoveForm(DeskForm):
    because = one_of("Why is it taken off the list?", "Choose why it is taken off the list.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        because = self.fields["because"]
        assert isinstance(because, forms.ChoiceField)  # noqa: S101 - for the type checker
        because.choices = list(BECAUSE.items())
