from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from dsar.outbox.models import Message, State
from dsar.outbox.operations import Owed, enqueue, enqueue_all, try_again
from dsar.outbox.sweep import sweep
from dsar.vault.operations import new_key, unseal
from tests.smtp import Sink

from .owing import COMPANY, LETTER, NOW, owe

pytestmark = pytest.mark.django_db


def test_a_letter_is_queued_and_due_now() -> None:
    message = owe()

    assert (message.state, message.due_at, message.attempts) == (State.QUEUED, NOW, 0)
    assert unseal(Message.objects.get(), "payload") == LETTER


def test_owing_a_letter_is_one_insert(django_assert_num_queries: Any) -> None:
    data_key = new_key(company_id=COMPANY, now=NOW)

    with django_assert_num_queries(1):
        owe(data_key=data_key)


def test_many_letters_of_one_change_are_one_insert(django_assert_num_queries: Any) -> None:
    data_key = new_key(company_id=COMPANY, now=NOW)
    owed = [Owed(COMPANY, data_key, "email", f"{n}", LETTER | {"subject": f"{n}"}) for n in (1, 2)]

    with django_assert_num_queries(1):
        enqueue_all(owed, now=NOW)

    texts = {message.key: unseal(message, "payload") for message in Message.objects.all()}
    assert {key: text["subject"] for key, text in texts.items()} == {"1": "1", "2": "2"}


def test_nothing_of_the_letter_can_be_read_in_the_table() -> None:
    owe()

    with connection.cursor() as cursor:
        cursor.execute("SELECT outbox_message::text, encode(payload, 'escape') FROM outbox_message")
        row, payload = cursor.fetchone()
    for word in ("rosa", "Rosa", "Lindqvist", "privacy@", "Dear"):
        assert word not in row + payload


def test_the_same_thing_is_not_owed_twice() -> None:
    owe("NEXT-7K3Q-9M:closed")

    with pytest.raises(IntegrityError, match="key"), transaction.atomic():
        owe("NEXT-7K3Q-9M:closed")

    assert Message.objects.count() == 1


def test_a_change_that_is_undone_owes_nothing() -> None:
    with transaction.atomic():
        owe()
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_a_letter_for_later_waits_for_its_time(smtp: Sink) -> None:
    owe(due_at=NOW + timedelta(days=14))

    assert sweep(now=NOW + timedelta(days=14) - timedelta(seconds=1)) == 0
    assert sweep(now=NOW + timedelta(days=14)) == 1


@pytest.mark.parametrize("part", ["from", "to", "subject", "text"])
def test_a_letter_without_its_parts_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match=part):
        owe(**{part: ""})


@pytest.mark.parametrize("part", ["from", "from_name", "to", "reply_to", "subject"])
@pytest.mark.parametrize("breaks", ["\n", "\r", "\r\n", "\0"])
def test_nobody_writes_a_header_of_their_own(part: str, breaks: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        owe(**{part: f"x@example.org{breaks}Bcc: eve@example.org"})


def test_an_unknown_way_out_is_refused() -> None:
    with pytest.raises(ValueError, match="pigeon"):
        enqueue(
            company_id=COMPANY,
            data_key=new_key(company_id=COMPANY, now=NOW),
            channel="pigeon",
            key="a letter",
            payload=LETTER,
            now=NOW,
        )


def test_a_reason_that_nobody_can_check_is_refused() -> None:
    with pytest.raises(ValueError, match="moon-is-full"):
        owe(reason="moon-is-full")


def test_another_company_cannot_seal_the_letter() -> None:
    stranger = new_key(company_id=COMPANY + 1, now=NOW)

    with pytest.raises(ValueError, match="another company"):
        owe(data_key=stranger)


def test_the_database_keeps_companies_apart_too() -> None:
    message = owe()

    with pytest.raises(IntegrityError, match="same_company"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(company_id=COMPANY + 1)


@pytest.mark.parametrize("state", [State.QUEUED, State.SENT, State.DROPPED])
def test_only_what_was_given_up_is_tried_again(state: State) -> None:
    message = owe()
    sent_at = NOW if state == State.SENT else None
    Message.objects.filter(pk=message.pk).update(state=state, sent_at=sent_at)

    with pytest.raises(ValueError, match="NEXT-7K3Q-9M:received is"):
        try_again(message_id=message.pk, now=NOW)
