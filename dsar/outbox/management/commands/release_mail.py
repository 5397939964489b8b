from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dsar.outbox import held


class Command(BaseCommand):
    help = (
        "After a restore: say whether mail is held and how many messages wait; with --now let them "
        "leave. What had left before the restore leaves once more, under the same id."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", action="store_true", help="let it leave")
        parser.add_argument(
            "--drop-before",
            type=_moment,
            metavar="MOMENT",
            help="with --now: what was owed before it is not sent; as in 2026-11-22T06:00+00:00",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if options["drop_before"] and not options["now"]:
            raise CommandError("--drop-before says what does not leave with --now: give both.")
        if not options["now"]:
            state = held.WHY if held.is_held() else "Mail is not held."
            self.stdout.write(f"{state} {held.waiting()} messages wait.")
            return
        dropped, left = held.release(drop_before=options["drop_before"])
        self.stdout.write(f"Mail leaves. {dropped} messages dropped, {left} to send.")


def _moment(text: str) -> datetime:
    wanted = "give a moment with its zone, as in 2026-11-22T06:00+00:00"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(wanted) from None
    if moment.tzinfo is None:
        raise ArgumentTypeError(wanted)
    return moment
