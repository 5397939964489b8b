"""The text that a policy was read from: taken, decided about sentence by sentence, kept with it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Literal

from django.db import transaction

from dsar.audit.operations import record
from dsar.companies.drafts import read_in, text_digest
from dsar.companies.models import Company, Policy, PolicyText
from dsar.companies.operations import save_draft
from dsar.companies.proposing import Choice, accepted, proposals
from dsar.companies.reading import read


class TextReplaced(Exception):
    """The decisions are about the sentences of another text."""


@transaction.atomic
def give_text(*, company_id: int, text: str, actor: str, now: datetime) -> PolicyText:
    """The company's draft has this text beside it and what was read in it. No rule follows from
    that: each sentence is to be decided. What was decided about an older text is forgotten."""
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    text = text.replace("\r\n", "\n")
    made = proposals(read(text))
    draft = company.policies.drafts().first() or save_draft(
        company_id=company_id, rules=company.policies.latest("version").rules
    )
    kept, _ = PolicyText.objects.update_or_create(
        policy=draft,
        defaults={
            "company": company,
            "body": text,
            "found": [one.to_json() for one in made],
            "choices": {},
            "given_at": now,
        },
    )
    record(
        company_id=company_id,
        event="policy.text-given",
        subject=f"policy:{company.slug}",
        actor=actor,
        now=now,
        facts={
            "version": draft.version,
            "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        },
    )
    return kept


@transaction.atomic
def decide(*, company_id: int, choices: dict[str, Choice], text: str) -> Policy:
    """The draft has the rules that were accepted, and remembers each choice. Raises TextReplaced
    where its text has another digest than `text`, the one that was read."""
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    draft = company.policies.drafts().get()
    source = draft.source
    if text_digest(source) != text:
        raise TextReplaced
    source.choices = {key: [one.use, one.value] for key, one in choices.items()}
    source.save(update_fields=["choices"])
    rules = accepted(draft.rules, read_in(source), choices)
    return save_draft(company_id=company_id, rules=rules)


@dataclass(frozen=True)
class Changed:
    """A line that only one of two texts has."""

    which: Literal["Gone", "New"]
    line: str


def changed_lines(before: str, after: str) -> list[Changed]:
    """In the order of the texts. Empty lines, and spaces inside a line, do not count."""
    old, new = _lines(before), _lines(after)
    found: list[Changed] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag != "equal":
            found += [Changed("Gone", line) for line in old[a:b]]
            found += [Changed("New", line) for line in new[c:d]]
    return found


def _lines(text: str) -> list[str]:
    spaced = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in spaced if line]
