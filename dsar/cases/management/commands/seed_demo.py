"""Fill an empty demonstration desk with people and cases."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dsar.cases.demo.people import PASSWORD, STAFF
from dsar.cases.demo.telling import tell


class Command(BaseCommand):
    help = "Add invented people and about 40 invented cases in every status (DSAR_DEMO only)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("These sign-ins are public. Set DSAR_DEMO=1 where that is harmless.")
        made = tell(now=timezone.now(), progress=self.stdout.write)
        if not made:
            self.stdout.write("There are cases already; nothing was added.")
        for email, _, role in STAFF:
            self.stdout.write(f"{role.label}: {email} / {PASSWORD}")
