"""Who signs in at a demonstration: all invented, and their password is printed."""

from datetime import datetime

from dsar.accounts.models import User
from dsar.accounts.operations import add_user
from dsar.accounts.roles import Role
from dsar.companies.models import Company, Membership

PASSWORD = "demo-desk-only"  # noqa: S105

STAFF = (
    ("officer@example.com", "Asha Example", Role.OFFICER),
    ("lead@example.com", "Lena Example", Role.LEAD),
    ("dpo@example.com", "Dino Example", Role.DPO),
    ("auditor@example.com", "Ada Example", Role.AUDITOR),
    ("admin@example.com", "Amal Example", Role.ADMIN),
)

REQUESTERS = (
    "Dana Demo", "Jo Demo", "Elin Demo", "Sam Demo", "Ade Demo", "Mira Demo", "Noor Demo",
    "Kai Demo", "Tove Demo", "Ravi Demo", "Ines Demo", "Owen Demo",
)  # fmt: skip


def add_staff(*, now: datetime) -> None:
    """One person a role, at every company. Running it again changes nothing."""
    for email, name, role in STAFF:
        user = User.objects.filter(email=email).first() or add_user(
            email=email, name=name, password=PASSWORD, now=now
        )
        for company in Company.objects.all():
            Membership.objects.get_or_create(user=user, company=company, defaults={"role": role})


def second_person() -> str:
    """Who approves what the officer prepared."""
    return User.objects.get(email=STAFF[1][0]).actor
