"""Give the demonstration its systems and searches, after `seed_demo`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dsar.fulfilment import demo


class Command(BaseCommand):
    help = "Add systems with invented owners, and searches of invented cases (DSAR_DEMO only)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("These owners are invented. Set DSAR_DEMO=1 where that is harmless.")
        now = timezone.now()
        self.stdout.write(f"{demo.list_systems(now=now)} systems, {demo.ask(now=now)} cases")
