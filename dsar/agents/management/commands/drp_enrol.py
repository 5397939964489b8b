from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dsar.agents.enrolling import NotEnrolled, Taken, business_of, enrol
from dsar.companies.models import Company

WHAT = {
    "added": "enrolled",
    "unchanged": "as before",
    "changed": "another name or address",
    "new_keys": "another key: its tokens open nothing any more",
    "unlisted": "not in this file any more, stays enrolled",
    "readmitted": "was barred, may set up a key again",
    "barred": "barred: nothing is taken from it",
}


class Command(BaseCommand):
    help = "Let the agents of a directory file (Data Rights Protocol 1.0) file at one company."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="agents.json, as the directory gives it")
        parser.add_argument("--company", required=True, metavar="SLUG")
        parser.add_argument("--business-id", default="", help="the company's id in the protocol")
        parser.add_argument(
            "--accept-changed-keys",
            action="store_true",
            help="the agents themselves confirmed that they have another key",
        )

        parser.add_argument(
            "--readmit",
            action="append",
            default=[],
            metavar="AGENT",
            help="the id of an agent that was barred and may come back",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            company = Company.objects.get(slug=options["company"])
            taken = enrol(
                company=company,
                text=Path(options["file"]).read_text(encoding="utf-8"),
                business_id=options["business_id"],
                accept_changed_keys=options["accept_changed_keys"],
                readmit=options["readmit"],
                actor="system",
                now=timezone.now(),
            )
        except Company.DoesNotExist:
            raise CommandError(f"There is no company {options['company']}.") from None
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"{options['file']} cannot be read.") from None
        except NotEnrolled as refused:
            raise CommandError(str(refused)) from None
        self._tell(taken)
        self.stdout.write(f"{company.name} is the business {business_of(company)}.")

    def _tell(self, taken: Taken) -> None:
        for field, words in WHAT.items():
            for agent_id in getattr(taken, field):
                self.stdout.write(f"{agent_id}: {words}")
