import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsar.drill import DrillFailed, drill


class Command(BaseCommand):
    help = (
        "Restore a backup beside the desk, on a PostgreSQL of its own, look through it and throw "
        "it away. Noted when it went well; exit status 1 otherwise. Nothing else changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dump", type=Path, help="what pg_dump --format custom wrote")
        parser.add_argument(
            "--files", type=Path, required=True, help="the copy of the folder of files"
        )
        parser.add_argument(
            "--work",
            type=Path,
            default=Path(tempfile.gettempdir()),
            help="where the other database lies for as long as it takes",
        )
        parser.add_argument(
            "--sample", type=int, metavar="N", help="open only the newest N cases and files"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        asked = {name: options[name] for name in ("dump", "files", "work", "sample")}
        try:
            done = drill(**asked)
        except DrillFailed as failed:
            raise CommandError(str(failed)) from None
        found = done.found
        self.stdout.write(
            f"The backup comes up, in {done.seconds:.0f} s. {found['cases']} cases: "
            f"{found['readable']} open, {found['erased']} erased. {found['files_whole']} of "
            f"{found['files']} files are whole. {found['events']} events in the chains."
        )
