"""What each action of a case is told. A field's help text is also the fix that an error offers."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from dsar.cases.grounds import (
    DOUBTS,
    EXTENSION_GROUNDS,
    FEE_GROUNDS,
    LEFT_OUT_GROUNDS,
    REFUSAL_GROUNDS,
)
from dsar.cases.incident import Incident
from dsar.cases.operations.charging import CURRENCIES
from dsar.cases.operations.closing import ANSWERED, SET_ASIDE
from dsar.cases.operations.erasing import GROUNDS
from dsar.companies.rights import CHOICES, OTHER
from dsar.languages import NAMES
from identity.models import FailReason, Manner, Method, SkipReason

from .strict import MomentField, StrictSerializer

Body = type[StrictSerializer]
AnyField = serializers.Field[Any, Any, Any, Any]


def words(help_text: str, *, most: int = 20_000, **kwargs: Any) -> AnyField:
    return serializers.CharField(max_length=most, help_text=help_text, **kwargs)


def one_of(choices: Iterable[str], help_text: str, **kwargs: Any) -> AnyField:
    codes = list(choices)
    fix = f"{help_text} One of: {', '.join(codes)}."
    return serializers.ChoiceField(choices=codes, help_text=fix, **kwargs)


class DayField(serializers.DateField):
    """A civil date at the company that is not still to come, however the clocks differ."""

    default_error_messages = {"future": "It lies in the future."}

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if day > timezone.now().date() + timedelta(days=1):
            self.fail("future")
        return day


class PastMomentField(MomentField):
    default_error_messages = {"future": "It lies in the future."}

    def enforce_timezone(self, value: datetime) -> datetime:
        moment = super().enforce_timezone(value)
        if moment > timezone.now():
            self.fail("future")
        return moment


def _came(what: str) -> AnyField:
    return DayField(
        required=False, allow_null=True, help_text=f"The day {what} came; today, if left out."
    )


def _reason(help_text: str = "Why, kept with the case.") -> dict[str, AnyField]:
    return {"reason": words(help_text)}


def _body(name: str, fields: dict[str, AnyField] | None = None) -> tuple[str, Body]:
    """`{"action": name, …}`, and nothing else."""
    action = serializers.ChoiceField(choices=[name], help_text=f"Send {name}.")
    title = "".join(part.title() for part in name.split("_"))
    body = type(f"{title}In", (StrictSerializer,), {"action": action, **(fields or {})})
    return name, body


_DOUBT = {
    "doubt": one_of(
        DOUBTS,
        "Why there is doubt; needed beyond the policy's first step.",
        required=False,
        default="",
        allow_blank=True,
    ),
    "facts": words("What the doubt rests on.", required=False, default="", allow_blank=True),
}
_RIGHTS = [code for code, _ in CHOICES if code != OTHER]

_ALL = (
    _body(
        "ask_identity",
        {
            "items": serializers.ListField(
                child=serializers.CharField(max_length=60),
                min_length=1,
                max_length=10,
                help_text="Codes of what is asked for; the list of actions names them.",
            ),
            **_DOUBT,
        },
    ),
    _body(
        "accept_identity",
        {
            "method": one_of(Method.values, "How it was checked."),
            "manner": one_of(
                Manner.values,
                "How an officer recognised them.",
                required=False,
                default=Manner.KNOWN.value,
            ),
            "note": words(
                "Names nobody: it is not sealed. At most 200 characters.",
                most=200,
                required=False,
                default="",
                allow_blank=True,
            ),
            "came_on": _came("the posted proof"),
        },
    ),
    # The other reasons say who somebody is: the word of whoever recognised them.
    _body(
        "skip_identity",
        {
            "reason": one_of(
                [SkipReason.NO_DATA_LEAVES],
                "That somebody was recognised is said at the desk, by a person.",
            )
        },
    ),
    _body("send_letter_code", {"address": words("The address on file.", most=1000), **_DOUBT}),
    _body("change_language", {"language": one_of(NAMES, "What they are written to in.")}),
    _body("ask_address"),
    _body(
        "lapse",
        {
            "reason": one_of(
                FailReason.values,
                "Needed where nobody knows who is asking.",
                required=False,
                default="",
                allow_blank=True,
            )
        },
    ),
    _body("choose_right", {"right": one_of(_RIGHTS, "What they ask for.")}),
    _body(
        "ask_question",
        {
            "question": words("The requester reads it."),
            "which_data": serializers.BooleanField(
                help_text="true if it asks which data or which use is meant: the one question "
                "that stops a clock. Else false."
            ),
        },
    ),
    _body("resume", {"came_on": _came("the answer")}),
    _body(
        "extend",
        {
            "ground": one_of(EXTENSION_GROUNDS, "Being busy is not a lawful reason."),
            "reasons": words("The requester reads them."),
        },
    ),
    _body("tell_late", {"reasons": words("Why it takes longer; the requester reads it.")}),
    _body(
        "ask_fee",
        {
            "ground": one_of(FEE_GROUNDS, "There is no other lawful ground."),
            "facts": words("What the company has to prove; the requester reads it."),
            "amount": serializers.DecimalField(
                max_digits=8,
                decimal_places=2,
                help_text='As text with two decimals, for example "7.50".',
            ),
            "currency": one_of(CURRENCIES, "In which money."),
        },
    ),
    _body("record_payment", {"came_on": _came("the payment")}),
    _body("waive_fee"),
    _body(
        "correct_receipt",
        {
            "received_on": DayField(help_text="The day on which it really came."),
            **_reason(),
        },
    ),
    _body("recalculate", _reason()),
    _body("recalculate_holidays", _reason()),
    _body(
        "send_to_review",
        {
            "answer": words("The body of the letter."),
            "withheld": one_of(
                LEFT_OUT_GROUNDS,
                "The ground on which something was left out; leave it out for none.",
                required=False,
                default="",
                allow_blank=True,
            ),
        },
    ),
    _body("send_back", _reason("What has to change: an internal note.")),
    _body("release"),
    _body("recall", _reason()),
    _body("open_download"),
    _body("record_transfer", {"how": words("How it was sent, and what says that it arrived.")}),
    _body("return_transfer", _reason("Why it could not be sent; the requester reads it.")),
    _body(
        "report_incident",
        {
            "what": one_of(Incident.What.values, "What went wrong."),
            "facts": words("What happened, and to whom it went."),
            "aware_at": PastMomentField(
                help_text="When somebody was reasonably sure, with its offset, for example "
                "2026-11-23T09:12:00+00:00."
            ),
        },
    ),
    _body(
        "close",
        {
            "outcome": one_of([str(one) for one in ANSWERED], "How it was answered."),
            "reason": words(
                "Why it can be closed although something is open.", required=False, default=""
            ),
        },
    ),
    _body(
        "refuse",
        {
            "ground": one_of(
                REFUSAL_GROUNDS,
                "A ground that the law knows for this right; `law-does-not-apply` only where a law "
                "was named for the request.",
            ),
            "facts": words("The facts of this request; the requester reads them."),
        },
    ),
    _body("return_proposal", _reason("What has to change: an internal note.")),
    _body("withdraw"),
    _body(
        "set_aside",
        {
            "outcome": one_of([str(one) for one in SET_ASIDE], "Why no answer is owed."),
            **_reason("The requester reads it."),
        },
    ),
    _body("trust"),
    _body("call_spam", _reason("Whoever wrote reads it.")),
    _body("reopen", _reason()),
    _body("place_hold", _reason("Why it has to be kept.")),
    _body(
        "ask_erasure",
        {
            "ground": one_of(GROUNDS, "Why it is to be erased."),
            **_reason("Whoever decides reads it."),
        },
    ),
)
BODIES: dict[str, Body] = dict(_ALL)
