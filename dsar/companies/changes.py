"""What one version of a policy says otherwise than another, line by line."""

from dataclasses import dataclass

from dsar.companies.policy_lines import Line, parts
from dsar.companies.rules import Rules


@dataclass(frozen=True)
class Change:
    """One rule before and after; empty where there was, or is, none."""

    topic: str
    was: str
    becomes: str


def changes(before: Rules, after: Rules) -> list[Change]:
    """In the order in which a request meets the rules."""
    old, new = _lines(before), _lines(after)
    topics = list(dict.fromkeys([*old, *new]))
    return [
        Change(topic, "; ".join(old.get(topic, ())), "; ".join(new.get(topic, ())))
        for topic in topics
        if old.get(topic) != new.get(topic)
    ]


def _lines(rules: Rules) -> dict[str, list[str]]:
    """What is said about each topic; a topic may have several lines."""
    found: dict[str, list[str]] = {}
    for part in parts(rules):
        for line in part.lines:
            found.setdefault(f"{part.title}: {line.topic}", []).append(_said(line))
    return found


def _said(line: Line) -> str:
    return f"{line.rule} ({line.source})"
