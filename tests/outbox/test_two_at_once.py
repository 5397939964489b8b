from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from dsar.outbox import claims
from dsar.outbox.models import Message
from dsar.outbox.sweep import sweep
from tests.smtp import Sink

from .owing import NOW, owe, owe_many

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs: Callable[[], object]) -> None:
    """Run each in a thread with a database connection of its own."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            job()
        finally:
            connection.close()

    threads = [Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_two_sweepers_send_each_letter_once(smtp: Sink) -> None:
    owed = owe_many(60)

    def work() -> None:
        while sweep(now=NOW, limit=7):
            pass

    together(work, work, work)

    assert Counter(mail["Subject"] for mail in smtp.messages) == dict.fromkeys(owed, 1)


def test_nobody_waits_for_a_row_that_is_being_claimed(smtp: Sink) -> None:
    owe_many(2)
    taken: list[Message] = []

    with transaction.atomic():
        claims.claim(now=NOW, limit=1)
        together(lambda: taken.extend(claims.claim(now=NOW, limit=5)))

    assert len(taken) == 1


def test_a_lease_that_passed_on_stops_the_first_holder() -> None:
    owe()
    (first,) = claims.claim(now=NOW, limit=1)
    (second,) = claims.claim(now=NOW + claims.LEASE, limit=1)

    assert not claims.begin(first)
    assert claims.begin(second)


def test_the_first_holder_cannot_mark_a_failure_any_more() -> None:
    owe()
    (first,) = claims.claim(now=NOW, limit=1)
    claims.begin(first)
    claims.claim(now=NOW + claims.LEASE, limit=1)

    claims.mark_not_sent(first, code="late", for_good=True, now=NOW + claims.LEASE)

    assert Message.objects.get().last_error == ""


def test_but_what_it_did_send_counts_as_sent() -> None:
    owe()
    (first,) = claims.claim(now=NOW, limit=1)
    claims.begin(first)
    (second,) = claims.claim(now=NOW + claims.LEASE, limit=1)

    claims.mark_sent(first, now=NOW + claims.LEASE)

    assert not claims.begin(second)
