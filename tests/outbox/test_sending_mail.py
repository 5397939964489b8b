import email.utils
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from dsar.outbox.models import Message, State
from dsar.outbox.sweep import sweep
from tests.smtp import Server, Sink

from .owing import NOW, owe, owe_many

pytestmark = pytest.mark.django_db


def test_the_letter_arrives_as_it_was_written(smtp: Sink) -> None:
    owe()

    assert sweep(now=NOW) == 1

    (mail,) = smtp.messages
    assert mail["Subject"] == "Your request NEXT-7K3Q-9M"
    assert email.utils.parseaddr(mail["From"]) == ("Example Ltd", "privacy@example.com")
    assert (mail["To"], mail["Reply-To"]) == ("rosa@example.org", "case+7k3q@example.com")
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert "Dear Rosa Lindqvist" in plain.get_content()
    assert html is not None
    assert "<p>Dear Rosa Lindqvist" in html.get_content()


def test_it_is_marked_as_sent(smtp: Sink) -> None:
    owe()

    sweep(now=NOW)

    message = Message.objects.get()
    assert (message.state, message.sent_at, message.lease_until) == (State.SENT, NOW, None)
    assert sweep(now=NOW) == 0


def test_no_robot_is_asked_to_answer(smtp: Sink) -> None:
    owe()

    sweep(now=NOW)

    assert smtp.messages[0]["Auto-Submitted"] == "auto-generated"


def test_letters_of_one_case_hang_together_and_do_not_name_it(smtp: Sink) -> None:
    owe("one")
    owe("two")
    owe("three", thread="CORE-3P7D-6K")

    sweep(now=NOW)

    one, two, three = (mail["References"] for mail in smtp.messages)
    assert one == two != three
    assert "7K3Q" not in one


def test_each_letter_has_an_id_of_its_own(smtp: Sink) -> None:
    owe("one")
    owe("two")

    sweep(now=NOW)

    one, two = (mail["Message-ID"] for mail in smtp.messages)
    assert one != two


@pytest.mark.parametrize("name", ["Café Élan, Ltd", 'The "Best" Company', "日本商会", "A; B <c>"])
def test_any_name_survives_in_the_sender(smtp: Sink, name: str) -> None:
    owe(from_name=name)

    sweep(now=NOW)

    address = smtp.messages[0]["From"].addresses[0]
    assert (address.display_name, address.addr_spec) == (name, "privacy@example.com")


class CountingSink(Sink):
    greetings = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answer: Any
    ) -> Any:
        self.greetings += 1
        session.host_name = hostname
        return answer


@pytest.fixture
def counting(smtp: Sink, settings: Settings) -> Iterator[CountingSink]:
    sink = CountingSink()
    server = Server(sink)
    server.start()
    settings.EMAIL_PORT = sink.port
    sink.greetings = 0
    yield sink
    server.stop()


def test_a_batch_is_one_conversation(counting: CountingSink) -> None:
    owe_many(5)

    assert sweep(now=NOW) == 5

    assert (len(counting.messages), counting.greetings) == (5, 1)


def test_a_sweep_takes_no_more_than_it_is_told(smtp: Sink) -> None:
    owe_many(5)

    assert [sweep(now=NOW, limit=2) for _ in range(4)] == [2, 2, 1, 0]
