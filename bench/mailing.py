"""Letters that are owed, sent to a server that keeps nothing, beside a bare loop of `smtplib`."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.utils import timezone

from bench import world
from bench.turns import rounded, take_turns
from dsar.outbox import held
from dsar.outbox.models import Message, State
from dsar.outbox.operations import enqueue
from dsar.outbox.sweep import drain
from dsar.vault.operations import new_key
from tests.smtp import Server, Sink

TEXT = "Dear Robin Requester,\n\nWe have your request.\n" * 20


class Nowhere(Sink):
    """Takes everything and keeps how many there were."""

    count = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002
        self.count += 1
        return "250 Taken"


def measure(company: Any, *, mails: int, rounds: int) -> dict[str, Any]:
    Message.objects.all().delete()  # what requests taken in before still owe is not ours to send
    with _sink() as sink:
        _owe(company, mails)
        times = take_turns(
            {"what is owed": _send_what_is_owed, "bare smtplib": lambda: _bare(sink, mails)},
            rounds=rounds,
            before=_owe_again,
        )
        assert sink.count == 2 * mails * rounds, sink.count
    ours, bare = times["what is owed"], times["bare smtplib"]
    return {
        "mails": mails,
        "a second": rounded({"what is owed": mails / ours, "bare smtplib": mails / bare}),
        "ratios": rounded({"mails a second, to bare smtplib": bare / ours}),
    }


@contextmanager
def _sink() -> Iterator[Nowhere]:
    sink = Nowhere()
    server = Server(sink)
    server.start()
    before = settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
    try:
        yield sink
    finally:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = before
        server.stop()


def _owe(company: Any, mails: int) -> None:
    now = timezone.now()
    key = new_key(company_id=company.pk, now=now)
    for number in range(mails):
        payload = {
            "from": "privacy@example.com",
            "from_name": "Example Ltd",
            "to": f"robin.{number}@example.org",
            "subject": "Your request",
            "text": TEXT,
            "html": f"<p>{TEXT}</p>",
        }
        enqueue(
            company_id=company.pk,
            data_key=key,
            channel="email",
            key=f"bench:{number}",
            payload=payload,
            now=now,
        )


def _owe_again() -> None:
    # Unsent again what was sent: the desk would take that for a restored database, and hold it.
    held.release()
    bench = Message.objects.filter(key__startswith="bench:")
    now = timezone.now()
    bench.update(state=State.QUEUED, attempts=0, next_try_at=now, lease_until=None, sent_at=None)
    world.tidy("outbox_message")


def _send_what_is_owed() -> None:
    drain(now=timezone.now())


def _bare(sink: Nowhere, mails: int) -> None:
    with smtplib.SMTP(sink.host, sink.port) as line:
        for number in range(mails):
            mail = EmailMessage()
            mail["From"], mail["To"] = "privacy@example.com", f"robin.{number}@example.org"
            mail["Subject"] = "Your request"
            mail.set_content(TEXT)
            mail.add_alternative(f"<p>{TEXT}</p>", subtype="html")
            line.send_message(mail)
