"""A request that came by phone, letter, email or at the counter, as an officer writes it down."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from dsar.cases.models import Channel
from dsar.cases.operations.intake import Person, Request
from dsar.companies.models import Company
from dsar.companies.rights import CHOICES, RIGHTS
from dsar.languages import ENGLISH, NAMES, known

from .base import one_of
from .besides import Besides

LOGGED = (Channel.PHONE, Channel.POST, Channel.EMAIL, Channel.COUNTER)
# What is asked of everybody comes before what only some have to say.
_FIRST = (
    *("company", "channel", "received_on", "received_time", "right", "also", "name", "email"),
    *("postal", "representing", "authority", "language", "text"),
)


class LogRequest(Besides):
    company = forms.ModelChoiceField(
        queryset=Company.objects.none(),
        label="Company",
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the company that was asked.",
            "invalid_choice": "Choose a company from the list.",
        },
    )
    channel = one_of("How did it come?", "Choose how the request came in.")
    received_on = forms.DateField(
        label="Received on",
        help_text="The day it reached the company, not today, if that was earlier.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Give the day it came.",
            "invalid": "Give the day it came as a date.",
        },
    )
    received_time = forms.TimeField(
        label="At",
        help_text="At the company's own place. For a letter, when the post came.",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": "Give the time it came.",
            "invalid": "Give the time as hours and minutes, for example 14:30.",
        },
    )
    right = one_of("What do they ask for?", "Choose what they ask for; “not sure” is a choice.")
    also = forms.MultipleChoiceField(
        label="Do they ask for anything else?",
        help_text="Each becomes a case with its own reference and its own date.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list."},
    )
    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={"required": "Give the name of the person who asks."},
    )
    email = forms.EmailField(
        label="Email address",
        required=False,
        error_messages={"invalid": "Give the email address like name@example.com."},
    )
    postal = forms.CharField(
        label="Postal address",
        help_text="Letters are then printed and posted by you.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    representing = forms.CharField(
        label="Asks for somebody else", help_text="That person's name.", max_length=200,
        required=False,
    )  # fmt: skip
    authority = forms.CharField(
        label="Why they may",
        help_text="For example: parent, lawyer with a written authority.",
        max_length=500,
        required=False,
    )
    language = forms.ChoiceField(
        label="Which language do they read?",
        help_text="Our letters and mails to them are written in it.",
        required=False,
        error_messages={"invalid_choice": "Choose a language from the list."},
    )
    text = forms.CharField(
        label="What they said",
        help_text="As close to their own words as you can.",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, companies: list[Company], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("channel", [(channel.value, channel.label) for channel in LOGGED]),
            ("right", [*CHOICES[:-1], ("complaint", RIGHTS["complaint"]), CHOICES[-1]]),
            ("also", CHOICES[:-1]),
            ("language", _languages(companies)),
        ):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - for the type checker
            chosen.choices = choices
        self.besides()
        self.order_fields(_FIRST)
        company = self.fields["company"]
        assert isinstance(company, forms.ModelChoiceField)  # noqa: S101
        company.queryset = Company.objects.filter(
            pk__in=[one.pk for one in companies], published_at__isnull=False
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("email") and not given.get("postal") and "email" not in self.errors:
            self.add_error("email", "Give an email address or a postal address to answer to.")
        if given.get("right") == "complaint" and given.get("also"):
            self.add_error(
                "also", "A complaint is logged by itself: untick these, and log them on a new form."
            )
        when = ("company", "received_on", "received_time")
        if all(given.get(name) is not None for name in when) and (
            self.received_at() > timezone.now()
        ):
            self.add_error("received_on", "The date of receipt cannot lie in the future.")
        return given

    def received_at(self) -> datetime:
        given = self.cleaned_data
        there = ZoneInfo(given["company"].timezone)
        return datetime.combine(given["received_on"], given["received_time"], tzinfo=there)

    def requests(self) -> list[Request]:
        """One for each thing they ask for, however often it was ticked."""
        given = self.cleaned_data
        return [self._request(right) for right in dict.fromkeys((given["right"], *given["also"]))]

    def _request(self, right: str) -> Request:
        given = self.cleaned_data
        language = given["language"] or _own(given["company"])
        return Request(
            right=right,
            channel=given["channel"],
            received_at=self.received_at(),
            person=Person(
                name=given["name"],
                email=given["email"],
                postal=given["postal"],
                representing=given["representing"],
                authority=given["authority"],
            ),
            text=given["text"],
            language=language,
            **self.said_besides(right, language),
        )


def _languages(companies: list[Company]) -> list[tuple[str, str]]:
    """The company's own first; where it is still to be chosen, in its place “the company's own”."""
    if len(companies) != 1:
        return [("", "The company's own"), *NAMES.items()]
    own = _own(companies[0])
    return [(own, NAMES[own]), *((code, name) for code, name in NAMES.items() if code != own)]


def _own(company: Company) -> str:
    """What its policy says first that it speaks."""
    return known(next(iter(company.languages), ENGLISH))
