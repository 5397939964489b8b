from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from dsar.accounts.roles import ALLOWED, Permission, Role
from dsar.cases.transitions import ACTIONS

PAGE = Path(settings.BASE_DIR) / "docs" / "permissions.md"
YES, NO = "yes", "–"


class Command(BaseCommand):
    help = "What each role may do, as tables: from roles.py and from the lifecycle of a case."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"into docs/{PAGE.name}")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["write"]:
            PAGE.write_text(page())
        else:
            self.stdout.write(page())


def page() -> str:
    return "\n".join([*_lines(), ""])


def _lines() -> Iterator[str]:
    yield "# Who may do what"
    yield ""
    yield "Written by `manage.py permissions --write`; a test fails while it differs from the code."
    yield "Everybody holds one role at each company, and none elsewhere. Which address answers whom"
    yield "is listed, and tried, in `tests/dashboard/test_every_address.py` and"
    yield "`tests/test_every_address.py`."
    yield ""
    yield "## Permissions"
    yield ""
    yield from _head("Permission")
    for permission in Permission:
        yield _row(f"`{permission}`", permission)
    yield ""
    yield "## Actions of a case"
    yield ""
    yield "An action without any “yes” is done by the requester or by the product itself."
    yield ""
    yield from _head("Action", "Needs")
    for action in ACTIONS.values():
        needs = f"`{action.permission}`" if action.permission else NO
        yield _row(f"{action.label} | {needs}", action.permission)


def _head(*names: str) -> Iterator[str]:
    columns = [*names, *(role.label for role in Role)]
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"


def _row(first: str, permission: Permission | None) -> str:
    marks = [YES if permission in ALLOWED[role] else NO for role in Role]
    return f"| {first} | {' | '.join(marks)} |"
