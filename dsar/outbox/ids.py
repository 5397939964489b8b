"""The same message carries the same id however often it is sent, so that a repeat can be told."""

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac


def message_id(row_id: UUID) -> str:
    """For e-mail (RFC 5322, 3.6.4)."""
    return f"<{_name('message', str(row_id))}@{_host()}>"


def thread_id(thread: str) -> str:
    """What all mail of one conversation refers to. Nobody can tell the thread's name from it."""
    return f"<{_name('thread', thread)}@{_host()}>"


def webhook_id(row_id: UUID) -> str:
    return f"msg_{_name('webhook', str(row_id))}"


def note_id(row_id: UUID) -> str:
    """Stands in the note itself, so that one that is there already is known."""
    return _name("note", str(row_id))


def _name(kind: str, value: str) -> str:
    digest = salted_hmac(f"dsar.outbox.{kind}", value, algorithm="sha256").hexdigest()
    return digest[:32]


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"
