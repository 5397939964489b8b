"""A ladder in words, for whoever reads a policy, a case or the sentence that refuses one."""

from dsar.companies.rules import Rung

# What a rung counts to, and what it counts from.
LIMITS = {
    "due": "the due date",
    "target": "our own target",
    "notice": "the last day to extend",
    "refusal": "the last day to refuse",
    "acknowledgement": "the last day to acknowledge",
    "waiting": "the requester was asked",
    "review": "the answer went to review",
}
PEOPLE = {
    "owner": "the owner",
    "lead": "the team lead",
    "dpo": "the data protection officer",
    "deputy": "the deputy",
}
WAYS = {"mail": "by mail", "in-app": "in the desk", "webhook": "by webhook"}


def days(count: int) -> str:
    return f"{count} day{'s' if count != 1 else ''}"


def distance(limit: str, days_before: int) -> str:
    """“3 days before the due date”, “on the last day to extend”"""
    name = LIMITS.get(limit, limit)
    behind = limit in ("waiting", "review")  # it has no date of its own
    if days_before == 0:
        return f"{'the day' if behind else 'on'} {name}"
    how = "before" if days_before > 0 else "since" if behind else "after"
    return f"{days(abs(days_before))} {how} {name}"


def rung(step: Rung) -> str:
    """Which rung it is: “7 days since the requester was asked, and every 7 days from then on”"""
    again = f", and every {days(step.every) if step.every > 1 else 'day'} from then on"
    return distance(step.limit, step.days_before) + (again if step.every else "")


def told(step: Rung) -> str:
    """Whom it tells and how: “the owner and the team lead, by mail and in the desk”"""
    people = joined([PEOPLE.get(level, level) for level in step.audience])
    return f"{people}, {joined([WAYS.get(way, way) for way in step.channels])}"


def joined(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
