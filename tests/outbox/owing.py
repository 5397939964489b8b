"""What the outbox tests owe, and the processes that send it."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from dsar.local.postgres import DESK
from dsar.outbox.models import Message
from dsar.outbox.operations import enqueue
from dsar.vault.models import DataKey
from dsar.vault.operations import new_key
from tests.smtp import Sink

# Long enough ago to be due for a process that asks the real clock.
NOW = datetime(2026, 10, 19, 8, 45, tzinfo=UTC)
COMPANY = 7
ROOT = Path(__file__).resolve().parents[2]

LETTER = {
    "from": "privacy@example.com",
    "from_name": "Example Ltd",
    "to": "rosa@example.org",
    "reply_to": "case+7k3q@example.com",
    "subject": "Your request NEXT-7K3Q-9M",
    "text": "Dear Rosa Lindqvist, we have your request.",
    "html": "<p>Dear Rosa Lindqvist, we have your request.</p>",
    "thread": "NEXT-7K3Q-9M",
}


def owe(
    key: str = "NEXT-7K3Q-9M:received",
    *,
    reason: str = "",
    about: str = "",
    due_at: datetime | None = None,
    data_key: DataKey | None = None,
    **parts: str,
) -> Message:
    """A letter; name a part of it (`to=`) to change it."""
    return enqueue(
        company_id=COMPANY,
        data_key=data_key or new_key(company_id=COMPANY, now=NOW),
        channel="email",
        key=key,
        payload=LETTER | parts,
        now=NOW,
        due_at=due_at,
        reason=reason,
        subject=about,
    )


def owe_many(count: int) -> set[str]:
    """That many letters under one key, and the names they go by."""
    data_key = new_key(company_id=COMPANY, now=NOW)
    for number in range(count):
        owe(f"letter {number}", subject=f"letter {number}", data_key=data_key)
    return {f"letter {number}" for number in range(count)}


def start(
    program: list[str], *, sink: Sink, crash_at: str = "", **more: str
) -> subprocess.Popen[bytes]:
    """Another process on this test's database and mail server; `more` is environment."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DSAR_SMTP_HOST": sink.host,
        "DSAR_SMTP_PORT": str(sink.port),
        "DSAR_CRASH_AT": crash_at,
        **more,
    }
    return subprocess.Popen(
        [sys.executable, *program],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def database_url() -> str:
    """The address that the settings came from, with this test's database in it, for the desk's own
    role: another process is no owner of the tables, as in production."""
    address = urlsplit(os.environ["DATABASE_URL"])
    desk = f"{DESK}@{address.netloc.rpartition('@')[2]}"
    return address._replace(path=f"/{connection.settings_dict['NAME']}", netloc=desk).geturl()
