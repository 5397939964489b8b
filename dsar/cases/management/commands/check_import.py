import json
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

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
        parser.add_argument("file", help="a CSV or text file of 1 MB at most, or - for stdin")
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
        with _opened(path) as file:
            raw = file.read(suppressed.MOST_BYTES + 1)
        text = "" if len(raw) > suppressed.MOST_BYTES else raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise CommandError(f"The list cannot be read: {type(wrong).__name__}.") from None
    if len(raw) > suppressed.MOST_BYTES or suppressed.is_too_much(text):
        raise CommandError(suppressed.TOO_MUCH)
    return text


def _opened(path: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb")
