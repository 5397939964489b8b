"""The parts of a page about incoming mail. Sealed words are opened here, for whoever may decide."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dsar.cases.labels import label_of
from dsar.companies.models import Company
from dsar.companies.rights import RIGHTS
from dsar.inbound import kinds, reading, suggesting, threads
from dsar.inbound.models import Mail
from dsar.inbound.quoting import parted
from dsar.inbound.reading import Facts
from dsar.vault.operations import Shredded, Unreadable

from .happened import when

NO_SENDER, NO_SUBJECT = "Sender not readable", "(no subject)"
LEFT_OUT = {
    "parts": "It has more parts than are looked at.",
    "text": "It is longer than what is shown here.",
    "body": "Its text could not be read safely.",
    "head": "Not even its sender could be read safely.",
}


@dataclass(frozen=True)
class Line:
    """One mail in the list."""

    mail: Mail
    sender: str
    subject: str
    suggests: str
    quote: str
    machine: bool
    when: str


def line_of(mail: Mail) -> Line:
    facts = facts_of(mail)
    found = suggesting.suggest(facts.subject, parted(facts.text)[0])
    first = found[0] if found else None
    return Line(
        mail=mail,
        sender=facts.name or facts.email or NO_SENDER,
        subject=facts.subject or NO_SUBJECT,
        suggests=RIGHTS[first.right] if first else "",
        quote=first.quote if first else "",
        machine=kinds.is_from_machine(facts),
        when=when(mail.received_at, mail.company),
    )


def facts_of(mail: Mail) -> Facts:
    """Empty where nothing is left, or the key is away: the page then says so."""
    try:
        return reading.facts_of(mail)
    except (Shredded, Unreadable):
        return Facts(left_out=("body", "head"))


def parts_of(mail: Mail) -> dict[str, Any]:
    """All that one mail's page shows."""
    facts, company = facts_of(mail), mail.company
    own, rest = (facts.text, "") if facts.is_forwarded else parted(facts.text)
    named = threads.belongs_to(company.pk, facts, now=timezone.now())
    asks = asker_of(facts, company)
    cases = threads.cases_of_address(company.pk, asks[1])
    return {
        "facts": facts,
        "own": own,
        "rest": rest,
        "left_out": [LEFT_OUT[code] for code in facts.left_out if code in LEFT_OUT],
        "suggestions": [
            (RIGHTS[one.right], one.quote) for one in suggesting.suggest(facts.subject, own)
        ],
        "names": [one.name for one in _others_named(company, own)],
        "machine": kinds.is_from_machine(facts),
        "given_back": kinds.failed_for(facts) is not None,
        "asks": asks,
        "thread": named,
        "same_address": [(case, RIGHTS.get(case.right, "Something else"), label_of(case).officer)
                         for case in cases],
        "when": when(mail.received_at, company),
    }  # fmt: skip


def asker_of(facts: Facts, company: Company) -> tuple[str, str]:
    """Whom the answer would go to. What a colleague passed on was written by somebody else."""
    ours = company.sender_email.rpartition("@")[2].casefold()
    colleague = facts.email.rpartition("@")[2].casefold() == ours
    if facts.is_forwarded and colleague:
        return facts.forwarded[0], facts.forwarded[1]
    return facts.name, facts.email


def _others_named(company: Company, text: str) -> list[Company]:
    """Another company of this desk that the words name, and not this one."""
    words = text.casefold()
    if company.name.casefold() in words:
        return []
    others = Company.objects.exclude(pk=company.pk)
    return [one for one in others if one.name.casefold() in words]
