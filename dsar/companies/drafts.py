"""A draft as one thing: its rules, the text beside it, and what was decided about each sentence."""

import hashlib
import json
from typing import Any

from dsar.companies.checking import obstacles
from dsar.companies.models import Company, Policy, PolicyText
from dsar.companies.proposing import Choice, Proposal
from dsar.companies.rules import Rules
from dsar.companies.senders import sender_taken


def source_of(policy: Policy | None) -> PolicyText | None:
    """The text that the policy was read from; None for one that was typed or came as a preset."""
    return PolicyText.objects.filter(policy=policy).first() if policy else None


def read_in(source: PolicyText) -> list[Proposal]:
    return [Proposal(**one) for one in source.found]


def choices_of(source: PolicyText) -> dict[str, Choice]:
    chosen: dict[str, Any] = source.choices
    return {key: Choice(use, value) for key, (use, value) in chosen.items()}


def text_digest(source: PolicyText) -> str:
    return hashlib.sha256(source.body.encode()).hexdigest()


def digest_of(draft: Policy) -> str:
    """Other as soon as anything is that publishing fixes: a rule, the text, a choice."""
    source = source_of(draft)
    text = [text_digest(source), source.choices] if source else []
    whole = json.dumps([draft.rules_json, *text], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def obstacles_of(draft: Policy) -> list[str]:
    """What stands in the way of its rules, and what of its text nobody has decided about."""
    return obstacles_at(draft.company, draft.rules, source_of(draft))


def obstacles_at(company: Company, rules: Rules, source: PolicyText | None) -> list[str]:
    taken = sender_taken(rules.sender_email.value, company=company)
    return [*obstacles(rules), *undecided(source), *filter(None, [taken])]


def undecided(source: PolicyText | None) -> list[str]:
    """The rules beside a text are its own only once each of its sentences was decided about."""
    if source is None:
        return []
    left = [one for one in read_in(source) if one.becomes_rule and one.key not in source.choices]
    if not left:
        return []
    return [
        f"The text has {len(left)} rule{'' if len(left) == 1 else 's'} that nobody has decided"
        " about. Go back to the rules, and say which are used."
    ]
