"""What an administrator says of a company that is added, and of each sentence of its policy."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db.models import QuerySet

from dsar.companies.adding import Names
from dsar.companies.codes import CodeTooClose, refuse_close
from dsar.companies.countries import COUNTRIES
from dsar.companies.models import Company
from dsar.companies.naming import address_of, suggested_code
from dsar.companies.operations import RESERVED
from dsar.companies.proposal_rules import promise_of
from dsar.companies.proposing import CHOICES, Choice, Proposal
from dsar.companies.reading.plain import NotText, doubts, plain
from dsar.companies.senders import sender_taken
from dsar.content.doors import POLICY
from dsar.content.taking_in import take_in

from .base import DeskForm

MOST = 1024 * 1024
_USE = {"yes": "Yes", "change": "Change", "no": "No"}


def _line(label: str, missing: str, hint: str = "", *, most: int = 120) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=most, error_messages={"required": missing}
    )


class NamesForm(DeskForm):
    name = _line("Name", "Write the name that people know the company by.")
    legal_name = _line(
        "Legal name", "Write the legal entity that answers.", "As it is registered.", most=200
    )
    town = forms.CharField(
        label="Town", help_text="Tells near-alike names apart.", max_length=120, required=False
    )
    website = _line("Website", "Write its website.", "For example example.com.", most=200)
    what_it_does = _line(
        "What it does", "Write in a few words what it does.", "For example “Phone lines”.", most=160
    )
    country = forms.ChoiceField(
        label="Country of its main office",
        help_text="Decides which law holds, whose public holidays count and who takes complaints.",
        choices=[("", "Choose"), *((code, one.name) for code, one in COUNTRIES.items())],
        error_messages={"required": "Choose the country of its main office."},
    )
    code = forms.CharField(
        label="Code",
        help_text="Two to six letters that open every reference. Empty: we choose one.",
        max_length=6,
        required=False,
    )
    sender_email = forms.EmailField(
        label="Our mail comes from",
        help_text="The address that letters to requesters are sent from.",
        error_messages={
            "required": "Write the address that letters are sent from.",
            "invalid": "Write an email address, such as privacy@example.com.",
        },
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        slug = address_of(name)
        if not slug:
            raise ValidationError("Write the name with letters from A to Z as well.")
        if slug in RESERVED or self.others().filter(slug=slug).exists():
            raise ValidationError(
                "There is a company of that name. Choose words that tell them apart."
            )
        return name

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].upper()
        companies = list(self.others().values_list("code", "name"))
        codes = [known for known, _ in companies]
        if not code:
            name = self.cleaned_data.get("name", "")
            return suggested_code(name, codes, [known for _, known in companies])
        if not re.fullmatch("[A-Z]{2,6}", code):
            raise ValidationError("A code is two to six letters from A to Z.")
        try:
            refuse_close(code, codes)
        except CodeTooClose as refused:
            raise ValidationError(str(refused)) from None
        return code

    def clean_sender_email(self) -> str:
        address: str = self.cleaned_data["sender_email"]
        if refused := sender_taken(address):
            raise ValidationError(refused)
        return address

    def others(self) -> QuerySet[Company]:
        """The companies that it must be told apart from."""
        return Company.objects.all()

    def names(self) -> Names:
        return Names(slug=address_of(self.cleaned_data["name"]), **self.cleaned_data)


class CorrectNamesForm(NamesForm):
    """Of one that is not published. Who answers, and where, is asked for later on the way."""

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company
        for name in ("legal_name", "town", "country", "sender_email"):
            del self.fields[name]
        for name, field in self.fields.items():
            field.initial = getattr(company, name)

    def others(self) -> QuerySet[Company]:
        return super().others().exclude(pk=self.company.pk)

    def corrected(self) -> dict[str, str]:
        return {"slug": address_of(self.cleaned_data["name"]), **self.cleaned_data}


class TextForm(DeskForm):
    text = forms.CharField(
        label="The policy’s words",
        help_text="All of its page: what is not about requests is left out by itself.",
        required=False,
        strip=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"max_length": POLICY.says("too_big")},
    )
    upload = forms.FileField(
        label="Or a file",
        help_text="Text, a web page or a PDF, up to 1 MB.",
        required=False,
        error_messages={"empty": POLICY.says("empty"), "missing": "Choose a file."},
    )

    def clean_upload(self) -> str:
        upload: UploadedFile[bytes] | None = self.cleaned_data["upload"]
        if upload is None:
            return ""
        content = take_in(upload, POLICY).stream.read()
        try:
            return plain(content)
        except NotText as refused:
            raise ValidationError(str(refused)) from None

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.errors and (refused := _refused(given["upload"] or given["text"])):
            self.add_error("upload" if given["upload"] else "text", refused)
        return given

    def given(self) -> str:
        return str(self.cleaned_data["upload"] or self.cleaned_data["text"])


def _refused(text: str) -> str:
    """Why nothing can be read in it; empty where something can."""
    if not text.strip():
        return "Paste the policy’s words, or choose its file."
    if len(re.findall(r"[\x00-\x08\x0e-\x1f\ufffd]", text[:20_000])) > 20:
        return "This is no text. Copy the policy’s words from its page."
    return next((one for one in doubts(text) if "hardly any text" in one), "")


class DecideForm(DeskForm):
    """One sentence: whether its rule is used, and which value instead."""

    use = forms.ChoiceField(
        label="Use this?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether this rule is used."},
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, prefix=proposal.key, **kwargs)
        self.proposal = proposal
        kind = KINDS.get(proposal.field)
        uses = [use for use in CHOICES if kind or use != "change"]
        self.fields["use"] = forms.ChoiceField(
            label=f"Use {proposal.label.lower()}: {proposal.shown}?",
            choices=[(use, _USE[use]) for use in uses],
            widget=forms.RadioSelect,
            error_messages={
                "required": f"{proposal.label}, {proposal.shown}: say whether it is used."
            },
        )
        if kind:
            self.fields["instead"] = forms.CharField(
                label="Change it to", help_text=kind[0], required=False, max_length=300
            )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("use") == "change":
            given["value"] = self._changed(given.get("instead", "").strip())
        return given

    def _changed(self, words: str) -> Any:
        hint, read = KINDS[self.proposal.field]
        value = read(words)
        if value is None:
            self.add_error("instead", f"{self.proposal.label}: write {hint[0].lower()}{hint[1:]}")
        elif refused := _not_kept(self.proposal.field, value):
            self.add_error("instead", f"{self.proposal.label}: {refused}")
        return value

    def choice(self) -> Choice:
        use = self.cleaned_data["use"]
        return Choice(use, self.cleaned_data["value"] if use == "change" else None)


def _not_kept(field: str, value: Any) -> str:
    """Why no rule could say so; empty where one can."""
    if field == "response_period" and promise_of(value) is None:
        return "the law allows one month. Write 30 days, 1 month, or less."
    if field == "correspondence_retention" and value["unit"] != "month":
        return "it is counted in months. Write a number of months, such as 12 months."
    return ""


def _period(words: str) -> Any:
    found = re.fullmatch(r"(\d{1,3})\s*(days?|working days?|months?|weeks?)", words.lower())
    if not found or not int(found[1]):
        return None
    amount, unit = int(found[1]), found[2].rstrip("s")
    if unit == "week":
        amount, unit = amount * 7, "day"
    named = {"day": "calendar_day", "working day": "business_day", "month": "month"}
    return {"amount": amount, "unit": named[unit]}


def _money(words: str) -> Any:
    found = re.fullmatch(r"(\d{1,5}(?:\.\d{1,2})?)\s*([A-Za-z]{3})", words)
    return {"amount": float(found[1]), "currency": found[2].upper()} if found else None


def _email(words: str) -> Any:
    try:
        validate_email(words)
    except ValidationError:
        return None
    return words


def _phone(words: str) -> Any:
    return words if re.fullmatch(r"\+?[\d ()/.-]{5,30}", words) else None


def _address(words: str) -> Any:
    return words or None


def _proof(words: str) -> Any:
    return {"always": "always", "in doubt": "if_in_doubt"}.get(words.lower())


# What may be taken instead of what was found: how it is written, and what reads it.
KINDS: Mapping[str, tuple[str, Any]] = {
    "response_period": ("A number of days or months, such as 14 days.", _period),
    "extension": ("A number of days or months, such as 2 months.", _period),
    "correspondence_retention": ("A number of months, such as 12 months.", _period),
    "fee.fee_cap": ("An amount and its currency, such as 10 GBP.", _money),
    "channels.email": ("An email address.", _email),
    "channels.phone": ("A telephone number.", _phone),
    "channels.postal": ("The postal address.", _address),
    "dpo.email": ("An email address.", _email),
    "dpo.phone": ("A telephone number.", _phone),
    "dpo.post": ("The postal address.", _address),
    "identity.required": ("The words always or in doubt.", _proof),
}


class Decisions:
    """All rows as one form: errors, fields."""

    def __init__(
        self,
        made: Iterable[Proposal],
        chosen: Mapping[str, Choice],
        data: Any = None,
        *,
        rest: bool = False,
    ) -> None:
        """`rest`: what was not decided is used."""
        if data is not None and rest:
            data = data.copy()
            for one in made:
                data.setdefault(f"{one.key}-use", "yes")
        self.rows = [
            DecideForm(data, proposal=one, initial=_initial(chosen.get(one.key))) for one in made
        ]

    def is_valid(self) -> bool:
        valid = [row.is_valid() for row in self.rows]
        return all(valid)

    @property
    def errors(self) -> list[str]:
        return [name for row in self.rows for name in row.errors]

    def non_field_errors(self) -> list[str]:
        return []

    def __iter__(self) -> Any:
        return (field for row in self.rows for field in row)

    def choices(self) -> dict[str, Choice]:
        return {row.proposal.key: row.choice() for row in self.rows}


def _initial(choice: Choice | None) -> dict[str, Any]:
    if choice is None:
        return {}
    return {"use": choice.use, "instead": _written(choice.value)}


def _written(value: Any) -> str:
    if isinstance(value, dict):
        if "currency" in value:
            return f"{value['amount']:g} {value['currency']}"
        unit = {"calendar_day": "days", "business_day": "working days", "month": "months"}
        return f"{value['amount']} {unit[value['unit']]}"
    return {"if_in_doubt": "in doubt"}.get(value, value or "")
