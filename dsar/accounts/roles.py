"""Who may do what: a person holds one role at each company; only this table gives it meaning."""

from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    OFFICER = "officer", "Officer"
    LEAD = "lead", "Team lead"
    DPO = "dpo", "Data protection officer"
    AUDITOR = "auditor", "Auditor"
    ADMIN = "admin", "Administrator"


class Permission(StrEnum):
    VIEW_CASES = "view_cases"
    LOG_REQUEST = "log_request"
    """Record a request that came by letter, phone or e-mail."""
    WORK_CASES = "work_cases"
    """Identity, clarification, extension, fee, refusal, attaching, review, closing."""
    RELEASE = "release"
    """Let the requester download an answer."""
    ASSIGN = "assign"
    """Give a case to somebody else."""
    APPROVE = "approve"
    """Be the second person where one is not enough."""
    VIEW_AUDIT = "view_audit"
    VIEW_REPORTS = "view_reports"
    SIGN_REPORTS = "sign_reports"
    """Sign a month's report, say why a case was late, mark a policy's problem as told."""
    MANAGE_COMPANY = "manage_company"
    """The company's data and its policy."""
    WORD_LETTERS = "word_letters"
    """Say something in the company's own words in the letters that the desk writes."""
    MANAGE_PEOPLE = "manage_people"
    PLAN_ABSENCES = "plan_absences"
    """Say that somebody else is away, and who stands in. For oneself everybody may."""
    NAME_DEPUTIES = "name_deputies"
    """Say who can act for the data protection officer."""


_OFFICER = frozenset(
    {Permission.VIEW_CASES, Permission.LOG_REQUEST, Permission.WORK_CASES, Permission.RELEASE}
)
_LEAD = _OFFICER | {
    Permission.ASSIGN,
    Permission.APPROVE,
    Permission.WORD_LETTERS,
    Permission.PLAN_ABSENCES,
}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: _OFFICER,
    Role.LEAD: _LEAD,
    Role.DPO: _LEAD
    | {
        Permission.VIEW_AUDIT,
        Permission.VIEW_REPORTS,
        Permission.SIGN_REPORTS,
        Permission.NAME_DEPUTIES,
    },
    Role.AUDITOR: frozenset(
        {Permission.VIEW_CASES, Permission.VIEW_AUDIT, Permission.VIEW_REPORTS}
    ),
    # Sets the desk up and never sees who asked for what: running the software is no reason to
    # read requests (GDPR Art. 25(2)). Whoever needs both holds two accounts.
    Role.ADMIN: frozenset(
        {
            Permission.MANAGE_COMPANY,
            Permission.WORD_LETTERS,
            Permission.MANAGE_PEOPLE,
            Permission.PLAN_ABSENCES,
            Permission.NAME_DEPUTIES,
        }
    ),
}


def allows(role: Role | str, permission: Permission) -> bool:
    return permission in ALLOWED[Role(role)]
