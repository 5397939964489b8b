"""A PostgreSQL of the measurements' own, with Django set up on it."""

import os
import secrets
import shutil
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dsar import tenancy
from dsar.local.postgres import PostgreSQL

ROOT = Path(__file__).resolve().parents[1]
# Safe enough for web processes to start.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "tests.settings",
    "DSAR_PUBLIC_URL": "https://bench.example",
    "DSAR_ONE_DATABASE_ROLE": "1",
}


@contextmanager
def own_database() -> Iterator[None]:
    """Durable as in production, migrated, and gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="bench-"))
    server = PostgreSQL(home)
    try:
        server.ensure()
        os.environ["DATABASE_URL"] = server.url()
        os.environ |= SETTINGS | {"DSAR_ROOT_KEY": b64encode(secrets.token_bytes(32)).decode()}
        with tenancy.operator():
            import django

            django.setup()
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            yield
    finally:
        server.stop()
        shutil.rmtree(home)


def commit() -> str:
    """What was measured; "-dirty" where the tree holds more than that."""
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude=*"]
    asked = subprocess.run(git, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "unknown"
