import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dsar.audit import names
from dsar.audit.evidence import NoEvidence, of_case
from dsar.audit.keys import KeyProblem


class Command(BaseCommand):
    help = (
        "Print all audit events of one case as JSON that tools/verify_audit.py --evidence checks, "
        "without those of other cases."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", help="for example NEXT-7K3Q-9M")
        parser.add_argument("--company", required=True, help="number or short name")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            company_id = names.number(options["company"])
            found = of_case(
                company_id=company_id, reference=options["reference"], now=timezone.now()
            )
        except (NoEvidence, KeyProblem, LookupError) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(json.dumps(found, indent=1))
