import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from deadlines.rules import REGIMES
from dsar.companies.lint import lint_reading
from dsar.companies.reading import read
from dsar.companies.reading.plain import NotText, plain


class Command(BaseCommand):
    help = "Read a privacy policy: its rules for requests, each with the sentence that says so."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a text file, or - for what is typed or piped in")
        parser.add_argument(
            "--regime", default="", choices=REGIMES, help="the law it stands under; guessed without"
        )
        parser.add_argument("--json", action="store_true", help="print JSON, for programs")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            text = plain(_bytes(options["file"]))
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from None
        except NotText as refused:
            raise CommandError(str(refused)) from None
        reading = read(text)
        today = timezone.localdate()
        concerns = lint_reading(reading, regime=options["regime"], on=today)
        said = {**reading.as_json(), "conflicts": [one.as_json() for one in concerns]}
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
            return
        for line in _lines(said):
            self.stdout.write(line)


def _bytes(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _lines(said: dict[str, Any]) -> list[str]:
    """For people: what was found and where, then what is missing."""
    found = []
    for field, quotes in said["evidence"].items():
        value: Any = said
        for part in field.split("."):
            value = value[part]
        shown = json.dumps(value, ensure_ascii=False)
        found.append(f"{field}: {shown}")
        every = [quotes] if isinstance(quotes, str) else quotes
        found += [f"    “{' '.join(quote.split())}”" for quote in every]
    found += [f"Missing: {gap}" for gap in said["gaps"]]
    for one in said["conflicts"]:
        quote = f" “{' '.join(one['sentence'].split())}”" if one["sentence"] else ""
        found.append(f"{one['severity'].capitalize()}: {one['says']} ({one['article']}){quote}")
    return found
