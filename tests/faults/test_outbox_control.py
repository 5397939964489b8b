"""Does the kill test see anything? The same crash, with the protection taken out, must do harm."""

from collections import Counter
from threading import Barrier, Thread

import pytest
from django.db import connection

from dsar.outbox.channels import WAYS
from dsar.outbox.claims import mark_sent
from dsar.outbox.models import Message, State
from dsar.vault.operations import unseal
from tests.outbox.owing import NOW, owe_many
from tests.smtp import Sink

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


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
