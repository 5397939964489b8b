from typing import Any

from django.core.management.base import BaseCommand

from dsar.audit.keys import new_key


class Command(BaseCommand):
    help = (
        "Make a key that signs anchors of the audit chains, alone on standard output. "
        "Keep it where DSAR_ANCHOR_KEY or DSAR_ANCHOR_KEY_FILE reads it."
    )
    requires_system_checks = []  # they want a key

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(new_key())
