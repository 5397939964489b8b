import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dsar.companies.models import Company
from dsar.vault import certificates


class Command(BaseCommand):
    help = (
        "Print what was erased: when, by the loss of which key, and from when backups cannot bring "
        "it back either."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", metavar="SLUG", help="all companies without it")
        parser.add_argument("--key", type=UUID, metavar="ID", help="of this data key only")
        parser.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="erased then or later")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *_: Any, **options: Any) -> None:
        slugs = dict(Company.objects.values_list("pk", "slug"))
        company = _number(options["company"], slugs) if options["company"] else None
        for found in certificates.found(
            company_id=company, data_key_id=options["key"], since=options["since"]
        ):
            slug = slugs.get(found.company_id, f"company {found.company_id}")
            if options["json"]:
                self.stdout.write(json.dumps({"company": slug, **found.to_json()}))
            else:
                self.stdout.write(f"{slug}, {found.what}: {found.sentence()}")


def _number(slug: str, slugs: dict[int, str]) -> int:
    for number, name in slugs.items():
        if name == slug:
            return number
    raise CommandError(f"There is no company {slug}.")


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day, not a moment
