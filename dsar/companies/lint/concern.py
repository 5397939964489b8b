"""What a check found, and what it looked at."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from deadlines.rules import Rule, pick_rule, rule_of
from dsar.companies.reading.finding import Period

Severity = Literal["conflict", "weaker", "silent", "stricter", "stale", "inconsistent", "note"]
# Worst first.
SEVERITIES: Final[tuple[Severity, ...]] = (
    "conflict", "inconsistent", "weaker", "stale", "silent", "stricter", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of a policy, or the words of a rule, in the form that checks compare."""

    words: str
    """In normal form: lower case, straight quotes, contractions in full."""
    quote: str
    """As it is printed."""
    start: int = -1
    end: int = -1
    topic: str = ""
    about: str = ""
    """For a rule edited by hand: the field it stands in."""


@dataclass(frozen=True, slots=True)
class Concern:
    severity: Severity
    rule: str
    sentence: str
    """Of the policy, word for word; empty where it is silent."""
    article: str
    says: str
    """What is wrong, in one sentence."""
    product: str
    """What the product does about it."""
    start: int = -1
    end: int = -1

    def as_json(self) -> dict[str, str]:
        return {
            "severity": self.severity,
            "rule": self.rule,
            "sentence": self.sentence,
            "article": self.article,
            "says": self.says,
            "product": self.product,
        }


@dataclass
class Checked:
    """A policy as the checks see it, wherever it comes from."""

    regime: str
    on: date
    phrases: list[Phrase]
    period: tuple[Period, Phrase] | None = None
    extension: tuple[Period, Phrase] | None = None
    extension_when: list[tuple[str, Phrase]] = field(default_factory=list)
    longer: Phrase | None = None
    """Says that it may take longer."""
    fee_when: list[tuple[str, Phrase]] = field(default_factory=list)
    fee_cap: Phrase | None = None
    free: bool | None = None
    proof: tuple[str, Phrase] | None = None
    refuse_when: list[tuple[str, Phrase]] = field(default_factory=list)
    rights: set[str] = field(default_factory=set)
    letters: Phrase | None = None
    """Says after how long letters go."""
    regulator: bool = False
    processor: Phrase | None = None

    @property
    def law(self) -> Rule:
        """The entry of the law for a request that comes today."""
        return rule_of(pick_rule(regime=self.regime, right="access", received_on=self.on))

    @property
    def european(self) -> bool:
        return self.regime in ("gdpr", "uk-gdpr")

    @property
    def british(self) -> bool:
        return self.regime == "uk-gdpr"


def concern(
    severity: Severity, rule: str, at: Phrase | None, article: str, says: str, product: str
) -> Concern:
    article = article.replace("Art ", "Art. ")
    if at is None:
        return Concern(severity, rule, "", article, says, product)
    return Concern(severity, rule, at.quote, article, says, product, at.start, at.end)
