"""What one version of a policy decides about a request, and where each decision comes from.

The law offers all rights and sets the outer limits; a policy adds wording, channels, evidence,
promises and special steps. Both stand here side by side: `effective.py` says which one wins.
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Generic, Literal, TypeVar

from dsar.companies.codec import decode, encode
from dsar.companies.rights import RIGHTS

__all__ = ["RIGHTS", "Rules", "Said"]

T = TypeVar("T")
Source = Literal["policy", "law", "administrator", "example"]
Regime = Literal["uk-gdpr", "gdpr"]
ALL_RIGHTS: Final[tuple[str, ...]] = ()


@dataclass(frozen=True)
class Said(Generic[T]):
    """A rule and who says so."""

    value: T
    source: Source
    where: str = ""
    """The section's title in the policy, the article of the law, or who chose it."""
    quote: str = ""
    """At most fifteen words of the policy, exactly as printed."""


@dataclass(frozen=True)
class Channel:
    kind: Literal["email", "post", "phone"]
    value: str
    """The address or number; empty where the policy invites letters and prints no address."""
    rights: tuple[str, ...] = ALL_RIGHTS
    """Which rights it is open for; empty means all of them."""
    note: str = ""


@dataclass(frozen=True)
class Promise:
    """The policy's own time, counted from receipt."""

    count: int
    unit: Literal["days", "months"]


@dataclass(frozen=True)
class Extension:
    count: int | None
    """How much is added to the first period; None where no figure is given."""
    unit: Literal["days", "months"]
    grounds: tuple[str, ...]
    """In the words of the policy, or the codes of the law."""


@dataclass(frozen=True)
class Cap:
    amount: str
    """Decimal, e.g. "10.00"."""
    currency: str
    when: str


@dataclass(frozen=True)
class Fee:
    free: Said[bool] | None = None
    """Whether the policy itself says that an ordinary request is free; None where it is silent."""
    cap: Said[Cap] | None = None
    grounds: tuple[Said[str], ...] = ()
    """When the policy would charge, in its own words. What may be charged for: `effective.py`."""
    may_refuse: Said[bool] | None = None


@dataclass(frozen=True)
class IdentityItem:
    code: str
    kind: Literal["email", "text", "document"]
    label: str
    hint: str
    not_held: str = "I do not have this"
    """Nobody is stopped by a proof that they cannot have (GDPR Art. 12(2))."""
    required: bool = False
    """The policy demands it. The form takes `not_held` for an answer all the same."""
    by_post: bool = False
    choices: tuple[str, ...] = ()


Risk = Literal["ordinary", "higher"]
"""Higher: somebody asks for another person, or the address was changed on the way."""


@dataclass(frozen=True)
class Enough:
    """Which proof will do: any one of `ways`, each methods of identity/ taken together."""

    ways: tuple[tuple[str, ...], ...]
    """Least intrusive first. What stands first may be asked for without a reason for doubt."""
    rights: tuple[str, ...] = ALL_RIGHTS
    risk: Risk = "ordinary"


@dataclass(frozen=True)
class Identity:
    when: Said[Literal["always", "if-in-doubt"]]
    """What the policy says. The law: only with reasonable doubts (Art. 12(6))."""
    items: tuple[Said[IdentityItem], ...] = ()
    """Asked for in the form. Empty: nothing is asked there, an officer may ask later."""
    may_ask: Said[str] | None = None
    clarify: Said[str] | None = None
    enough: tuple[Said[Enough], ...] = ()
    """For what is not named here `proof.py` has the law's least."""
    cool_down: Said[int] = Said(72, "administrator", "The product's default")
    """Hours after a change of address in which nothing is released to the new one."""


@dataclass(frozen=True)
class Erasure:
    alternative_contact: Said[bool] | None = None
    """While the business relationship lasts, the details are replaced by somebody else's."""
    identity_always: Said[bool] | None = None
    when: Said[str] | None = None
    may_keep: Said[str] | None = None
    days_to_stop: Said[int] = Said(0, "administrator", "The product's default")
    """Whole days in which the person may stop a deletion that they were told of; 0 for none."""


