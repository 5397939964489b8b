"""For whom somebody can say “seen” when a case was escalated: themselves and who is below."""

from dsar.accounts.roles import Role

_LEVELS = {
    Role.LEAD: frozenset({"lead"}),
    Role.DPO: frozenset({"lead", "dpo"}),
}


def levels_of(role: Role | None) -> frozenset[str]:
    return _LEVELS.get(role, frozenset()) if role else frozenset()
