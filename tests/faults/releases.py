"""The desk as it was at another commit, in a folder of its own, on a database of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from dsar.local.postgres import DESK
from tests.faults.webserver import WEB
from tests.outbox.owing import ROOT
from tests.outbox.test_with_a_worker import SAFE

KEY = """
import django
django.setup()
from django.utils import timezone
from dsar import tenancy
from dsar.api.models import Scope
from dsar.api.operations import create_key
from dsar.companies.models import Company
with tenancy.every_company("whoever logs requests in this test"):
    company = Company.objects.filter(published_at__isnull=False).order_by("pk")[0]
    made = dict(company=company, name="Load", scopes=Scope.values, is_test=False)
    print(create_key(**made, actor="system", now=timezone.now())[1])
"""


def git(*command: str) -> str:
    """Empty where there is no history, as in a copy without one."""
    asked = subprocess.run(
        ["git", "-C", str(ROOT), *command], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def before_the_last(commits: int) -> str:
    """The commit before the last so many that brought migrations; empty where nobody knows."""
    added = ["log", "--diff-filter=A", "--format=%H", f"-n{commits}", "--", "*/migrations/0*.py"]
    found = git(*added).split()
    return git("rev-parse", f"{found[-1]}^") if len(found) == commits else ""


def unpacked(commit: str, folder: Path) -> Path:
    folder.mkdir()
    archive = folder.with_suffix(".tar")
    git("archive", "--output", str(archive), commit)
    subprocess.run(["tar", "-xf", str(archive), "-C", str(folder)], check=True)
    return folder


class Release:
    """One state of the code; all of them share database, keys and files."""

    def __init__(self, folder: Path, home: Path, database: str) -> None:
        owner = urlsplit(database)
        where = owner.netloc.rpartition("@")[2]
        self.folder, self.log = folder, home / "web.log"
        self.environment = {
            **os.environ,
            **SAFE,
            "DJANGO_SETTINGS_MODULE": "dsar.settings",
            "DATABASE_URL": owner._replace(netloc=f"{DESK}@{where}").geturl(),
            "DSAR_OWNER_URL": database,
            "DSAR_KEY_DIRS": str(home / "keys"),
            "DSAR_TOMBSTONES": str(home / "tombstones"),
            "DSAR_FILES_DIR": str(home / "files"),
            "DSAR_ALLOWED_HOSTS": "127.0.0.1",
            "DSAR_API_CALLS_PER_MINUTE": "10000000",
        }

    def python(self, *program: str) -> str:
        done = subprocess.run(
            [sys.executable, *program],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-800:]
        return done.stdout

    def manage(self, *command: str) -> str:
        return self.python("manage.py", *command)

    @contextmanager
    def serving(self, listener: int) -> Iterator[None]:
        """On this socket; asked to end, it first answers whom it has heard."""
        with self.log.open("ab") as log:
            web = subprocess.Popen(
                [sys.executable, *WEB, "--bind", f"fd://{listener}"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(listener,),
            )
        try:
            yield
        finally:
            web.send_signal(signal.SIGTERM)
            web.wait(timeout=60)
