"""What a policy's text leaves open, typed in; what it says itself is shown and may be corrected."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dsar.companies.adding import TYPED, moved
from dsar.companies.checking import calendar_refused, zone_refused
from dsar.companies.countries import COUNTRIES
from dsar.companies.models import Company
from dsar.companies.rules import Channel, Regulator, Rules, Said
from dsar.companies.senders import sender_taken

from .base import DeskForm

_PLAIN = ("legal_name", "town", "calendar", "timezone", "sender_email")
_CHANNELS = ("email", "post", "phone")


class GapsForm(DeskForm):
    legal_name = forms.CharField(label="Legal name", max_length=200, required=False)
    town = forms.CharField(label="Town", max_length=120, required=False)
    country = forms.ChoiceField(
        label="Country",
        choices=[("", "Choose"), *((code, one.name) for code, one in COUNTRIES.items())],
        required=False,
    )
    email = forms.EmailField(
        label="Email address for requests",
        required=False,
        error_messages={"invalid": "Write an email address, such as privacy@example.com."},
    )
    post = forms.CharField(
        label="Postal address for requests",
        help_text="Empty where letters are not invited.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(label="Telephone number for requests", required=False, max_length=40)
    sender_email = forms.EmailField(
        label="Our mail comes from",
        required=False,
        error_messages={"invalid": "Write an email address, such as privacy@example.com."},
    )
    calendar = forms.CharField(
        label="Public holidays",
        help_text="Such as GB-ENG, SE or DE-BY.",
        max_length=12,
        required=False,
    )
    timezone = forms.CharField(
        label="Time zone", help_text="Such as Europe/London.", max_length=40, required=False
    )
    regulator_name = forms.CharField(label="Who takes complaints", max_length=200, required=False)
    regulator_url = forms.CharField(
        label="Its web address",
        help_text="Beginning with https://.",
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, rules: Rules, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(rules), **kwargs)
        self.rules = rules
        self.company = company

    def clean_sender_email(self) -> str:
        address: str = self.cleaned_data["sender_email"]
        if refused := sender_taken(address, company=self.company):
            raise ValidationError(refused)
        return address

    def clean_calendar(self) -> str:
        code: str = self.cleaned_data["calendar"].strip().upper()
        if refused := calendar_refused(code):
            raise ValidationError(refused)
        return code

    def clean_timezone(self) -> str:
        zone: str = self.cleaned_data["timezone"].strip()
        if refused := zone_refused(zone):
            raise ValidationError(refused)
        return zone

    def clean_regulator_url(self) -> str:
        url: str = self.cleaned_data["regulator_url"].strip()
        if url and not url.startswith("https://"):
            raise ValidationError("The address of the authority begins with https://.")
        return url

    def clean_post(self) -> str:
        return self.cleaned_data["post"].replace("\r\n", "\n").strip()  # type: ignore[no-any-return]

    def result(self) -> Rules:
        """The rules with what was typed; what stayed as it was keeps who said so."""
        given, rules = self.cleaned_data, self.rules
        changed: dict[str, Any] = {
            name: _said(getattr(rules, name), given[name]) for name in (*_PLAIN, "country")
        }
        changed["sender_email"] = changed["sender_email"] or Said("", "administrator", TYPED)
        changed["channels"] = tuple(
            said for kind in _CHANNELS for said in _channels(rules, kind, given[kind])
        )
        regulator = (
            Regulator(given["regulator_name"], given["regulator_url"])
            if given["regulator_name"] and given["regulator_url"]
            else ""
        )
        changed["regulator"] = _said(rules.regulator, regulator)
        filled = replace(rules, **changed)
        if self.has_moved:
            return moved(filled, given["country"])
        return filled

    @property
    def has_moved(self) -> bool:
        before = self.rules.country.value if self.rules.country else ""
        return self.cleaned_data["country"] not in ("", before)


def _initial(rules: Rules) -> dict[str, Any]:
    shown: dict[str, Any] = {
        name: said.value for name in (*_PLAIN, "country") if (said := getattr(rules, name))
    }
    for kind in _CHANNELS:
        shown[kind] = next((c.value.value for c in rules.channels if c.value.kind == kind), "")
    if rules.regulator:
        shown["regulator_name"] = rules.regulator.value.name
        shown["regulator_url"] = rules.regulator.value.url
    return shown


def _said(before: Said[Any] | None, value: Any) -> Said[Any] | None:
    if before is not None and before.value == value:
        return before
    return Said(value, "administrator", TYPED) if value else None


def _channels(rules: Rules, kind: Any, value: str) -> list[Said[Channel]]:
    """The first of its kind has this value; any more stay as they are."""
    known = [said for said in rules.channels if said.value.kind == kind]
    if not known:
        return [Said(Channel(kind, value), "administrator", TYPED)] if value else []
    if known[0].value.value == value:
        return known
    if not value:
        return known[1:]
    first = replace(known[0].value, value=value)
    return [Said(first, "administrator", TYPED), *known[1:]]
