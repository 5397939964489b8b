"""Which of the two wins, policy or law, wherever they meet."""

from typing import Final

from deadlines.working import Promise
from dsar.companies import rules as said_rules
from dsar.companies.rules import Extension, Rules, Said

THE_LAWS_MONTH: Final = said_rules.Promise(1, "months")

_LAW: Final[dict[tuple[str, str], str]] = {
    ("uk-gdpr", "complaint"): "Acknowledged within 30 days, then answered without undue delay"
    " (DPA 2018 s.164A).",
    ("gdpr", "complaint"): "No time in the GDPR for a complaint to the company: answered within"
    " one month, as requests are.",
    ("uk-gdpr", "marketing"): "Stopped at once, and confirmed within one month"
    " (UK GDPR Art. 21(3), 12(3)).",
    ("gdpr", "marketing"): "Stopped at once, and confirmed within one month"
    " (GDPR Art. 21(3), 12(3)).",
    ("uk-gdpr", "any"): "Without undue delay, at the latest one month after the request, the"
    " identity information asked for, or the fee (UK GDPR Art. 12(3), 12A).",
    ("gdpr", "any"): "Without undue delay, at the latest one month after the request was received"
    " (GDPR Art. 12(3)).",
}


def time_limit(rules: Rules, right: str) -> tuple[Promise | None, str]:
    """The company's own earlier date, if it promises one, and what the law says in a sentence.

    A policy that names one month repeats the law, with its starts, pauses and extensions; taking
    it for a promise of its own would add a second date that none of these moves.
    """
    said, regime = rules.promise.get(right), rules.regime.value
    promise = None
    if said and said.value != THE_LAWS_MONTH:
        where = f"privacy policy, {said.where}"
        promise = Promise(count=said.value.count, unit=said.value.unit, source=where)
    return promise, _LAW.get((regime, right)) or _LAW[regime, "any"]


def lawful_extension(rules: Rules) -> Said[Extension]:
    """By how much, and on which grounds, the law lets this company take longer."""
    where = "UK GDPR Art. 12A(3)" if rules.regime.value == "uk-gdpr" else "GDPR Art. 12(3)"
    return Said(Extension(2, "months", ("complexity", "number")), "law", where)
