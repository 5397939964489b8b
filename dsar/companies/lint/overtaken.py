"""What was true once: laws, authorities and agreements that have gone, and old policies."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from deadlines.rules import rule_of

from .concern import Checked, Concern, Phrase, concern

# SI 2026/1015: the Information Commission takes the Commissioner's place.
INFORMATION_COMMISSION_SINCE: Final = date(2026, 9, 30)
# Arts. 22A-22D came in on the same day as the periods of Art. 12A.
_DECISIONS_SINCE: Final = rule_of("uk-gdpr-12a").received_from
_PRIVACY_SHIELD_UNTIL: Final = date(2020, 7, 16)  # C-311/18
OLD_AFTER_YEARS: Final = 3

_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DATED: Final = re.compile(
    rf"\b(?:updated|applies|effective|revised|adopted|modified|"
    rf"changed|version|reviewed|dated|force|amended)\b[^.;]{{0,40}}?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of "
    rf")?(?P<month>{'|'.join(_MONTHS)})|"
    rf"(?P<month2>{'|'.join(_MONTHS)})(?: \d{{1,2}}(?:st|nd|rd|"
    rf"th)?)?),? (?P<year>\d{{4}})"
)


def overtaken(policy: Checked) -> Iterator[Concern]:
    if policy.british:
        yield from _kingdom(policy)
    if policy.european and policy.on >= _PRIVACY_SHIELD_UNTIL:
        yield from _each(
            policy,
            "a struck-down agreement",
            re.compile(r"\bprivacy shield\b|\bsafe harbou?r\b"),
            "Art. 44-46",
            "The Privacy Shield and Safe Harbor were struck down (C-311/18, C-362/14).",
            "An answer on transfers must follow what protects them now.",
            but=re.compile(r"\b(?:invalid|no longer|struck)"),
        )
    yield from _age(policy)


def _kingdom(policy: Checked) -> Iterator[Concern]:
    yield from _each(
        policy,
        "the Act of 1998",
        re.compile(r"\b(?:data protection act|dpa)[ ,(]+1998|\b1998 act\b"),
        "DPA 2018",
        "The Data Protection Act 1998 is repealed.",
        "The UK GDPR and the Act of 2018 count.",
    )
    if _DECISIONS_SINCE and policy.on >= _DECISIONS_SINCE:
        yield from _each(
            policy,
            "Article 22",
            re.compile(r"\b(?:article|art\.?) 22\b(?![a-d])"),
            "Art. 22A-22D",
            "Articles 22A to 22D have taken the place of Article 22.",
            "Requests about automated decisions follow Articles 22A to 22D.",
        )
    if policy.on >= INFORMATION_COMMISSION_SINCE:
        yield from _each(
            policy,
            "the Commissioner",
            re.compile(r"\binformation commissioner\b(?!s? of)"),
            "DPA 2018 s.165",
            "The Information Commission has taken the Commissioner's place; its site is the same.",
            "Letters name the Information Commission (ICO).",
        )
    if not any("uk gdpr" in one.words for one in policy.phrases):
        yield from _each(
            policy,
            "the Union's regulation",
            re.compile(r"\b(?:eu gdpr|regulation \(?(?:eu\)? )?(?:no\.? )?2016/679)"),
            "UK GDPR",
            "In the United Kingdom the UK GDPR counts.",
            "The UK GDPR is the law of this company.",
        )


def _each(
    policy: Checked,
    rule: str,
    pattern: re.Pattern[str],
    article: str,
    says: str,
    product: str,
    but: re.Pattern[str] | None = None,
) -> Iterator[Concern]:
    seen: set[str] = set()
    for at in policy.phrases:
        if pattern.search(at.words) and at.quote not in seen and not (but and but.search(at.words)):
            seen.add(at.quote)
            yield concern("stale", rule, at, article, says, product)


def _age(policy: Checked) -> Iterator[Concern]:
    """The newest date it gives itself is old, or before the law that counts today."""
    dated: list[tuple[date, Phrase]] = []
    for at in policy.phrases:
        for found in _DATED.finditer(at.words):
            year, month = int(found["year"]), found["month"] or found["month2"]
            if 1990 <= year <= policy.on.year + 1:
                dated.append((date(year, _MONTHS.index(month) + 1, 1), at))
    if not dated:
        return
    on, at = max(dated, key=lambda one: one[0])
    since = policy.law.received_from
    if (policy.on - on).days > OLD_AFTER_YEARS * 365 or (since and on.replace(day=28) < since):
        yield concern(
            "stale",
            "an old policy",
            at,
            policy.law.period.article,
            "The policy is old, or older than the law that counts today.",
            "The law in force today is used; the policy should be read again.",
        )
