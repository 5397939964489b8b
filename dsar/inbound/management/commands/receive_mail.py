"""For a mail server's pipe: one message on standard input, kept before this ends with 0."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from dsar.companies.models import Company
from dsar.inbound.models import Mail
from dsar.inbound.storing import MOST_BYTES, TooBig, store
from dsar.vault.operations import RootKeyError

# sysexits.h: the server gives it back to the sender; keeps it and tries again.
DATA_ERROR, NO_USER, TRY_AGAIN = 65, 67, 75


class Command(BaseCommand):
    help = "Keep the message on standard input as incoming mail of a company."
    requires_system_checks = []  # once a message; a check is for a deployment

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        if not raw:
            raise CommandError("There was no message on standard input.", returncode=DATA_ERROR)
        try:
            company = Company.objects.filter(slug=options["company"]).first()
            if company is None:
                raise CommandError("There is no such company.", returncode=NO_USER)
            door, now = Mail.Door.PIPE, timezone.now()
            mail = store(company_id=company.pk, raw=raw, door=door, now=now)
        except TooBig:
            most = MOST_BYTES // 1024 // 1024
            raise CommandError(f"A message has at most {most} MB.", returncode=DATA_ERROR) from None
        # Not the error's own words: the server mails them to whoever wrote.
        except (DatabaseError, OSError, RootKeyError):
            raise CommandError("Try again later.", returncode=TRY_AGAIN) from None
        self.stdout.write(str(mail.pk))
