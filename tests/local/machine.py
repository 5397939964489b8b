"""A machine without containers, on which deploy/backup.sh and deploy/restore.sh run."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from dsar.local.binaries import postgres
from dsar.local.postgres import DESK, PostgreSQL
from tests import services

ROOT: Path = settings.BASE_DIR
CASES = 3  # each with a file
Done = subprocess.CompletedProcess


class Machine:
    """Where the scripts run: its settings, its folders, and programs that may fail."""

    def __init__(self, folder: Path, files: Path) -> None:
        self.backups, self.files, self.programs = folder / "backups", files, folder / "programs"
        self.programs.mkdir()
        server = next(one for one in services._running if isinstance(one, PostgreSQL))
        name = connection.settings_dict["NAME"]
        self.environment = {
            **os.environ,
            "PATH": f"{self.programs}:{postgres()}:{os.environ['PATH']}",
            "PYTHON": sys.executable,
            "DJANGO_SETTINGS_MODULE": "dsar.settings",
            "DATABASE_URL": server.url(name, role=DESK),
            "DSAR_OWNER_URL": server.url(name),
            "DSAR_FILES_DIR": str(files),
            "DSAR_BACKUPS": str(self.backups),
        }

    def backup(self, **more: str) -> Done[str]:
        return self._run("deploy/backup.sh", **more)

    def restore(self, *words: str, into: str = "", files: Path | None = None) -> Done[str]:
        more = {"DSAR_FILES_DIR": str(files or self.files)}
        if into:
            more |= {name: self.url(into, name) for name in ("DATABASE_URL", "DSAR_OWNER_URL")}
        return self._run("deploy/restore.sh", *words, **more)

    def url(self, database: str, name: str = "DSAR_OWNER_URL") -> str:
        return urlsplit(self.environment[name])._replace(path=f"/{database}").geturl()

    def _run(self, *script: str, **more: str) -> Done[str]:
        environment = self.environment | more
        return subprocess.run(
            ["sh", *script], cwd=ROOT, env=environment, capture_output=True, text=True
        )

    def instead(self, program: str, script: str) -> None:
        """From now on, where the scripts start that program."""
        (self.programs / program).write_text(f"#!/bin/sh\n{script}\n")
        (self.programs / program).chmod(0o755)

    def kept(self) -> list[str]:
        return sorted(one.name for one in self.backups.iterdir() if one.name.endswith("Z"))

    def latest(self) -> Path:
        return (self.backups / "latest").resolve()


def sealed(folder: Path) -> list[Path]:
    return sorted(one.relative_to(folder) for one in folder.rglob("*") if one.is_file())
