"""What all forms of actions have in common."""

from typing import TYPE_CHECKING, Any

from django import forms

from dsar.accounts.models import User
from dsar.cases.models import Case
from dsar.companies.models import Company


class DeskForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ActionForm(DeskForm):
    """What an officer says to one action of one case. Its cleaned data are the operation's own."""

    letter = ""
    """The letter that goes to the requester; none where empty."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.prepare()

    @property
    def company(self) -> Company:
        return self.case.company

    def prepare(self) -> None:
        """Fit the fields to the case."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def letter_facts(self) -> dict[str, Any]:
        """What the letter needs, with `[what is still to be written]` where nothing is yet."""
        return {}

    def typed(self, field: str, waiting: str) -> str:
        """What stands in the field now, so that the letter can be read before it goes."""
        value = self.data.get(field) or self.initial.get(field) or ""
        return str(value).strip() or f"[{waiting}]"

    def chosen(self, field: str, labels: dict[str, str], waiting: str) -> str:
        return labels.get(str(self.data.get(field, "")), f"[{waiting}]")

    def choose_from(self, field: str, choices: list[tuple[str, str]]) -> None:
        chosen = self.fields[field]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - for the type checker
        chosen.choices = choices


if TYPE_CHECKING:
    _OneUser = forms.ModelChoiceField[User]
else:
    _OneUser = forms.ModelChoiceField


class Person(_OneUser):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name} ({obj.email})"


def one_of(label: str, missing: str, hint: str = "") -> forms.ChoiceField:
    """Radio buttons whose choices the form fills in."""
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def words(label: str, missing: str, hint: str = "", *, rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )
