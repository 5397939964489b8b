"""allauth's forms with our words. A placeholder is no label: it goes when one starts to type."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.conf import settings
from django.utils import timezone

from dsar.accounts import devices
from dsar.accounts.factors import APP, CODES, PASSKEY, take_code
from dsar.accounts.models import User
from dsar.accounts.trail import note

ONE_TIME = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off"}


class Plain(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Plain, LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class NewPasswordForm(Plain, ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class CodeForm(Plain, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    code = forms.CharField(
        label="Code",
        help_text="Six digits from your app, or one of your recovery codes.",
        widget=forms.TextInput(attrs=ONE_TIME),
        error_messages={"required": "Give the code that your app shows."},
    )

    def clean_code(self) -> str:
        whose = f"code:{self.user.pk}:{devices.known(context.request, self.user.email)}"
        if not ratelimit.consume(context.request, action="login_failed", key=whose):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        self.authenticator = take_code(self.user, self.cleaned_data["code"].replace(" ", ""))
        if self.authenticator is None:
            factor = Authenticator.objects.filter(user=self.user).first()
            self._emit_authentication_failed(factor)
            note("sign-in.refused", user=self.user, now=timezone.now(), facts={"at": "code"})
            raise get_adapter().validation_error("incorrect_code")
        ratelimit.clear(context.request, action="login_failed", key=whose)
        return str(self.cleaned_data["code"])


class AddAppForm(Plain, ActivateTOTPForm):  # type: ignore[misc]
    code = forms.CharField(
        label="The code that your app shows now",
        help_text="Six digits. They change every 30 seconds.",
        widget=forms.TextInput(attrs=ONE_TIME),
        error_messages={"required": "Give the code that your app shows."},
    )


class AddPasskeyForm(Plain, AddWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(
        label="Name of this passkey", help_text="So that you know it again.", max_length=60
    )
    passwordless = None


class ProveForm(Plain):
    """One of these ways. Its names are its own: what was sent before is carried along with it."""

    OWN = ("prove_password", "prove_code", "prove_passkey", "prove_next", "prove_form")
    prove_password = forms.CharField(
        label="Your password",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )
    prove_code = forms.CharField(
        label="Or a code",
        help_text="Six digits from your app, or one of your recovery codes.",
        required=False,
        widget=forms.TextInput(attrs=ONE_TIME),
    )
    prove_passkey = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.factor: Authenticator | None = None
        factors = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        self.has_passkey = PASSKEY in factors
        if not factors & {APP, CODES}:
            del self.fields["prove_code"]
        elif not user.has_usable_password():
            self.fields["prove_code"].label = "A code"
        if not (user.has_usable_password() and settings.PASSWORD_SIGN_IN):
            del self.fields["prove_password"]
        if not self.has_passkey:
            del self.fields["prove_passkey"]

    def clean(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if passkey := given.get("prove_passkey"):
            self._prove_by_passkey(passkey)
        elif code := given.get("prove_code"):
            self.factor = take_code(self.user, code.replace(" ", ""))
            if self.factor is None:
                wrong = get_adapter().validation_error("incorrect_code")
                self.add_error("prove_code", wrong)
        elif password := given.get("prove_password"):
            if not self.user.check_password(password):
                self.add_error("prove_password", "That is not your password.")
        else:
            first = next((field.name for field in self.visible_fields()), None)
            self.add_error(first, "Prove it in one of the ways on this page.")
        return self.cleaned_data

    @property
    def how(self) -> str:
        """By which it was proved, once it is valid."""
        return str(self.factor.type) if self.factor else "password"

    def _prove_by_passkey(self, answer: str) -> None:
        form = ReauthenticateWebAuthnForm({"credential": answer}, user=self.user)
        if form.is_valid():
            self.factor = form.cleaned_data["credential"]
        else:
            self.add_error(None, "That passkey was not taken. Try again, or prove it another way.")
