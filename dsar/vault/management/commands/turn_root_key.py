from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dsar.vault import root_turning, roots
from dsar.vault.roots import RootKey
from dsar.vault.wrapping import RootKeyError


class Command(BaseCommand):
    help = (
        "Wrap the keys of all companies under another root key. Killed on the way, run it again. "
        "Steps before and after: docs/key-ceremony.md"
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--old",
            metavar="FILE",
            help="the root key until now, or `service`; else DSAR_ROOT_KEY_OLD",
        )
        parser.add_argument(
            "--new", metavar="FILE", help="the one from now on; else what the settings name"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            new = _in_file(options["new"]) if options["new"] else roots.current()
            done = root_turning.turn(old=_old(options["old"]), new=new)
        except RootKeyError as error:
            raise CommandError(f"{error}. Run this again when that is mended.") from None
        self.stdout.write(f"{done.moved} keys wrapped anew, {done.already} were so already")
        if done.neither:
            raise CommandError(
                "Neither root key opens the key of "
                + "; ".join(done.neither)
                + ". These are as they were. Keep the old root key, and find the one they need."
            )


def _old(file: str | None) -> RootKey:
    if file == "service":
        if not settings.KMS_URL:
            raise CommandError("DSAR_KMS_URL names no key service.")
        return roots.current()
    if file:
        return _in_file(file)
    if not settings.ROOT_KEY_OLD:
        raise CommandError("Name the file of the old root key with --old, or DSAR_ROOT_KEY_OLD.")
    return roots.local(settings.ROOT_KEY_OLD, called="DSAR_ROOT_KEY_OLD")


def _in_file(name: str) -> RootKey:
    try:
        return roots.local(Path(name).read_text().strip(), called=name)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name} cannot be read: {type(error).__name__}.") from None
