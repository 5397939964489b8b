"""What a reminder is about, and who stands on which level, as people say it."""

import re

LEVELS = {
    "owner": "the owner",
    "lead": "the team lead",
    "dpo": "the data protection officer",
    "deputy": "the deputy",
}
_LIMITS = {
    "due": "the due date",
    "overdue": "the due date",
    "target": "our own target",
    "notice": "the last day to extend",
    "refusal": "the last day to refuse",
    "acknowledgement": "the last day to acknowledge",
    "waiting": "the requester was asked",
    "review": "the answer went to review",
}
_KIND = re.compile(r"([a-z]+)([-+])(\d+)")
# What lies behind and has no date of its own.
_SINCE = ("waiting", "review")


def about(kind: str) -> str:
    """“due-14” is 14 days before the due date, “overdue-3” three days after it, “waiting+7” seven
    days since the requester was asked. An unknown kind shows as it is."""
    found = _KIND.fullmatch(kind)
    if found is None or found[1] not in _LIMITS:
        return "passed on" if kind == "escalated" else kind
    name, sign, days = found[1], found[2], int(found[3])
    if days == 0:
        return f"{'the day' if name in _SINCE else 'on'} {_LIMITS[name]}"
    after = sign == "+" or name == "overdue"
    how = "since" if name in _SINCE else "after" if after else "before"
    return f"{days} day{'s' if days != 1 else ''} {how} {_LIMITS[name]}"
