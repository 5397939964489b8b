"""The laws we can count by, one entry each. No arithmetic here, and no law anywhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

from .errors import ClockError

Unit = Literal["days", "months"]
# How sure a statement is, surest first. A `record` is a fact of the clock itself; a `reading`
# is ours, of a point that no text settles.
CERTAINTIES = ("record", "statute", "official-example", "guidance", "reading", "policy")


class UnknownRule(ClockError):
    pass


@dataclass(frozen=True, slots=True)
class Cite:
    article: str
    source: str
    certainty: str = "statute"


@dataclass(frozen=True, slots=True)
class Pause:
    """Days left out while an answer is awaited."""

    cite: Cite
    # True: the day of asking and the day of the answer are both left out. False: only the latter.
    both_ends: bool
    requests: frozenset[str] | None = None  # None: whatever was requested


@dataclass(frozen=True, slots=True)
class Extension:
    """How far, and why, the period may be lengthened by telling the person in time."""

    count: int | None  # None: the law sets no maximum
    unit: Unit
    grounds: frozenset[str]
    cite: Cite


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    name: str
    count: int
    unit: Literal["days", "months", "working days"]
    period: Cite
    # awaited thing → why the period starts only when it comes
    starts_later: Mapping[str, Cite] = field(default_factory=dict)
    pause: Pause | None = None
    identity: Cite | None = None  # set: an identity question suspends, as a pause does
    extension: Extension | None = None
    roll: Cite | None = None  # None: a weekend or a holiday moves nothing
    refuse_within_first_period: bool = False
    received_from: date | None = None
    received_until: date | None = None
    instead: str = ""  # what to use outside these dates


COMPLEX_OR_MANY = frozenset({"complexity", "number"})

_UK = "UK GDPR as amended by the Data (Use and Access) Act 2025"
_ICO = "ICO, guidance on the right of access"
_GDPR = "Regulation (EU) 2016/679"
_1182 = "Regulation (EEC, Euratom) No 1182/71"
_EDPB = "EDPB Guidelines 01/2022, section 5.3"
_CCPA = "California Code of Regulations, title 11"

_UK_12A = Rule(
    id="uk-gdpr-12a",
    name="UK GDPR, requests received since 5 February 2026",
    count=1,
    unit="months",
    period=Cite("Art 12(3), 12A(1), 4A", _UK),
    starts_later=MappingProxyType(
        {"identity": Cite("Art 12A(2)(b), 12(6)", _UK), "fee": Cite("Art 12A(2)(c), 12(5)", _UK)}
    ),
    pause=Pause(Cite("Art 12A(5)(b)", _UK), both_ends=True, requests=frozenset({"access"})),
    extension=Extension(2, "months", COMPLEX_OR_MANY, Cite("Art 12A(3)-(4)", _UK)),
    roll=Cite("Art 4A; Reg 1182/71 Art 3(4)", _UK),
    received_from=date(2026, 2, 5),
    instead="uk-gdpr-ico",
)
_UK_ICO = Rule(
    id="uk-gdpr-ico",
    name="UK GDPR, requests received from 15 August 2019 to 4 February 2026",
    count=1,
    unit="months",
    period=Cite("Art 12(3)", _ICO, "guidance"),
    starts_later=MappingProxyType(
        {
            "identity": Cite("Art 12(6)", _ICO, "guidance"),
            "fee": Cite("Art 12(5)", _ICO, "guidance"),
        }
    ),
    # Guidance allowed it only where a large amount of data is held: the one who asks decides that.
    pause=Pause(Cite("Art 12(3)", _ICO, "guidance"), True, frozenset({"access"})),
    extension=Extension(2, "months", COMPLEX_OR_MANY, Cite("Art 12(3)", _ICO, "guidance")),
    roll=Cite("Art 12(3)", _ICO, "guidance"),
    received_from=date(2019, 8, 15),
    received_until=date(2026, 2, 4),
    instead="uk-gdpr-12a",
)
_EU = Rule(
    id="gdpr-eu-1182",
    name="GDPR, counted by the EU regulation on time limits",
    count=1,
    unit="months",
    period=Cite("Art 12(3); Reg 1182/71 Art 3(1), 3(2)(c)", f"{_GDPR}; {_1182}"),
    pause=Pause(Cite("Recital 63", _EDPB, "reading"), both_ends=False),
    identity=Cite("Art 12(6)", _EDPB, "reading"),
    extension=Extension(2, "months", COMPLEX_OR_MANY, Cite("Art 12(3)", _GDPR)),
    roll=Cite("Art 3(4)", _1182),
    refuse_within_first_period=True,  # Art 12(4) knows no extension
    received_from=date(2018, 5, 25),
)
_UK_COMPLAINT = Rule(
    id="uk-complaint-ack-30",
    name="UK, acknowledging a data protection complaint",
    count=30,
    unit="days",
    period=Cite("s.164A(3)", "Data Protection Act 2018; ICO complaints guidance", "guidance"),
    roll=Cite("s.164A(3)", "ICO complaints guidance", "guidance"),
    received_from=date(2026, 6, 19),
)


def _days(
    id: str,
    name: str,
    count: int,
    article: str,
    source: str,
    *,
    certainty: str = "statute",
    more: int | None = None,
    extension: str = "",
    grounds: Iterable[str] = COMPLEX_OR_MANY,
    first_only: bool = False,
) -> Rule:
    """A rule of plain days from receipt. With `extension`, its article; `more` is the most days."""
    extra = (
        Extension(more, "days", frozenset(grounds), Cite(extension, source)) if extension else None
    )
    cite = Cite(article, source, certainty)
    return Rule(
        id, name, count, "days", cite, extension=extra, refuse_within_first_period=first_only
    )


def _working_days(id: str, name: str, count: int, article: str) -> Rule:
    # "Business day" is not defined there: US federal holidays are the earlier reading.
    return Rule(id, name, count, "working days", Cite(article, _CCPA, "reading"))


_ALL = (
    _UK_12A,
    _UK_ICO,
    _EU,
    _UK_COMPLAINT,
    _days("days-28", "A promise of 28 days", 28, "the promise", "privacy policy",
          certainty="policy"),
    _days("ccpa-45", "California, requests to know, delete or correct", 45, "7021(b)", _CCPA,
          more=45, extension="7021(b)"),
    _working_days("ccpa-ack-10bd", "California, confirming receipt", 10, "7021(a)"),
    _working_days("ccpa-optout-15bd", "California, opting out or limiting use", 15, "7026(f)"),
    _days("us-state-45", "Virginia, Colorado and most other US states", 45, "59.1-577(B)(1)",
          "Code of Virginia, as the model", more=45, extension="59.1-577(B)(1)"),
    _days("lgpd-15", "Brazil, full statement", 15, "Art 19(II)", "LGPD, Law 13.709/2018"),
    _days("pipeda-30", "Canada", 30, "s.8(3)", "PIPEDA", more=30, extension="s.8(4)",
          grounds=("interference", "consultation", "format")),
    _days("quebec-30", "Quebec", 30, "s.32", "Act respecting personal information, P-39.1"),
    # The 30 days are "in general"; a later date needs only notice, with no fixed maximum.
    _days("ch-nfadp-30", "Switzerland", 30, "Art 25(7); DPO Art 18", "FADP, SR 235.1",
          extension="DPO Art 18(2)"),
    _days("za-paia-30", "South Africa", 30, "s.56; POPIA s.23-25", "PAIA, Act 2 of 2000",
          more=30, extension="s.57", grounds=("number", "search", "consultation")),
    _days("sa-pdpl-30", "Saudi Arabia", 30, "Art 3(1)", "PDPL Implementing Regulation",
          more=30, extension="Art 3(1)(a)"),
    _days("hk-pdpo-40", "Hong Kong", 40, "s.19(1), 21(1)", "PDPO, Cap. 486",
          extension="s.19(2)", first_only=True),
    _days("tr-kvkk-30", "Turkey", 30, "Art 13(2)", "KVKK, Law 6698"),
    # Not a limit: whoever needs longer must say within these 30 days by when.
    _days("sg-pdpa-30", "Singapore", 30, "s.21; Regulations 2021", "PDPA 2012",
          extension="Regulations 2021"),
    _days("au-app12-30", "Australia", 30, "APP 12.4; OAIC guidance for organisations",
          "Privacy Act 1988, Schedule 1"),
    _days("kr-pipa-10", "South Korea", 10, "Art 35(3); Decree Art 41-42", "PIPA",
          extension="Art 35(3); Decree Art 42"),
)  # fmt: skip
RULES: MappingProxyType[str, Rule] = MappingProxyType({rule.id: rule for rule in _ALL})

_BY_REGIME = {
    "gdpr": "gdpr-eu-1182",
    "ccpa": "ccpa-45",
    "us-state": "us-state-45",
    "lgpd": "lgpd-15",
    "pipeda": "pipeda-30",
    "quebec": "quebec-30",
    "ch-fadp": "ch-nfadp-30",
    "za-popia": "za-paia-30",
    "sa-pdpl": "sa-pdpl-30",
    "hk-pdpo": "hk-pdpo-40",
    "tr-kvkk": "tr-kvkk-30",
    "sg-pdpa": "sg-pdpa-30",
    "au-privacy": "au-app12-30",
    "kr-pipa": "kr-pipa-10",
}
REGIMES = ("uk-gdpr", *_BY_REGIME)


def rule_of(id: str) -> Rule:
    """The entry of that id; UnknownRule for any other."""
    try:
        return RULES[id]
    except KeyError:
        raise UnknownRule(
            f"There is no rule {id!r}; the rules are: {', '.join(sorted(RULES))}."
        ) from None


def may_pause(rule: str, request: str) -> bool:
    """Whether a question to the person may stop the clock of such a request."""
    pause = rule_of(rule).pause
    return pause is not None and (pause.requests is None or request in pause.requests)


def extension_of(rule: str) -> Extension | None:
    """By how much and on what grounds the period may be lengthened; None if it may not."""
    return rule_of(rule).extension


def pick_rule(*, regime: str, right: str, received_on: date) -> str:
    """The rule for a request of that kind, by the date it was received, not by today's date."""
    if regime == "uk-gdpr":
        return _pick_uk(right, received_on)
    if regime == "ccpa" and right in {"marketing", "marketing-opt-out", "opt-out", "limit"}:
        return "ccpa-optout-15bd"
    if regime.startswith("us-"):
        return "us-state-45"
    if regime not in _BY_REGIME:
        raise UnknownRule(f"There is no regime {regime!r}; the regimes are: {', '.join(REGIMES)}.")
    return _BY_REGIME[regime]


def _pick_uk(right: str, received_on: date) -> str:
    # SI 2026/82 reg 7: the duty covers complaints received from 19 June 2026. An earlier one is
    # counted like any request, which is the nearest a date could have been.
    if right == "complaint" and received_on >= date(2026, 6, 19):
        return "uk-complaint-ack-30"
    # SI 2026/82 reg 4: s.76 does not apply to requests received before 5 February 2026.
    if received_on >= date(2026, 2, 5):
        return "uk-gdpr-12a"
    if received_on >= date(2019, 8, 15):
        return "uk-gdpr-ico"
    raise UnknownRule(
        "Requests received before 15 August 2019 were counted in another way, which is not here."
    )
