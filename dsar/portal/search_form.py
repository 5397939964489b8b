"""What the owner of a system says after searching. In English, as all that staff read."""

from typing import Any

from django import forms

from dsar.content.doors import ANSWER
from dsar.fulfilment.models import SearchRecord

from .message_form import FilesAlong


class _FoundFiles(FilesAlong):
    door = ANSWER


class SearchForm(forms.Form):
    use_required_attribute = False

    result = forms.ChoiceField(
        label="What came of it?",
        choices=SearchRecord.Result.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether something was found.",
            "invalid_choice": "Choose whether something was found.",
        },
    )
    terms = forms.CharField(
        label="What did you type into the search?",
        help_text="Also what you tried without success.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what you typed into the search."},
    )
    found = forms.CharField(
        label="What did you find?",
        help_text="Leave it empty if there was nothing.",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    uploads = _FoundFiles(
        label="Files with what you found",
        help_text="Up to 5 files: PDF, JSON, CSV, plain text, JPEG or PNG, each up to 20 MB.",
        required=False,
        max_length=200,
        error_messages={
            "invalid": "The file could not be uploaded. Try again.",
            "max_length": "The file’s name is too long. Rename it and choose it again.",
        },
    )
    name = forms.CharField(
        label="Your name",
        help_text="It stands under this record as a signature.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Write your name: it is your signature."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def clean_found(self) -> str:
        found = str(self.cleaned_data["found"]).strip()
        if self.cleaned_data.get("result") == SearchRecord.Result.FOUND and not found:
            raise forms.ValidationError("Write what you found.")
        return found