@dataclass(frozen=True)
class Portability:
    format: Said[str] | None = None
    basis: Said[str] | None = None
    transmit: Said[bool] | None = None
    """Sends the data to another company when asked."""


@dataclass(frozen=True)
class Restriction:
    grounds: Said[tuple[str, ...]] | None = None
    while_pending: Said[tuple[str, ...]] | None = None
    may_refuse: Said[str] | None = None


@dataclass(frozen=True)
class Automated:
    used: Said[bool] | None = None
    entitled_to: tuple[Said[str], ...] = ()


@dataclass(frozen=True)
class Regulator:
    name: str
    url: str


@dataclass(frozen=True)
class SearchPlace:
    code: str
    name: str
    note: str = ""
    never_updated: bool = False
    """The policy keeps it as it was; a correction needs more than an edit there."""


@dataclass(frozen=True)
class Retention:
    text: Said[str]
    months: Said[int] | None = None
    """Correspondence is deleted this many months after it came; None where no figure is given."""


@dataclass(frozen=True)
class Term:
    """How long something is kept, and from which day on."""

    count: int | None
    """None: for good."""
    unit: Literal["days", "months"] = "months"
    since: Literal["closed", "came", "sent", "decided"] = "closed"
    """The end of the case, or the day on which that very thing came, left or was decided."""


@dataclass(frozen=True)
class Notes:
    """Sentences that the form shows, in plain words."""

    processor: Said[str] | None = None
    """For somebody whose data a customer of this company decides about."""
    recruitment: Said[str] | None = None
    sensitive: Said[str] | None = None
    sender: Said[str] | None = None


Level = Literal["owner", "lead", "dpo", "deputy"]
"""Who is told: the case's owner, the team leads, the data protection officers, their deputy."""
Way = Literal["mail", "webhook", "in-app"]
Limit = Literal["due", "target", "notice", "refusal", "acknowledgement", "waiting", "review"]
"""What a rung counts from: a date of the clock, or how long something has stood still."""


@dataclass(frozen=True)
class Rung:
    days_before: int
    """Days before the limit; 0 is the day itself, negative is after it."""
    audience: tuple[Level, ...]
    limit: Limit = "due"
    channels: tuple[Way, ...] = ("mail", "in-app")
    every: int = 0
    """Once more each so many days until it is over; 0 means once."""


LADDER: Final[tuple[Rung, ...]] = (
    Rung(14, ("owner",)),
    Rung(7, ("owner",)),
    Rung(3, ("owner", "lead")),
    Rung(1, ("owner", "lead")),
    Rung(0, ("lead", "dpo")),
    Rung(-1, ("dpo",), every=1),
    Rung(0, ("owner",), "target"),
    Rung(2, ("owner",), "acknowledgement"),
    Rung(3, ("owner",), "notice"),
    Rung(0, ("owner", "lead"), "notice"),
    Rung(3, ("owner",), "refusal"),
    Rung(-7, ("owner",), "waiting", every=7),
    Rung(-2, ("lead",), "review", every=2),
)


@dataclass(frozen=True)
class QuietDays:
    """A stretch in which nobody works, both days included: ISO dates."""

    first: str
    last: str
    why: str


@dataclass(frozen=True)
class Hours:
    """When staff are written to, in the company's own time zone."""

    opens: str = "08:00"
    closes: str = "18:00"
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    """Monday is 0."""
    holidays: bool = False
    """Whether staff are written to on the public holidays of the company's calendar."""
    quiet: tuple[QuietDays, ...] = ()


@dataclass(frozen=True)
class Escalating:
    """Who is asked next when nobody has said “seen”."""

    levels: tuple[Level, ...] = ("lead", "dpo", "deputy")
    answer_within: int = 8
    """Working hours until the next level is told."""


