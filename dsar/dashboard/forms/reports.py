"""What people write beside a report's figures."""

from django import forms

from dsar.reports.lateness import LONGEST
from dsar.reports.models import Lateness

from .base import DeskForm, one_of


class SignForm(DeskForm):
    note = forms.CharField(
        label="Note",
        help_text="What whoever reads it should know. It is kept with the report: name nobody.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(
        label="I have read this report and sign it",
        error_messages={"required": "Tick that you sign it."},
    )


class LatenessForm(DeskForm):
    reason = one_of("Why was it late?", "Choose why it was late.")
    change = forms.CharField(
        label="What do we change?",
        help_text=(
            "So that it does not happen again. The month's page shows it until the case is erased; "
            "no signed copy has it. Name nobody."
        ),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)  # noqa: S101 - for the type checker
        reason.choices = Lateness.Reason.choices
