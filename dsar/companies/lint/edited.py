"""Lint of a policy's rules as they stand in the editor, each with its own words."""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from dsar.companies.reading import fees
from dsar.companies.reading.answering import grounds
from dsar.companies.reading.finding import Period
from dsar.companies.reading.tokens import normal
from dsar.companies.rules import Rules, Said

from .checks import checked
from .concern import Checked, Concern, Phrase

_UNITS: Final = {"days": "calendar_day", "months": "month"}
_RIGHTS: Final = {
    "objection": "object",
    "consent": "withdraw_consent",
    "automated": "automated_decisions",
    "complaint": "complain",
}


def lint_rules(rules: Rules, *, on: date, beside: Sequence[Phrase] = ()) -> list[Concern]:
    """The checks of a pasted text, over the words that stand beside each rule. `beside`: sentences
    of the text that are no rule, and may say what a rule leaves open."""
    phrases = [_phrase(said, path) for path, said in said_in(rules) if said.source != "law"]
    promise = next((said for said in rules.promise.values() if said), None)
    extension = rules.extension
    grounded = [
        (code, _phrase(ground, "fee"))
        for ground in rules.fee.grounds
        for code in fees.reasons(normal_words(f"{ground.value} {ground.quote}")) or ["any"]
    ]
    longer = _phrase(extension, "extension") if extension else None
    return checked(
        Checked(
            regime=rules.regime.value,
            on=on,
            phrases=[*phrases, *beside],
            period=_promised(promise, rules),
            extension=_added(rules),
            extension_when=[
                (code, longer) for code in grounds(" ".join(extension.value.grounds))
            ] if extension and longer and extension.source != "law" else [],
            longer=longer if extension and extension.source != "law" else None,
            fee_when=grounded,
            fee_cap=_phrase(rules.fee.cap, "fee") if rules.fee.cap else None,
            free=rules.fee.free.value if rules.fee.free else None,
            proof=(
                {"always": "always", "if-in-doubt": "if_in_doubt"}[rules.identity.when.value],
                _phrase(rules.identity.when, "identity"),
            ) if rules.identity.when.source != "law" else None,
            refuse_when=grounded if rules.fee.may_refuse and rules.fee.may_refuse.value else [],
            rights={_RIGHTS.get(right, right) for right, said in rules.rights.items() if said},
            regulator=rules.regulator is not None,
            processor=_phrase(rules.notes.processor, "notes") if rules.notes.processor else None,
        )
    )  # fmt: skip


def normal_words(text: str) -> str:
    return normal(text, 0, len(text)).words


def _phrase(said: Said[Any], about: str) -> Phrase:
    quote = said.quote or (said.value if isinstance(said.value, str) else "")
    return Phrase(normal_words(quote), quote, topic="requests", about=about)


def said_in(value: Any, path: str = "") -> Iterator[tuple[str, Said[Any]]]:
    """Every rule that says where it comes from."""
    if isinstance(value, Said):
        if value.quote or isinstance(value.value, str):
            yield path, value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from said_in(getattr(value, field.name), field.name)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from said_in(item, path)
    elif isinstance(value, tuple):
        for item in value:
            yield from said_in(item, path)


def _promised(promise: Said[Any] | None, rules: Rules) -> tuple[Period, Phrase] | None:
    if promise is None:
        return None
    period = Period(promise.value.count, _UNITS[promise.value.unit])
    words = next(iter(rules.promise_words.values()), None)
    return period, _phrase(
        words if words and re.search(r"\d|\bone\b", words.value) else promise, "promise"
    )


def _added(rules: Rules) -> tuple[Period, Phrase] | None:
    said = rules.extension
    if said is None or said.value.count is None:
        return None
    return Period(said.value.count, _UNITS[said.value.unit]), _phrase(said, "extension")
