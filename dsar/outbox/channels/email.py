"""E-mail through Django's SMTP backend, one connection a batch."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import formataddr
from uuid import UUID

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from dsar.failpoints import reach
from dsar.outbox.channels.base import NotSent, Payload, Unreachable
from dsar.outbox.ids import message_id, thread_id

NEEDED = ("from", "to", "subject", "text")
ONE_LINE = ("from", "from_name", "to", "reply_to", "subject")


def check(payload: Payload) -> None:
    for name in NEEDED:
        if not payload.get(name):
            raise ValueError(f"an e-mail needs {name!r}")
    for name in ONE_LINE:
        # A line break would begin a header of the writer's choosing.
        if any(ch in str(payload.get(name, "")) for ch in "\r\n\0"):
            raise ValueError(f"{name!r} of an e-mail is one line")


@contextmanager
def batch() -> Iterator["EmailSender"]:
    sender = EmailSender()
    try:
        yield sender
    finally:
        sender.hang_up()


class EmailSender:
    def __init__(self) -> None:
        self.connection: BaseEmailBackend = get_connection()

    def send(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:  # noqa: ARG002
        mail = build(row_id=row_id, payload=payload, connection=self.connection)
        self._connect()
        try:
            if not mail.send():
                raise NotSent("no-recipient", for_good=True)
        except (smtplib.SMTPException, OSError) as error:
            # What state the conversation is in is anybody's guess: the next one starts afresh.
            self.hang_up()
            raise NotSent(_code(error)) from error
        except ValueError as error:
            raise NotSent("bad-address", for_good=True) from error
        reach("after-data")

    def _connect(self) -> None:
        try:
            self.connection.open()
        except (smtplib.SMTPException, OSError) as error:
            self.hang_up()
            raise Unreachable(_code(error)) from error

    def hang_up(self) -> None:
        try:
            self.connection.close()
        except (smtplib.SMTPException, OSError):
            self.connection = get_connection()


def build(
    *, row_id: UUID, payload: Payload, connection: BaseEmailBackend
) -> EmailMultiAlternatives:
    """The same row gives the same Message-ID, today and after a crash."""
    headers = {
        "Message-ID": message_id(row_id),
        # RFC 3834: no holiday notice comes back, no robot answers.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if thread := payload.get("thread"):
        headers["References"] = headers["In-Reply-To"] = thread_id(thread)
    mail = EmailMultiAlternatives(
        subject=payload["subject"],
        body=payload["text"],
        from_email=formataddr((payload.get("from_name", ""), payload["from"])),
        to=[payload["to"]],
        reply_to=[payload["reply_to"]] if payload.get("reply_to") else None,
        headers=headers,
        connection=connection,
    )
    if html := payload.get("html"):
        mail.attach_alternative(html, "text/html")
    return mail


def _code(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, _ = next(iter(error.recipients.values()))
        return f"smtp-{code}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"smtp-{error.smtp_code}"
    if isinstance(error, TimeoutError):
        return "timeout"
    return "no-connection"
