"""For going back to a version from before there were policies; `migrate` lays them on again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from dsar import tenancy

from ... import owner, rows


class Command(BaseCommand):
    help = "Take row-level security off every table, to go back to a version without it."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        with owner.as_owner(connection), tenancy.operator():
            rows.take_off(connection)
        self.stdout.write("Row-level security is off. migrate lays it on again.")
