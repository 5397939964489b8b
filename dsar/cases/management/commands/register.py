import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dsar.cases.queries import cases_of
from dsar.cases.register import entry_of
from dsar.companies.models import Company


class Command(BaseCommand):
    help = "Print a company's register of requests: one JSON object a line, nobody's name in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", metavar="SLUG", required=True)

    def handle(self, *_: Any, **options: Any) -> None:
        company = Company.objects.filter(slug=options["company"]).first()
        if company is None:
            raise CommandError(f"There is no company {options['company']}.")
        cases: Any = cases_of(company).defer("person", "details").filter(is_test=False)
        for case in cases.order_by("received_at", "pk").iterator(chunk_size=500):
            self.stdout.write(json.dumps(entry_of(case).to_json()))
