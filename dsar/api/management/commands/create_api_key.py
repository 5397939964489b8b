from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dsar.api.models import Scope
from dsar.api.operations import NotMade, create_key
from dsar.companies.models import Company


class Command(BaseCommand):
    help = "Make an API key of one company. It is shown once, alone on standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("company", help="for example connexai")
        parser.add_argument("--name", required=True, help="who uses it, for example Zendesk")
        parser.add_argument(
            "--scopes",
            nargs="+",
            default=[Scope.CREATE, Scope.READ],
            help=f"some of {', '.join(Scope.values)}",
        )
        parser.add_argument("--test", action="store_true", help="reaches test cases only")
        parser.add_argument("--days", type=int, help="it expires after so many days")

    def handle(self, *_: Any, **options: Any) -> None:
        now = timezone.now()
        days = options["days"]
        try:
            company = Company.objects.get(slug=options["company"])
            key, token = create_key(
                company=company,
                name=options["name"],
                scopes=[scope for text in options["scopes"] for scope in text.split(",") if scope],
                is_test=options["test"],
                expires_at=now + timedelta(days=days) if days else None,
                actor="system",
                now=now,
            )
        except Company.DoesNotExist:
            raise CommandError(f"There is no company {options['company']}.") from None
        except NotMade as refusal:
            raise CommandError(str(refusal)) from None
        self.stderr.write(f"{key} of {company}: {', '.join(key.scopes)}. Not shown again:")
        self.stdout.write(token)
