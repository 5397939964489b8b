"""What a draft that was read from a text parts from the law in: the text where it is used, and the
rules where somebody said otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from dsar.companies.lint import SEVERITIES, Concern, lint_reading, lint_rules
from dsar.companies.lint.edited import said_in
from dsar.companies.lint.pasted import phrases_of
from dsar.companies.proposing import Choice, Proposal
from dsar.companies.reading import Finding, Reading
from dsar.companies.rules import Rules


def concerns(
    rules: Rules,
    reading: Reading,
    made: Iterable[Proposal],
    choices: Mapping[str, Choice],
    *,
    on: date,
) -> list[Concern]:
    """Worst first. A sentence whose rule was refused or changed is no concern any more."""
    deciding = [one for one in made if one.becomes_rule]
    left = [one for one in deciding if choices.get(one.key, Choice("yes")).use != "yes"]
    found = _of_text(rules, reading, deciding, left, on=on)
    known = {(one.rule, one.says) for one in found}
    found += [one for one in _of_rules(rules, reading, on=on) if (one.rule, one.says) not in known]
    return sorted(found, key=lambda one: SEVERITIES.index(one.severity))


def _of_text(
    rules: Rules, reading: Reading, deciding: list[Proposal], left: list[Proposal], *, on: date
) -> list[Concern]:
    regime = rules.regime.value
    used = [one for one in reading.findings if not any(_is_of(one, other) for other in left)]
    holds = lint_reading(replace(reading, findings=tuple(used)), regime=regime, on=on)
    # Wording is a concern wherever it stands: that of a sentence of which nothing is used is none.
    unused = {one.start for one in left} - {one.start for one in deciding if one not in left}
    return [
        one
        for one in lint_reading(reading, regime=regime, on=on)
        if one in holds and one.start not in unused
    ]


def _of_rules(rules: Rules, reading: Reading, *, on: date) -> list[Concern]:
    """Of rules that are not the text's own. What they leave open, the text may still say."""
    own = {
        said.quote
        for _, said in said_in(rules)
        if said.source == "policy" and said.quote in reading.text
    }
    return [
        one
        for one in lint_rules(rules, on=on, beside=phrases_of(reading.text))
        if one.start < 0 and one.severity != "silent" and one.sentence not in own
    ]


def _is_of(finding: Finding, one: Proposal) -> bool:
    if (finding.field, finding.start) != (one.field, one.start):
        return False
    return finding.value == one.value or isinstance(one.value, list)
