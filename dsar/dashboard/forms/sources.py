"""Who else may say who somebody is: an account system of one's own, an outside service."""

from typing import Any

from django import forms

from .base import DeskForm


class _Source(DeskForm):
    name = forms.CharField(
        label="What people read",
        max_length=60,
        error_messages={"required": "Write what people will read."},
    )
    url = forms.CharField(
        label="Address",
        max_length=500,
        error_messages={"required": "Give the address."},
    )
    is_on = forms.BooleanField(label="Officers may ask for it", required=False)


class Account(_Source):
    issuer = forms.CharField(
        label="Issuer of its tokens",
        max_length=200,
        help_text="What stands in a token as “iss”.",
        error_messages={"required": "Write what its tokens name as their issuer."},
    )
    public_key = forms.CharField(
        label="Its public key",
        help_text="Ed25519, in PEM form. Leave it empty to sign with the secret below.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    field_order = ["name", "url", "issuer", "public_key", "is_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "For example “Sign in to your Example account”."
        self.fields["url"].help_text = "The page where people sign in."


class Vendor(_Source):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "For example “A check by Example Ltd”."
        self.fields["url"].help_text = "Where the service takes our signed questions."
