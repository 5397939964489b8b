"""What becomes of a letter that the other side does not take, or that is no longer needed."""

import socket
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Thread

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from dsar.outbox import claims, queries, reasons
from dsar.outbox import sweep as sweeping
from dsar.outbox.models import Message, State
from dsar.outbox.operations import try_again
from dsar.outbox.overdue import overdue
from dsar.outbox.sweep import drain, sweep
from dsar.vault.operations import shred
from tests.smtp import Server, Sink

from .owing import COMPANY, NOW, owe, owe_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_server(smtp: Sink, settings: Settings) -> None:
    settings.EMAIL_PORT = 1


def tries(times: int, *, start: datetime = NOW) -> Message:
    now = start
    for _ in range(times):
        sweep(now=now)
        now = Message.objects.get().next_try_at
    return Message.objects.get()


def test_six_refusals_and_it_is_given_up_where_people_see_it(smtp: Sink) -> None:
    smtp.refuse = "550 no such person"
    owe()

    message = tries(6)

    assert (message.state, message.attempts) == (State.FAILED, 6)
    assert message.last_error == "smtp-550"
    assert list(queries.given_up([COMPANY])) == [message]
    assert not queries.given_up([COMPANY + 1])


def test_five_refusals_are_not_yet_the_end(smtp: Sink) -> None:
    smtp.refuse = "451 busy"
    owe()
    tries(5)

    smtp.refuse = ""

    assert sweep(now=Message.objects.get().next_try_at) == 1


def test_each_wait_is_longer_than_the_last(smtp: Sink) -> None:
    smtp.refuse = "451 busy"
    owe()
    waits, now = [], NOW
    for _ in range(5):
        sweep(now=now)
        later = Message.objects.get().next_try_at
        waits.append(later - now)
        now = later

    assert waits == sorted(waits)
    assert timedelta(seconds=48) <= waits[0] <= timedelta(seconds=72)
    assert sum(waits, timedelta()) > timedelta(hours=19)


def test_it_is_not_tried_before_its_time(smtp: Sink) -> None:
    smtp.refuse = "451 busy"
    owe()
    sweep(now=NOW)
    smtp.refuse = ""

    assert sweep(now=NOW + timedelta(seconds=40)) == 0


class PickySink(Sink):
    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == "nobody@example.org":
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def test_one_refusal_does_not_hold_up_the_others(smtp: Sink, settings: Settings) -> None:
    picky = PickySink()
    server = Server(picky)
    server.start()
    settings.EMAIL_PORT = picky.port
    owe("first", to="nobody@example.org")
    owe_many(3)

    assert sweep(now=NOW) == 3
    assert len(picky.messages) == 3
    assert Message.objects.get(key="first").last_error == "smtp-550"
    server.stop()


def test_what_was_given_up_can_be_tried_again_under_the_same_id(smtp: Sink) -> None:
    smtp.refuse = "550 no"
    owe()
    failed = tries(6)
    smtp.refuse = ""

    try_again(message_id=failed.pk, now=NOW + timedelta(days=2))

    assert sweep(now=NOW + timedelta(days=2)) == 1
    assert Message.objects.get().attempts == 1


def test_a_mail_server_that_is_away_uses_up_nobodys_tries(no_server: None) -> None:
    owe_many(3)
    for minute in range(0, 60, 2):
        sweep(now=NOW + timedelta(minutes=minute))

    rows = Message.objects.all()

    assert {(row.state, row.attempts) for row in rows} == {(State.QUEUED, 0)}
    assert {row.last_error for row in rows} == {"no-connection"}
    assert overdue(now=NOW + timedelta(minutes=11))["outbox"].count == 3


def test_a_server_that_is_away_forgives_no_earlier_refusal(no_server: None) -> None:
    owe_many(3)
    Message.objects.update(attempts=3)

    sweep(now=NOW)

    assert set(Message.objects.values_list("attempts", flat=True)) == {3}


def test_a_mail_server_that_is_away_is_left_alone_for_a_minute(no_server: None) -> None:
    owe_many(2)

    sweep(now=NOW)

    assert {row.next_try_at for row in Message.objects.all()} == {NOW + timedelta(minutes=1)}


