"""A second server, made from a base backup of the one that the tests use."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from dsar.local import processes
from dsar.local.postgres import DESK, SUPERUSER, PostgreSQL
from tests import services

ROOT = Path(__file__).resolve().parents[2]

READ = """
import django, json, sys
django.setup()
from dsar import tenancy
whole_desk = tenancy.operator()  # without a name it would end at once
whole_desk.__enter__()
from dsar.cases.models import Case
from dsar.checks import unreadable_vault
from dsar.vault.models import SearchToken
from dsar.vault.search import find
from dsar.vault.operations import RootKeyError, Shredded, Unreadable, unseal
readable = []
for case in Case.objects.select_related("data_key__company_key"):
    try:
        unseal(case, "person")
        readable.append(case.pk)
    except (RootKeyError, Shredded, Unreadable):
        pass
ids = SearchToken.objects.values_list("company_id", flat=True).distinct()
tokens = find(company_ids=list(ids), kind="email", value="robin@example.org")
searchable = Case.objects.filter(data_key_id__in=tokens).values_list("pk", flat=True)
refused = unreadable_vault()
found = {"readable": readable, "searchable": list(searchable), "refused": refused}
print(json.dumps(found, default=str))
"""


class Elsewhere:
    """`environment` is what its processes are given besides the second database."""

    def __init__(self, home: Path, *, durable: bool = False) -> None:
        self.server = PostgreSQL(home, durable=durable)
        self.environment: dict[str, str] = {}

    def restore(self, source: PostgreSQL | None = None) -> None:
        """From the server that all tests share, unless another is named."""
        source = source or next(one for one in services._running if isinstance(one, PostgreSQL))
        to, programs = str(self.server.data), self.server.binaries
        from_ = ("-h", str(source.sockets), "-U", SUPERUSER, "--checkpoint=fast", "--no-sync")
        self._run(str(programs / "pg_basebackup"), "-D", to, "-X", "stream", *from_)
        self._run(str(programs / "pg_verifybackup"), to)

    def _run(self, *command: str) -> None:
        account = self.server.account
        done = subprocess.run(
            [*account.prefix, *command], capture_output=True, text=True, **account.popen()
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        self.server.ensure()

    def desks_url(self) -> str:
        """For web, worker and beat."""
        return self.server.url(connection.settings_dict["NAME"], role=DESK)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The test itself works on this server instead of the one that all tests share."""
        before = connection.settings_dict["HOST"]
        connection.close()
        connection.settings_dict["HOST"] = str(self.server.sockets)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["HOST"] = before

    def forget_connection(self) -> None:
        """The test's own, before the server goes; the next look makes another."""
        connection.close()

    def stop_at_once(self) -> None:
        """What `pg_ctl stop -m immediate` does: no checkpoint, every session cut off."""
        self.forget_connection()
        data = self.server.data
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
        assert processes.wait_until(lambda: not processes.working_in(data), within=30)

    def python(self, *program: str) -> "subprocess.CompletedProcess[str]":
        name = connection.settings_dict["NAME"]
        environment = {
            **os.environ,
            "DATABASE_URL": self.server.url(name),
            "DJANGO_SETTINGS_MODULE": "dsar.settings",
            **self.environment,
        }
        return subprocess.run(
            [sys.executable, *program], cwd=ROOT, env=environment, capture_output=True, text=True
        )

    def manage(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return self.python("manage.py", *command)

    def look(self) -> dict[str, list]:
        seen = self.python("-c", READ)
        assert seen.returncode == 0, seen.stderr
        return json.loads(seen.stdout)
