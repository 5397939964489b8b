"""allauth's forms with our words. A placeholder is no label: it goes when one starts to type."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms

from dsar.accounts.models import User


class SignInForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        self.fields["login"].label = "Email"


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)


def _without_placeholders(form: LoginForm | ChangePasswordForm) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class ProveForm(forms.Form):
    """Its names are its own: what was sent before is carried in the same form."""

    OWN = ("prove_password", "prove_next", "prove_form")
    method = "password"
    """How it was proved, once it is valid."""

    prove_password = forms.CharField(
        label="Your password",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_prove_password(self) -> str:
        given: str = self.cleaned_data["prove_password"]
        if not self.user.check_password(given):
            raise forms.ValidationError("That is not your password.")
        return given