def test_a_mail_server_that_is_away_is_asked_once_a_sweep(settings: Settings, smtp: Sink) -> None:
    calls = []

    def hang_up_on_everybody(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                caller, _ = server.accept()
                calls.append(caller)
                caller.close()

    owe_many(3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_PORT = server.getsockname()[1]
        Thread(target=hang_up_on_everybody, args=[server], daemon=True).start()
        sweep(now=NOW)
        server.shutdown(socket.SHUT_RDWR)

    assert len(calls) == 1


class RudeSink(Sink):
    """Hangs up on the first letter."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if not self.envelopes:
            self.envelopes.append(envelope)
            server.transport.close()
            return "421 closing"
        return await super().handle_DATA(server, session, envelope)


def test_after_a_broken_conversation_the_next_letter_begins_a_new_one(
    smtp: Sink, settings: Settings
) -> None:
    rude = RudeSink()
    server = Server(rude)
    server.start()
    settings.EMAIL_PORT = rude.port
    owe_many(3)

    assert sweep(now=NOW) == 2
    server.stop()


def test_all_leave_once_the_mail_server_is_back(
    no_server: None, smtp: Sink, settings: Settings
) -> None:
    owe_many(3)
    sweep(now=NOW)

    settings.EMAIL_PORT = smtp.port

    assert drain(now=NOW + timedelta(minutes=1)) == 3


def test_a_letter_whose_reason_is_gone_is_dropped(smtp: Sink) -> None:
    asked = []

    def case_is_open(subject: str) -> bool:
        asked.append(subject)
        return False

    reasons.register("test-open", case_is_open)
    owe(reason="test-open", about="NEXT-7K3Q-9M")

    assert sweep(now=NOW) == 0
    assert asked == ["NEXT-7K3Q-9M"]
    assert not smtp.messages
    assert Message.objects.get().state == State.DROPPED


def test_a_letter_whose_reason_holds_is_sent(smtp: Sink) -> None:
    reasons.register("test-open", lambda subject: subject == "NEXT-7K3Q-9M")
    owe(reason="test-open", about="NEXT-7K3Q-9M")

    assert sweep(now=NOW) == 1


def test_a_reason_that_cannot_be_checked_sends_nothing_yet(smtp: Sink) -> None:
    def broken(subject: str) -> bool:
        raise LookupError(subject)

    reasons.register("test-broken", broken)
    owe(reason="test-broken", about="NEXT-7K3Q-9M")

    assert sweep(now=NOW) == 0
    message = Message.objects.get()
    assert (message.state, message.last_error) == (State.QUEUED, "LookupError")


def test_a_letter_of_an_erased_case_is_dropped(smtp: Sink) -> None:
    message = owe()
    shred(data_key_id=message.data_key_id, now=NOW)

    assert sweep(now=NOW) == 0
    assert not smtp.messages
    assert (Message.objects.get().state, Message.objects.get().last_error) == ("dropped", "erased")


def test_a_row_that_killed_six_senders_is_given_up(smtp: Sink) -> None:
    owe()
    Message.objects.update(attempts=6, lease_until=NOW - timedelta(seconds=1))

    assert sweep(now=NOW) == 0
    assert (Message.objects.get().state, Message.objects.get().last_error) == (
        State.FAILED,
        "died-sending",
    )


def test_when_the_time_is_over_the_rest_is_given_back(
    smtp: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe_many(3)
    monkeypatch.setattr(sweeping, "BUDGET_SECONDS", 0.0)

    assert sweep(now=NOW) == 0
    assert {(row.lease_until, row.attempts) for row in Message.objects.all()} == {(None, 0)}

    monkeypatch.undo()
    assert sweep(now=NOW) == 3


def test_giving_back_costs_the_same_for_one_and_for_many(
    smtp: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BUDGET_SECONDS", 0.0)
    owe_many(5)
    counts = []
    for limit in (1, 5):
        with CaptureQueriesContext(connection) as asked:
            sweep(now=NOW, limit=limit)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_what_somebody_else_has_claimed_meanwhile_is_not_given_back(smtp: Sink) -> None:
    owe_many(2)
    mine = claims.claim(now=NOW, limit=2)
    theirs = claims.claim(now=NOW + claims.LEASE, limit=1)

    claims.give_back(mine)

    held = Message.objects.exclude(lease_until=None)
    assert [row.pk for row in held] == [row.pk for row in theirs]


def test_draining_goes_on_after_a_full_batch(smtp: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    owe_many(5)

    assert drain(now=NOW) == 5


def test_no_address_reaches_the_log(smtp: Sink, caplog: pytest.LogCaptureFixture) -> None:
    smtp.refuse = "550 <rosa@example.org>: no such person"
    owe()

    sweep(now=NOW)

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("dsar")]
    assert ["smtp-550" in line for line in ours] == [True]
    assert "rosa" not in "".join(ours)
