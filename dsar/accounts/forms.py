"""allauth's forms with our words. A placeholder is no label: it goes when one starts to type."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm


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
