from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dsar.companies.models import Company
from dsar.vault import epochs
from dsar.vault.wrapping import RootKeyError, Unreadable


class Command(BaseCommand):
    help = (
        "Begin a company's next epoch: a new key, every live data key under it, the old key "
        "destroyed, and with it what was erased is gone from backups too. Killed on the way, run "
        "it again: it goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--company", metavar="SLUG")
        which.add_argument("--all", action="store_true", help="every company")

    def handle(self, *_: Any, **options: Any) -> None:
        companies = Company.objects.order_by("slug")
        if slug := options["company"]:
            companies = companies.filter(slug=slug)
            if not companies:
                raise CommandError(f"There is no company {slug}.")
        for company in companies:
            try:
                turned = epochs.turn(company_id=company.pk, now=timezone.now())
            except (RootKeyError, Unreadable) as error:
                raise CommandError(f"{company.slug}: {error}. Its old key is kept.") from None
            self.stdout.write(
                f"{company.slug}: epoch {turned.epoch}, {turned.moved} data keys moved, "
                f"{turned.destroyed} old keys destroyed"
            )
