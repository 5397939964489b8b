"""Whoever approves a refusal or a fee under Art. 12(5) reads its letter as it will go."""

from typing import Any

from django import forms
from django.utils import timezone

from dsar.cases.approval import Approval
from dsar.cases.grounds import FEE_GROUNDS, REFUSAL_GROUNDS
from dsar.cases.letters import cited, money_for
from dsar.cases.operations.charging import would_delay
from dsar.cases.proposals import proposal_of
from dsar.cases.queries import today_at

from .base import ActionForm


class _Approve(ActionForm):
    kind: Approval.Kind

    looked = forms.BooleanField(
        label="I have read the request, the facts and what they asked for before, and the facts "
        "show the ground.",
        error_messages={"required": "Read the request and the facts first, then say so."},
    )

    def arguments(self) -> dict[str, Any]:
        return {}


class ApproveRefusal(_Approve):
    letter = "refused"
    kind = Approval.Kind.REFUSAL

    def letter_facts(self) -> dict[str, Any]:
        found = proposal_of(self.case, self.kind)
        if found is None:
            return {"ground": "[ground]", "article": "[article]", "facts": "[reasons]"}
        ground = REFUSAL_GROUNDS[found.ground]
        return {
            "ground": ground.label,
            "article": cited(self.case, ground),
            "facts": found.facts,
        }


class ApproveFee(_Approve):
    letter = "fee"
    kind = Approval.Kind.FEE

    def letter_facts(self) -> dict[str, Any]:
        found = proposal_of(self.case, self.kind)
        if found is None:
            return {"ground": "[ground]", "facts": "[facts]", "amount": "[amount]", "delays": False}
        return {
            "ground": FEE_GROUNDS[found.ground].label,
            "facts": found.facts,
            "amount": money_for(self.case, found.amount, found.currency),
            "delays": would_delay(
                self.case, found.ground, today=today_at(self.case, timezone.now())
            ),
        }
