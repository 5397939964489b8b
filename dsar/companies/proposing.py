"""From what was read in a policy's text to rules, one proposal a sentence, each to be decided.

A proposal has its sentence or does not exist. What is accepted stands as the policy's own; what is
changed stands as the administrator's, beside the sentence that it was read from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Final

from dsar.companies.lint.edited import said_in
from dsar.companies.proposal_rules import TAKES, becomes_rule, without_policy
from dsar.companies.proposal_words import LABELS, shown
from dsar.companies.reading import Finding, Reading
from dsar.companies.reading.plain import read_part
from dsar.companies.reading.topics import Document
from dsar.companies.rules import Rules, Said

LONGEST: Final = 600
"""Characters of a sentence that are kept; a longer one is a page without full stops."""
CHOICES: Final = ("yes", "change", "no")
# Several values of one sentence are one rule.
_TOGETHER: Final = ("fee.fee_when", "extension_when", "refuse_when", "identity.evidence")


@dataclass(frozen=True)
class Proposal:
    key: str
    field: str
    """As the reader names it."""
    value: Any
    quote: str
    start: int
    where: str
    """The heading above the sentence."""

    @property
    def label(self) -> str:
        return LABELS[self.field]

    @property
    def shown(self) -> str:
        return shown(self.field, self.value)

    @property
    def becomes_rule(self) -> bool:
        """Whether there is anything to decide: some of it the desk does for everybody anyway."""
        return becomes_rule(self.field, self.value)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Choice:
    use: str
    """One of CHOICES."""
    value: Any = None
    """For "change": what to take instead, of the same kind as what was found."""


def proposals(reading: Reading) -> list[Proposal]:
    """In the order of the text."""
    headings = _headings(reading.text)
    found: list[Proposal] = []
    together = sorted(
        reading.findings, key=lambda one: (one.field, one.start, one.end, one.field in _TOGETHER)
    )
    for (field, start, end), several in groupby(together, _place):
        if field not in LABELS:
            continue
        values = list(dict.fromkeys(_hashable(one.value) for one in several))
        grouped = [tuple(values)] if field in _TOGETHER else values
        quote = _cut(reading.text[start:end])
        where = _above(headings, start)
        for value in grouped:
            number = sum(one.field == field for one in found)
            found.append(
                Proposal(
                    f"{field.replace('.', '_')}-{number}", field, _plain(value), quote, start, where
                )
            )
    return sorted(found, key=lambda one: one.start)


def accepted(rules: Rules, made: Iterable[Proposal], choices: Mapping[str, Choice]) -> Rules:
    """The rules with what was decided. What an earlier text said, and nobody accepted from this
    one, is gone; what an administrator typed stays unless a sentence of this text replaces it."""
    rules = without_policy(rules)
    order = list(TAKES)
    for proposal in sorted(
        (one for one in made if one.becomes_rule), key=lambda one: order.index(one.field)
    ):
        choice = choices.get(proposal.key, Choice("no"))
        if choice.use == "no":
            continue
        value = proposal.value
        source: Any = "policy"
        if choice.use == "change":
            value, source = choice.value, "administrator"
        said = Said(value, source, proposal.where, proposal.quote)
        rules = TAKES[proposal.field](rules, said)
    return rules


def unread(rules: Rules, text: str) -> list[Said[Any]]:
    """What rules still say in the words of an older text, which this one does not have."""
    words = " ".join(text.split())
    quoted = (one for _, one in said_in(rules) if one.source == "policy" and one.quote)
    return [one for one in quoted if " ".join(one.quote.split()) not in words]


def _place(finding: Finding) -> tuple[str, int, int]:
    return finding.field, finding.start, finding.end


def _hashable(value: Any) -> Any:
    return tuple(sorted(value.items())) if isinstance(value, dict) else value


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            return dict(value)
        return list(value)
    return value


def _cut(quote: str) -> str:
    if len(quote) <= LONGEST:
        return quote
    return quote[:LONGEST].rsplit(None, 1)[0]


def _headings(text: str) -> list[tuple[int, str]]:
    document = Document(read_part(text))
    return [
        (one.start, " ".join(text[one.start : one.end].split())[:120])
        for one in document.sentences
        if one.is_heading
    ]


def _above(headings: list[tuple[int, str]], start: int) -> str:
    before = [words for at, words in headings if at < start]
    return before[-1] if before else "Its text"
