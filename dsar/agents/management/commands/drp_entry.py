import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsar.agents.models import Business
from dsar.agents.own_entry import entry_of


class Command(BaseCommand):
    help = "A company's entry for the directory of businesses (Data Rights Protocol 1.0), as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", required=True, metavar="SLUG")

    def handle(self, *_: Any, **options: Any) -> None:
        found = Business.objects.select_related("company")
        business = found.filter(company__slug=options["company"]).first()
        if business is None:
            raise CommandError(f"{options['company']} has enrolled no agents yet: drp_enrol first.")
        self.stdout.write(json.dumps(entry_of(business), indent=2))