@dataclass(frozen=True)
class Approving:
    """Whether an answer needs a second person. One officer alone is an exception that says why."""

    mode: Literal["required", "single-officer"] = "required"
    reason: str = ""

    def __post_init__(self) -> None:
        if self.alone and not self.reason.strip():
            raise ValueError("a desk of one officer needs a written reason")

    @property
    def alone(self) -> bool:
        return self.mode == "single-officer"


_DEFAULT: Final[tuple[Source, str]] = ("administrator", "The product's default")
HOURS: Final[Said[Hours]] = Said(Hours(), *_DEFAULT)


@dataclass(frozen=True)
class Rules:
    """One version of a policy. None means: it does not say, and nobody has filled it in yet."""

    regime: Said[Regime]
    sender_email: Said[str]
    identity: Identity
    legal_name: Said[str] | None = None
    town: Said[str] | None = None
    """Where its letters go: tells near-alike names apart."""
    country: Said[str] | None = None
    calendar: Said[str] | None = None
    timezone: Said[str] | None = None
    languages: Said[tuple[str, ...]] = Said(("en",), "policy", "The language it is written in")
    laws_named: tuple[Said[str], ...] = ()

    channels: tuple[Said[Channel], ...] = ()
    dpo: tuple[Said[Channel], ...] = ()
    """Ways to the data protection officer: an office, never a person's name."""
    in_writing: Said[bool] | None = None

    rights: dict[str, Said[str] | None] = field(default_factory=lambda: dict.fromkeys(RIGHTS))
    """Right to the policy's own words; None: the policy is silent and the law gives the right."""
    informed: Said[str] | None = None

    promise: dict[str, Said[Promise] | None] = field(default_factory=lambda: dict.fromkeys(RIGHTS))
    promise_words: dict[str, Said[str]] = field(default_factory=dict)
    """What the policy says about time without, or beside, a figure."""
    extension: Said[Extension] | None = None
    extension_notice: Said[str] | None = None
    outcome_notice: Said[str] | None = None

    fee: Fee = Fee()
    erasure: Erasure = Erasure()
    portability: Portability = Portability()
    restriction: Restriction = Restriction()
    automated: Automated = Automated()

    regulator: Said[Regulator] | None = None
    second_regulators: tuple[Said[Regulator], ...] = ()
    notes: Notes = Notes()
    data_held: tuple[Said[str], ...] = ()
    search_places: tuple[Said[SearchPlace], ...] = ()
    correspondence: Retention | None = None
    kept: dict[str, Said[Term]] = field(default_factory=dict)
    """By class of `keeping.py`, where this company has a time of its own."""
    ladder: Said[tuple[Rung, ...]] = Said(LADDER, *_DEFAULT)
    hours: Said[Hours] = HOURS
    escalating: Said[Escalating] = Said(Escalating(), *_DEFAULT)
    approval: Said[Approving] = Said(Approving(), *_DEFAULT)
    digest_from: Said[int] = Said(4, *_DEFAULT)
    """So many notices at once become one mail."""
    morning_summary: Said[bool] = Said(True, *_DEFAULT)
    internal_target: Said[int] = Said(3, *_DEFAULT)
    """Calendar days before the due date by which we aim to answer; 0 for no aim of our own."""

    def to_json(self) -> dict[str, Any]:
        encoded: dict[str, Any] = encode(self)
        return encoded

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Rules":
        """Raises as `decode` does. Many share one: `replace` makes
        another, and nobody writes into what is there."""
        return _decoded(json.dumps(data))

    def right_wording(self, right: str) -> str | None:
        """The policy's own words for a right, or None where only the law gives it."""
        said = self.rights.get(right)
        return said.value if said else None


@lru_cache(maxsize=256)  # versions that are in use at once, of some hundred kB each
def _decoded(text: str) -> Rules:
    rules: Rules = decode(Rules, json.loads(text))
    return rules
