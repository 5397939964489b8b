from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from dsar.accounts.models import User
from dsar.accounts.operations import add_user
from dsar.accounts.roles import Role
from dsar.companies.models import Company
from dsar.companies.operations import give_role
from dsar.companies.passwords import LIFE, make_link


class Command(BaseCommand):
    help = (
        "Let somebody sign in, with one role. Whoever has no password yet chooses one by a link"
        " that is shown once, on its own; run it again for another."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument(
            "--company", action="append", default=[], help="again for each; all unless one is named"
        )

    @transaction.atomic
    def handle(self, *_: Any, **options: Any) -> None:
        now, email = timezone.now(), options["email"].strip().lower()
        role = Role(options["role"])
        companies = _companies(options["company"], role)
        user = User.objects.filter(email=email).first()
        if user is None:
            try:
                user = add_user(email=email, name=options["name"], password=None, now=now)
            except ValidationError as refused:
                raise CommandError(" ".join(refused.messages)) from None
        for company in companies:
            give_role(user_id=user.pk, company_id=company.pk, role=role, actor="system", now=now)
        names = ", ".join(company.name for company in companies)
        self.stderr.write(
            f"{email}: {role.label} at {names}."
            if names
            else f"{email} adds the first company, on the page Companies."
        )
        if settings.PASSWORD_SIGN_IN and not user.has_usable_password():
            minutes = int(LIFE.total_seconds() // 60)
            self.stderr.write(f"Choose a password here, once, within {minutes} minutes:")
            self.stdout.write(make_link(user, now=now)[1])


def _companies(slugs: list[str], role: Role) -> list[Company]:
    found = Company.objects.filter(slug__in=slugs) if slugs else Company.objects.all()
    if unknown := sorted({*slugs} - {company.slug for company in found}):
        raise CommandError(f"There is no company {', '.join(unknown)}.")
    if not found and role != Role.ADMIN:
        raise CommandError("There is no company yet: add an administrator, or run install_presets.")
    return list(found)
