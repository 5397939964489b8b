import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dsar.cases import suppressed
from dsar.cases.operations.suppressing import check
from dsar.companies.models import Company


class Command(BaseCommand):
    help = (
        "Say which lines of a list name somebody whose data the company deleted. Ends with 1 where "
        "there is one. Prints line numbers, never what stands there, and keeps nothing of the list."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a CSV or text file, or - for standard input")
        parser.add_argument("--company", metavar="SLUG", required=True)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *_: Any, **options: Any) -> None:
        company = Company.objects.filter(slug=options["company"]).first()
        if company is None:
            raise CommandError(f"There is no company {options['company']}.")
        asked = list(suppressed.read(_text(options["file"])))
        found = check(company=company, asked=asked, actor="system", now=timezone.now())
        for one in found:
            day = one.added_at.date().isoformat()
            if options["json"]:
                told = {"line": one.line, "kind": one.kind, "case": one.reference, "on": day}
                self.stdout.write(json.dumps(told))
            else:
                self.stdout.write(f"line {one.line}: {one.kind}, deleted with {one.reference}")
        if found:
            sys.exit(1)


def _text(path: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise CommandError(f"The list cannot be read: {type(wrong).__name__}.") from None
