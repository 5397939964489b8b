"""Data for another company: what the requester said about it, and what became of it."""

from typing import Any

from django import forms
from django.utils import timezone

from dsar.cases.models import Case, Channel
from dsar.cases.operations.transferring import (
    ELSEWHERE,
    SAID_BY,
    Choice,
    address_of,
    answer_of,
    asking_facts,
    going,
    transfer_of,
)
from dsar.cases.queries import today_at
from dsar.cases.transfer import Transfer
from dsar.vault.operations import Shredded, unseal

from .base import ActionForm, one_of, words


class RecordChoice(ActionForm):
    """What they said who do not say it on their page. It counts for what they confirmed."""

    choice = one_of("What did they say?", "Choose what they said.")
    confirmed = forms.BooleanField(required=False)
    receiver = forms.CharField(
        label="Name of the other company",
        help_text="Only if they gave another address.",
        max_length=200,
        required=False,
    )
    address = forms.CharField(
        label="Its email or upload address",
        help_text="Only if they gave another address. They get a letter that shows it with the "
        "files, and have to confirm it.",
        max_length=200,
        required=False,
    )
    came_by = one_of("How did they say it?", "Choose how they said it.")
    said_on = forms.DateField(
        label="On which day did it come?",
        help_text="The day on which it reached the company.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Give the day on which it came.",
            "invalid": "Give the day as a date.",
        },
    )
    reason = words(
        "How do you know that it was they?",
        "Write how you know that it was they.",
        "For example: their signed letter with the reference; called back on the number on file. "
        "Kept with the case. The requester does not read it.",
        rows=3,
    )
    address_shown = forms.CharField(widget=forms.HiddenInput, required=False)
    answer_shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        transfer = transfer_of(self.case)
        to, files = _what_goes_where(self.case, transfer)
        self.choose_from("choice", _sayings(to, transfer.choice if transfer else ""))
        self.choose_from("came_by", [(way.value, str(Channel(way).label)) for way in SAID_BY])
        self.fields["confirmed"].label = f"They confirmed the address, {to}, and the files: {files}"
        self.fields["confirmed"].help_text = "Only if it is to be sent. Read both out to a caller."
        self.initial["address_shown"] = to
        self.initial["answer_shown"] = answer_of(self.case)
        self.initial.setdefault("said_on", today_at(self.case, timezone.now()))
        if self.data.get("choice") == ELSEWHERE:
            self.letter = "transfer_choice"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("choice") == Choice.SEND and not given.get("confirmed"):
            self.add_error("confirmed", "Read it out or compare it first, then say so.")
        return given

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return given | {"seen": given.pop("address_shown"), "answer": given.pop("answer_shown")}

    def letter_facts(self) -> dict[str, Any]:
        return asking_facts(self.case) | {
            "receiver": self.typed("receiver", "the other company"),
            "address": self.typed("address", "its address"),
        }


def _what_goes_where(case: Case, transfer: Transfer | None) -> tuple[str, str]:
    """The address in full, and the names of the files."""
    if transfer is None:
        return "the other company", "none"
    try:
        return address_of(transfer), ", ".join(one["name"] for one in going(case)) or "none"
    except Shredded:
        return "", ""


def _sayings(to: str, said: str) -> list[tuple[str, str]]:
    """Without what they said already."""
    sayings: dict[str, str] = {
        Choice.SEND: f"Send it to {to}",
        ELSEWHERE: "Send it to the other company at another address, or to another company",
        Choice.KEEP: "Send it only to themselves",
    }
    return [(code, label) for code, label in sayings.items() if code != said]


class RecordTransfer(ActionForm):
    letter = "transferred"

    how = words(
        "How was it sent?",
        "Write how it was sent on, and what says that it arrived.",
        "For example: uploaded to their portal, receipt number 4711. The requester does not read"
        " it.",
        rows=3,
    )

    def letter_facts(self) -> dict[str, Any]:
        return {"receiver": _receiver(self.case), "on": today_at(self.case, timezone.now())}


class ReturnTransfer(ActionForm):
    letter = "transfer_returned"

    reason = words(
        "Why could it not be sent?",
        "Write why it could not be sent, in words for the requester.",
        "The requester reads it as you write it here.",
        rows=3,
    )

    def letter_facts(self) -> dict[str, Any]:
        reason = str(self.data.get("reason") or "").strip()
        facts = {"receiver": _receiver(self.case), "reason": reason or "[the reason]"}
        return asking_facts(self.case) | facts


def _receiver(case: Case) -> str:
    transfer = transfer_of(case)
    receiver = (unseal(transfer, "receiver") or {}) if transfer else {}
    return receiver.get("name") or "[the other company]"
