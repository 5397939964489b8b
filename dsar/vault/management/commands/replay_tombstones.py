from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dsar.vault.restoring import replay
from dsar.vault.wrapping import RootKeyError


class Command(BaseCommand):
    help = (
        "After a backup of the database was restored: erases again what was erased since, and "
        "brings what is live under the keys that there are now. Run it before anybody is let in; "
        "run it again whenever you like."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--erase-lost",
            action="store_true",
            help="also mark as erased what no key opens any more; there is no way back",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            done = replay(now=timezone.now(), erase_lost=options["erase_lost"])
        except RootKeyError as error:
            raise CommandError(f"{error}.") from None
        self.stdout.write(f"{done.erased} keys erased again, {done.brought} brought over")
        if not done.lost:
            return
        if options["erase_lost"]:
            self.stdout.write(f"{done.lost} keys that nothing opens are marked as erased")
            return
        raise CommandError(
            f"{done.lost} live data keys open under no key of DSAR_KEY_DIRS. If these folders are "
            "not the newest, bring the newest and run this again; only if they are, run it with "
            "--erase-lost."
        )
