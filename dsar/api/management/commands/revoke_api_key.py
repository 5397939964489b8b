from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dsar.api.models import ApiKey
from dsar.api.operations import revoke_key


class Command(BaseCommand):
    help = "Take an API key back. It opens nothing from the next call on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("prefix", help="the eight characters between its underscores")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            key = revoke_key(prefix=options["prefix"], actor="system", now=timezone.now())
        except ApiKey.DoesNotExist:
            raise CommandError(f"There is no key {options['prefix']}.") from None
        self.stderr.write(f"{key} is revoked.")
