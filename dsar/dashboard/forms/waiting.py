"""Actions that move the clock, each with the letter that says so; and a message that does not."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils import timezone

from deadlines.operations import may_pause
from dsar.cases.dates import civil_date
from dsar.cases.grounds import (
    EXTENSION_GROUNDS,
    FEE_GROUNDS,
    REFUSAL_GROUNDS,
    Ground,
    for_right,
)
from dsar.cases.letters import cited, money_for
from dsar.cases.models import Case
from dsar.cases.operations.changing import waits_for
from dsar.cases.operations.charging import CURRENCIES, open_fee, would_delay
from dsar.cases.operations.clarifying import PAUSE_EVENTS
from dsar.cases.operations.late import passed_by_law
from dsar.cases.queries import today_at

from ..proposals import waits
from .base import ActionForm, CameForm, one_of, words

WHICH, OTHER = "which", "other"


class AskQuestion(ActionForm):
    letter = "question"

    about = one_of("What do you need to know?", "Choose what you need to know.")
    question = words("Your question", "Write the question.", "The requester will read it.")

    def prepare(self) -> None:
        choices = [(OTHER, "Something else, for example the format they want. The clock runs on")]
        clock, today = self.case.clock, today_at(self.case, timezone.now())
        # After its last day a question stops nothing, and the operation would refuse it.
        ran_out = clock.statutory_on is not None and today > clock.statutory_on
        if may_pause(clock.rule, self.case.right) and not ran_out:
            which = "Which data or which use of it they mean. The clock stops until they answer"
            choices.insert(0, (WHICH, which))
        self.choose_from("about", choices)

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"question": given["question"], "which_data": given["about"] == WHICH}

    def letter_facts(self) -> dict[str, Any]:
        return {
            "question": self.typed("question", "your question"),
            "paused": self.data.get("about") == WHICH,
        }


class SendMessage(ActionForm):
    letter = "our_message"

    text = words(
        "Your message",
        "Write your message.",
        "They read it on the page of their request; the mail says only that it is there. Whoever "
        "has no email address gets it by post.",
    )

    def letter_facts(self) -> dict[str, Any]:
        return {"message": self.typed("text", "your message")}


class Resume(CameForm):
    letter = "resumed"

    def prepare(self) -> None:
        self.fields["came_on"].label = "Day their answer came"
        if asked := waits_for(self.case, *PAUSE_EVENTS):
            self.asked_on = asked.on
        else:
            # The clock never stood still: when they answered changes nothing.
            del self.fields["came_on"]


class TellLate(ActionForm):
    letter = "late"

    reasons = words(
        "Why it takes longer", "Write why it takes longer.", "The requester will read it."
    )

    def letter_facts(self) -> dict[str, Any]:
        return {
            "reasons": self.typed("reasons", "why it takes longer"),
            "law_said": passed_by_law(self.case, today_at(self.case, timezone.now())),
        }


class Extend(ActionForm):
    letter = "extension"

    ground = one_of(
        "Why is more time needed?",
        "Choose why more time is needed. Being busy is not a lawful reason.",
        "The law knows these two reasons. How much work you have is not one of them.",
    )
    reasons = words("Your reasons", "Write the reasons.", "The requester will read them.")

    def prepare(self) -> None:
        self.choose_from("ground", labelled(EXTENSION_GROUNDS, regime=regime_of(self.case)))

    def letter_facts(self) -> dict[str, Any]:
        return {
            "ground": self.chosen("ground", dict(labelled(EXTENSION_GROUNDS)), "ground"),
            "reasons": self.typed("reasons", "your reasons"),
            "before": self.case.clock.due_on,
        }


class AskFee(ActionForm):
    letter = "fee"

    ground = one_of(
        "On which ground?",
        "Choose a lawful ground. What it costs to search for the data is not one.",
        "There is no other lawful ground.",
    )
    facts = words(
        "The facts",
        "Write down the facts; the company has to prove them.",
        "The requester will read them.",
    )
    amount = forms.DecimalField(
        label="Amount",
        min_value=0,
        max_digits=8,
        decimal_places=2,
        error_messages={
            "required": "Give the amount.",
            "invalid": "Give the amount as a number, for example 7.50.",
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 8}),
    )
    currency = forms.ChoiceField(label="Currency", choices=[(c, c) for c in CURRENCIES])

    def prepare(self) -> None:
        lawful = for_right(FEE_GROUNDS, self.case.right)
        self.choose_from("ground", labelled(lawful, regime=regime_of(self.case)))
        if self.case.company.country == "GB":
            self.initial.setdefault("currency", "GBP")
        elif self.case.company.country == "SE":
            self.initial.setdefault("currency", "SEK")
        else:
            self.initial.setdefault("currency", "EUR")

    def said(self) -> str:
        return waits(self.cleaned_data["ground"])

    def letter_facts(self) -> dict[str, Any]:
        ground = str(self.data.get("ground", ""))
        currency = self.data.get("currency", self.initial["currency"])
        return {
            "ground": self.chosen("ground", dict(labelled(FEE_GROUNDS)), "ground"),
            "facts": self.typed("facts", "the facts"),
            "amount": self._money(str(currency)),
            "delays": would_delay(self.case, ground, today=today_at(self.case, timezone.now())),
        }

    def _money(self, currency: str) -> str:
        typed = self.typed("amount", "amount")
        try:
            return money_for(self.case, Decimal(typed), currency)
        except InvalidOperation:
            return f"{typed} {currency}"


class RecordPayment(CameForm):
    letter = "resumed"

    def prepare(self) -> None:
        self.fields["came_on"].label = "Day the payment came"
        if fee := open_fee(self.case):
            self.asked_on = civil_date(self.case.company, fee.asked_at)


class WaiveFee(ActionForm):
    """Nothing to fill in."""

    letter = "resumed"


class Refuse(ActionForm):
    letter = "refused"

    ground = one_of("On which ground?", "Choose a ground that the law knows for this right.")
    facts = words(
        "Your reasons",
        "Write the reasons.",
        "The requester will read them: the facts of this request, not the words of the law.",
    )

    def prepare(self) -> None:
        self.lawful = for_right(REFUSAL_GROUNDS, self.case.right, named=self.case.regime)
        self.regime = regime_of(self.case)
        self.choose_from("ground", labelled(self.lawful, regime=self.regime))

    def said(self) -> str:
        return waits(self.cleaned_data["ground"])

    def letter_facts(self) -> dict[str, Any]:
        ground = self.lawful.get(str(self.data.get("ground", "")))
        return {
            "ground": ground.label if ground else "[ground]",
            "article": cited(self.case, ground) if ground else "[article]",
            "facts": self.typed("facts", "your reasons"),
        }


def regime_of(case: Case) -> str:
    return case.law


def labelled(grounds: dict[str, Ground], *, regime: str = "") -> list[tuple[str, str]]:
    """Codes with what they are called, and with the article of this regime's law."""
    return [
        (code, f"{ground.label} ({ground.cite(regime)})" if regime else ground.label)
        for code, ground in grounds.items()
    ]
