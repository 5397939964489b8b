from io import StringIO

from django.core.management import call_command

from dsar.accounts.roles import ALLOWED, Permission, Role
from dsar.cases.management.commands.permissions import PAGE


def printed() -> str:
    out = StringIO()
    call_command("permissions", stdout=out)
    return out.getvalue()


def test_the_page_says_what_the_code_says() -> None:
    assert PAGE.read_text() == printed().rstrip("\n") + "\n", "run: manage.py permissions --write"


def test_another_table_gives_another_page(monkeypatch) -> None:
    before = printed()
    monkeypatch.setitem(ALLOWED, Role.AUDITOR, ALLOWED[Role.AUDITOR] | {Permission.RELEASE})

    after = printed()

    assert after.splitlines() != before.splitlines()
    assert "| `release` | yes | yes | yes | yes | – |" in after
