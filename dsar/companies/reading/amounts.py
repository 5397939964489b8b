"""Lengths of time and sums of money, as figures or in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .finding import Period

_ONES: Final = {
    word: number
    for number, word in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen "
            "fourteen fifteen sixteen seventeen eighteen nineteen"
        ).split()
    )
}
_TENS: Final = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty thirty forty fifty sixty seventy eighty ninety").split(), 2
    )
}
_WORD: Final = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(list(_ONES)[1:10])}))?|{'|'.join(_ONES)})"
)
_FIGURE: Final = r"\d{1,3}(?:,\d{3})*"
_NUMBER: Final = (
    rf"(?:(?:{_WORD}|{_FIGURE}|an?|(?:the|that|this) (?:first|initial|original)(?= month)|the)"
    rf"(?: ?\((?:{_FIGURE}|{_WORD})\))?|\(?{_FIGURE}\)?)"
)
_MORE: Final = r"additional|further|extra|more|other|another"
_MORE_BEFORE: Final = re.compile(
    rf"(?:{_MORE})(?: period of)?(?: (?:not|no) (?:more|longer) than| not exceeding| up to)? $"
)
_KIND: Final = (
    r"calendar|business|working|bank|banking|work|full|whole|clear|consecutive|week|regular"
)
_UNIT: Final = r"hours?|hrs?|days?|weeks?|months?|mths?|years?|yrs?|fortnights?|quarters?"

_PERIOD: Final = re.compile(
    rf"(?<![\w.£€$#/])(?:(?:{_FIGURE} ?- ?|(?:{_FIGURE}|{_WORD}) (?:to|or|and) ))?"
    rf"(?P<many>{_NUMBER}|another)"
    rf"[- ]?(?:\(s\))?(?P<more> ?(?:{_MORE}))?(?P<kind>[- ]?(?:{_KIND}))?(?P<more2> (?:{_MORE}))?"
    rf"[- ]?(?P<unit>{_UNIT})(?:\(s\))?(?:'s?|s')?(?![\w@])"
)
_FIRST: Final = re.compile(rf"{_WORD}|{_FIGURE}|\ban?\b|another")


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time as it stands in a sentence's normal form."""

    period: Period
    start: int
    end: int
    more: bool
    """Said to come on top: "a further month"."""
    definite: bool
    """Has a number, and not only "a month", "another week"."""


def _number(words: str) -> int | None:
    if words.endswith(("first", "initial", "original")):
        return 1
    for part in _FIRST.findall(words):
        if part in ("a", "an", "another"):
            return 1
        if part[0].isdigit():
            return int(part.replace(",", ""))
        tens, _, ones = part.replace("-", " ").partition(" ")
        if tens in _TENS:
            return _TENS[tens] + _ONES.get(ones, 0)
        return _ONES[part]
    return None


def _period(amount: int, unit: str, kind: str) -> Period | None:
    if unit.startswith(("hour", "hr")):
        return Period(max(round(amount / 24), 1), "calendar_day")
    if unit.startswith("day"):
        work = kind.strip(" -") in ("business", "working", "bank", "banking", "work", "week")
        return Period(amount, "business_day" if work else "calendar_day")
    if unit.startswith(("week", "fortnight")):
        return Period(amount * (7 if unit.startswith("week") else 14), "calendar_day")
    months = {"m": 1, "y": 12, "q": 3}[unit[0]]
    return Period(amount * months, "month")


def lengths(words: str) -> list[Length]:
    """Every length of time in a sentence; a range counts by its upper end."""
    found = []
    for match in _PERIOD.finditer(words):
        many = match["many"]
        if many == "the":
            continue
        amount = _number(many)
        period = _period(amount, match["unit"], match["kind"] or "") if amount else None
        if period is None or period.amount > 1200:
            continue
        before = words[max(match.start() - 44, 0) : match.start()]
        more = bool(match["more"] or match["more2"] or many == "another")
        more = more or bool(_MORE_BEFORE.search(before))
        found.append(Length(period, match.start(), match.end(), more, many not in ("a", "an")))
    return found


@dataclass(frozen=True, slots=True)
class Sum:
    amount: float
    currency: str
    start: int
    end: int


_SIGNS: Final = {
    "£": "GBP", "€": "EUR", "$": "USD", "₹": "INR", "¥": "JPY", "us$": "USD", "a$": "AUD",
    "au$": "AUD", "nz$": "NZD", "c$": "CAD", "ca$": "CAD", "hk$": "HKD", "s$": "SGD",
    "r$": "BRL", "rs": "INR", "rs.": "INR", "r": "ZAR", "rm": "MYR", "₦": "NGN", "kr": "SEK",
    "eur": "EUR", "gbp": "GBP", "usd": "USD", "inr": "INR", "aud": "AUD", "nzd": "NZD",
    "cad": "CAD", "hkd": "HKD", "sgd": "SGD", "zar": "ZAR", "chf": "CHF", "sek": "SEK",
    "nok": "NOK", "dkk": "DKK", "pln": "PLN", "czk": "CZK", "ngn": "NGN", "kes": "KES",
    "myr": "MYR", "brl": "BRL", "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP",
    "pounds sterling": "GBP", "rupees": "INR", "rand": "ZAR", "dollars": "USD", "zł": "PLN",
    "zloty": "PLN", "swiss francs": "CHF", "francs": "CHF", "ksh": "KES", "kshs": "KES",
    "hk dollars": "HKD", "naira": "NGN", "us dollars": "USD", "ringgit": "MYR",
}  # fmt: skip
_NAMES: Final = "|".join(re.escape(name) for name in sorted(_SIGNS, key=len, reverse=True))
_AMOUNT: Final = r"\d{1,6}(?:[.,]\d{3})*(?:[.,]\d{1,2})?"
_BEFORE: Final = re.compile(rf"(?<![\w$])(?P<sign>{_NAMES}) ?(?P<amount>{_AMOUNT})(?![\w%])")
_AFTER: Final = re.compile(
    rf"(?<![\w.,])(?P<amount>{_AMOUNT}|{_WORD}) ?(?P<sign>{_NAMES})(?![\w$])"
)


def sums(words: str) -> Iterator[Sum]:
    """Every sum of money in a sentence."""
    taken: list[range] = []
    for pattern in (_BEFORE, _AFTER):
        for match in pattern.finditer(words):
            if any(match.start() in old or match.end() - 1 in old for old in taken):
                continue
            amount = _value(match["amount"])
            if amount is not None:
                taken.append(range(match.start(), match.end()))
                yield Sum(amount, _SIGNS[match["sign"]], match.start(), match.end())


def _value(digits: str) -> float | None:
    if not digits[0].isdigit():
        number = _number(digits)
        return None if number is None else float(number)
    whole, point, cents = digits.partition(".")
    if point and len(cents) == 3:
        whole, cents = whole + cents, ""
    if not point and re.search(r",\d{1,2}$", whole):
        whole, _, cents = whole.rpartition(",")
    return float(f"{whole.replace(',', '').replace('.', '')}.{cents or 0}")
