import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dsar.cases.restored import look


class Command(BaseCommand):
    help = (
        "After a restore and replay_tombstones: open every case and file, walk the audit chains, "
        "say whether mail is held. Exit status 1 when anything is wrong. Changes nothing."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines; the form is stable")
        parser.add_argument(
            "--sample", type=int, metavar="N", help="only the newest N cases and files"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        found = look(sample=options["sample"])
        if options["json"]:
            self.stdout.write(json.dumps(found.to_json()))
        else:
            self.stdout.write(
                f"{found.cases} cases: {found.readable} open, {found.erased} erased. "
                f"{found.files_whole} of {found.files} files are whole. "
                f"{found.events} events in the chains. "
                f"Mail is {'held' if found.mail_held else 'not held'}, {found.mail_waiting} wait."
            )
            for problem in found.problems:
                self.stdout.write(problem)
        if found.problems:
            sys.exit(1)
