"""Does the kill test see anything? The same crash, with the protection taken out, must do harm."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from dsar.outbox.channels import WAYS
from dsar.outbox.claims import LEASE, mark_sent
from dsar.outbox.models import Message, State
from dsar.outbox.sweep import drain
from dsar.vault.operations import unseal
from tests.outbox.owing import NOW, owe_many, start
from tests.smtp import Sink

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

MARK_BEFORE_SENDING = """
import django
django.setup()
from dsar import tenancy
whole_desk = tenancy.operator()  # without a name it would end at once
whole_desk.__enter__()
from django.utils import timezone
from dsar.outbox.channels import WAYS
from dsar.outbox.claims import claim, mark_sent
from dsar.outbox.failpoints import reach
from dsar.vault.operations import unseal

now = timezone.now()
with WAYS["email"].batch() as sender:
    for row in claim(now=now, limit=100):
        mark_sent(row, now=now)
        reach("before-send")
        sender.send(row_id=row.pk, payload=unseal(row, "payload"), now=now)
"""


def test_marking_before_sending_loses_a_letter(smtp: Sink) -> None:
    owed = owe_many(4)

    assert start(["-c", MARK_BEFORE_SENDING], sink=smtp, crash_at="before-send").wait(60) == 137
    drain(now=timezone.now() + LEASE + timedelta(seconds=1))

    arrived = {mail["Subject"] for mail in smtp.messages}
    assert len(owed - arrived) == 1
    assert {message.state for message in Message.objects.all()} == {State.SENT}


def test_without_a_claim_two_senders_repeat_themselves(smtp: Sink) -> None:
    owed = owe_many(6)
    barrier = Barrier(2)

    def send_without_a_claim() -> None:
        rows = list(Message.objects.filter(state=State.QUEUED).select_related("data_key"))
        barrier.wait(10)
        with WAYS["email"].batch() as sender:
            for row in rows:
                sender.send(row_id=row.pk, payload=unseal(row, "payload"), now=NOW)
                mark_sent(row, now=NOW)
        connection.close()

    senders = [Thread(target=send_without_a_claim) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)

    assert Counter(mail["Subject"] for mail in smtp.messages) == dict.fromkeys(owed, 2)
