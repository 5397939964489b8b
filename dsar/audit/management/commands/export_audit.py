from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dsar.audit import exporting, names


class Command(BaseCommand):
    help = "Print one company's audit chain, a JSON object a line, for tools/verify_audit.py."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", required=True, help="number or short name")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            company_id = names.number(options["company"])
        except LookupError as unknown:
            raise CommandError(str(unknown), returncode=2) from None
        for line in exporting.lines(company_id):
            self.stdout.write(line)
