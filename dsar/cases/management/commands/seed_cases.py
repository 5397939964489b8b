"""A demonstration desk with very many cases."""

import argparse
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from dsar.audit import anchor_files
from dsar.audit.anchoring import anchor_at_once
from dsar.cases.seeding.planting import plant
from dsar.companies.models import Company

SAY_EACH = 2  # seconds


class Command(BaseCommand):
    help = "Add so many invented cases to the published companies (DSAR_DEMO only)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--count",
            type=int,
            default=10_000,
            help="how many cases, besides those that they are copied from",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("These cases are invented. Set DSAR_DEMO=1 where that is harmless.")
        count = options["count"]
        if count < 1:
            raise CommandError("Give --count as a number above 0.")
        if not Company.objects.filter(published_at__isnull=False).exists():
            raise CommandError("No company is published. Run install_presets --examples first.")
        began = said = time.monotonic()

        def progress(made: int) -> None:
            nonlocal said
            now = time.monotonic()
            if now - said >= SAY_EACH:
                left = (now - began) / made * (count - made)
                self.stdout.write(f"{made:,} of {count:,} cases, about {left:.0f} s left")
                said = now

        made = plant(count, now=timezone.now(), progress=progress)
        # Else the next hours are spent by plans made for an empty desk.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        # What is planted happened weeks ago: without an anchor it looks as if one were missing.
        if anchor_files.kept():
            for company in Company.objects.filter(published_at__isnull=False):
                anchor_at_once(company_id=company.pk, now=timezone.now())
        self.stdout.write(f"{made:,} cases in {time.monotonic() - began:.0f} s")
