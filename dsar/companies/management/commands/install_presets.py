from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dsar.companies.gaps import missing
from dsar.companies.models import Policy
from dsar.companies.operations import UnknownPreset, install_preset
from dsar.companies.presets import PRESETS


class Command(BaseCommand):
    help = "Install the companies that the product ships with. Run again, it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", help="all of them, unless some are named")
        parser.add_argument(
            "--examples",
            action="store_true",
            help="fill what an administrator must answer with marked example values",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        for slug in options["slugs"] or PRESETS:
            try:
                company = install_preset(
                    slug=slug, actor="system", now=timezone.now(), examples=options["examples"]
                )
            except UnknownPreset as unknown:
                raise CommandError(str(unknown)) from unknown
            self.stdout.write(f"{company.name}: {_where_it_stands(company.policies.all())}")


def _where_it_stands(policies: Any) -> str:
    latest: Policy = policies.latest("version")
    if latest.published_at is not None:
        return f"policy {latest.version} is published."
    return " ".join([f"policy {latest.version} is a draft.", *missing(latest.rules)])
