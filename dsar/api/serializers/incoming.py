"""What an integrator sends. A field's help text is also the fix that an error offers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from dsar.cases.models import Channel
from dsar.cases.operations.intake import Person
from dsar.cases.operations.intake import Request as Asked
from dsar.companies.models import Company
from dsar.companies.rules import RIGHTS

from .strict import MomentField, StrictSerializer

GDPR_APPLIES_SINCE = datetime(2018, 5, 25, tzinfo=UTC)
# The clocks of two machines never agree on the second.
GRACE = timedelta(minutes=1)

MOST_TEXT = 20_000
_RIGHT_FIX = f"Send one of: {', '.join(RIGHTS)}."
# What came by the Data Rights Protocol came through its own door, from an agent that signed it.
_CHANNELS = [one for one in Channel.values if one != Channel.DRP]
_CHANNEL_FIX = f"Send how it reached the company: {', '.join(_CHANNELS)}."


class RequesterIn(StrictSerializer):
    name = serializers.CharField(
        max_length=200, help_text="The name of the person who asks, at most 200 characters."
    )
    email = serializers.EmailField(
        required=False,
        default="",
        max_length=254,
        help_text="An email address to answer to. Leave it out only with a postal_address.",
    )
    postal_address = serializers.CharField(
        required=False,
        default="",
        max_length=500,
        help_text="A postal address to answer to, at most 500 characters.",
    )
    language = serializers.RegexField(
        r"^[a-z]{2}(-[A-Z]{2})?$",
        required=False,
        default="en",
        help_text="The language to answer in, as two letters: en, sv, de, nl or fr.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not (attrs["email"] or attrs["postal_address"]):
            raise serializers.ValidationError({"email": "There is no address to answer to."})
        return attrs


class OnBehalfOfIn(StrictSerializer):
    name = serializers.CharField(
        max_length=200, help_text="The name of the person whose data are asked for."
    )
    authority = serializers.CharField(
        max_length=500, help_text="Why the requester may act for them, at most 500 characters."
    )


class ExternalIn(StrictSerializer):
    system = serializers.SlugField(
        max_length=40, help_text="The ticketing system: letters, digits and hyphens."
    )
    id = serializers.RegexField(
        r"^[A-Za-z0-9._:/#-]{1,100}$",
        help_text="The ticket's id there: letters, digits and . _ : / # -, never an address.",
    )


class CaseIn(StrictSerializer):
    """One request of one person, as it reached the company."""

    company = serializers.SlugField(
        required=False,
        help_text="Leave it out, or send the name of the company that the key belongs to.",
    )
    right = serializers.ChoiceField(choices=list(RIGHTS), help_text=_RIGHT_FIX)
    channel = serializers.ChoiceField(
        choices=_CHANNELS, required=False, default=Channel.API, help_text=_CHANNEL_FIX
    )
    received_at = MomentField(
        help_text="When the request reached the company, with its offset, for example "
        "2026-11-23T09:12:00+00:00. Use the ticket's time, not the call's: the period runs from "
        "receipt.",
    )
    requester = RequesterIn(help_text="Who asks: an object with a name and an address.")
    on_behalf_of = OnBehalfOfIn(
        required=False, help_text="Whose data are asked for, if not the requester's own."
    )
    text = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=MOST_TEXT,
        help_text="The request in the requester's own words, at most 20,000 characters.",
    )
    external = ExternalIn(
        required=False, help_text="Where the request stands in your system: system and id."
    )

    def validate_company(self, slug: str) -> str:
        if slug != self._company.slug:
            raise serializers.ValidationError(f"This key belongs to {self._company.slug}.")
        return slug

    def validate_received_at(self, moment: datetime) -> datetime:
        if moment > timezone.now() + GRACE:
            raise serializers.ValidationError("It lies in the future.")
        if moment < GDPR_APPLIES_SINCE:
            raise serializers.ValidationError("It lies before 25 May 2018, when the law began.")
        return moment

    def asked(self, *, is_test: bool) -> Asked:
        """The request, in the words of the operation that opens a case."""
        data = self.validated_data
        requester, behalf = data["requester"], data.get("on_behalf_of", {})
        external = data.get("external", {})
        return Asked(
            right=data["right"],
            channel=data["channel"],
            received_at=data["received_at"],
            person=Person(
                name=requester["name"],
                email=requester["email"],
                postal=requester["postal_address"],
                representing=behalf.get("name", ""),
                authority=behalf.get("authority", ""),
            ),
            text=data["text"],
            language=requester["language"],
            external=(external.get("system", ""), external.get("id", "")),
            is_test=is_test,
        )

    @property
    def _company(self) -> Company:
        company: Company = self.context["company"]
        return company
