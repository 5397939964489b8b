"""Whether the sweeps come round: for a health check, or around the program that has to do it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dsar.outbox.watching import FIRST_TICK_WITHIN, Watch, last_round


class Command(BaseCommand):
    help = (
        "Without a program: exit status 1 unless a sweep came round lately. With one, as in "
        "`watch -- celery --app dsar worker`: run it, and end it when no sweep comes round."
    )
    requires_system_checks = []  # a health check asks every half minute

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("program", nargs="*", help="with its arguments, after --")
        parser.add_argument(
            "--first",
            type=float,
            default=FIRST_TICK_WITHIN,
            metavar="SECONDS",
            help="how long after its start the first sweep is waited for",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        if options["program"]:
            sys.exit(Watch(options["program"], first=options["first"]).run())
        sign = last_round()
        if sign is None:
            raise CommandError("PostgreSQL cannot be reached.")
        if sign.age is None:
            raise CommandError("No sweep ever came round. Are worker and beat running?")
        age = f"{sign.age.total_seconds():.0f} seconds"
        if sign.stale:
            raise CommandError(f"No sweep for {age}. Start worker and beat anew.")
        self.stdout.write(f"The last sweep came round {age} ago.")
