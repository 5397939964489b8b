"""An answer to our question, or a message, with up to five files."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsar.content.doors import SENT, Door
from dsar.content.taking_in import TakenIn, take_in

from .forms import WordsForm

MOST = 5
# All of one form wait in memory until they are sealed, and a picture made anew may have grown.
MOST_BYTES = 40 * 1024 * 1024


class _Several(forms.FileInput):
    allow_multiple_selected = True


class FilesAlong(forms.FileField):
    """Its cleaned value is a list of `TakenIn`, each let in by the `door`."""

    widget = _Several
    door: Door = SENT

    def clean(self, data: Any, initial: Any = None) -> list[TakenIn]:
        chosen = data or []
        if len(chosen) > MOST:
            raise ValidationError(
                _("Choose at most %(most)d files. Send the rest with another message.")
                % {"most": MOST}
            )
        taken: list[TakenIn] = []
        wrong = []
        for file in chosen:
            try:
                # Ours comes first: what is empty has a sentence of its own there.
                taken.append(self._take_in(file, beside=taken))
                super().clean(file, initial)
            except ValidationError as refused:
                wrong.append(_named(file.name or "", " ".join(refused.messages)))
        if wrong:
            raise ValidationError(wrong)
        return taken

    def _take_in(self, file: Any, *, beside: list[TakenIn]) -> TakenIn:
        one = take_in(file, self.door)
        if one.size + sum(other.size for other in beside) > MOST_BYTES:
            raise ValidationError(self.door.says("too_big"), code="too_big")
        return one


def _named(name: str, problem: str) -> str:
    return _("“%(name)s”: %(problem)s") % {"name": name, "problem": problem}


class MessageForm(WordsForm):
    along = FilesAlong(
        label=gettext_lazy("Files that belong to it"),
        help_text=gettext_lazy("Up to 5 files: JPEG, PNG or PDF, each up to 10 MB."),
        required=False,
        max_length=200,
        widget=_Several(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={
            "invalid": gettext_lazy("The file could not be uploaded. Try again."),
            "max_length": gettext_lazy(
                "The file’s name is too long. Rename it and choose it again."
            ),
        },
    )
