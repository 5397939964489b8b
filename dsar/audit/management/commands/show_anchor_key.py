from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsar.audit.keys import KeyProblem, public_text, signing_key


class Command(BaseCommand):
    help = "Print the public half of DSAR_ANCHOR_KEY: what a verifier needs, and no secret."

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            self.stdout.write(public_text(signing_key().public_key()))
        except KeyProblem as problem:
            raise CommandError(str(problem)) from None
