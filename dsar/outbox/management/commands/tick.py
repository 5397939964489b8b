"""Everything that has to come round, without a broker: mail leaves although Redis is gone."""

import json
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone

from dsar.memory import settle
from dsar.outbox.sweeps import run_all


class Command(BaseCommand):
    help = "Run every sweep once and print how much each one did."
    requires_system_checks = []  # a timer starts this every minute; a check is for a deployment

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="again and again")
        parser.add_argument("--json", action="store_true", help="one JSON object a round")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        every: float | None = options["loop"]
        if every is None:
            if None in self._round(as_json=options["json"]).values():
                raise CommandError("A sweep failed; its reason is in the log.")
            return
        if every <= 0:
            raise CommandError("--loop takes a number of seconds above 0.")
        settle()
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                self._round(as_json=options["json"])
            except Error as error:  # PostgreSQL went away under it, and will be back
                self.stderr.write(f"The round was broken off: {type(error).__name__}")
            stop.wait(every)

    def _round(self, *, as_json: bool) -> dict[str, int | None]:
        counts = run_all(now=timezone.now())
        if as_json:
            self.stdout.write(json.dumps(counts))
        else:
            for name, count in counts.items():
                self.stdout.write(f"{name} {'failed' if count is None else count}")
        self.stdout.flush()
        return counts
