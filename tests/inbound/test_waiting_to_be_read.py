"""While nobody can read it, a mail waits: no outage is long enough to leave it unread for good."""

from datetime import timedelta

import pytest

from dsar.content.jail import Said
from dsar.inbound import placing, reading
from dsar.inbound.models import Mail
from dsar.inbound.reading import Busy, facts_of
from dsar.vault.operations import Unreadable
from tests import desk
from tests.inbound.letters import WORDS

State = Mail.State


def look() -> int:
    return placing.place_all(now=desk.MONDAY)


@pytest.mark.parametrize("error", [Busy, OSError, Unreadable])
def test_after_an_outage_it_is_read(came, error):
    mail = came(placed=False)
    with pytest.MonkeyPatch.context() as away:
        away.setattr(reading, "raw_of", lambda _: _raise(error()))
        for _ in range(10):
            assert look() == 0
    mail.refresh_from_db()
    assert mail.state == State.STORED

    assert look() == 1

    mail.refresh_from_db()
    assert (mail.state, facts_of(mail).text.strip()) == (State.TRIAGE, WORDS.strip())


def test_one_that_cannot_be_read_holds_up_no_other(came, monkeypatch):
    monkeypatch.setattr(placing, "MOST", 1)
    lost, good = came(placed=False), came(placed=False)
    Mail.objects.filter(pk=good.pk).update(stored_at=desk.MONDAY + timedelta(minutes=1))
    read = reading.raw_of
    monkeypatch.setattr(
        reading, "raw_of", lambda mail: _raise(OSError()) if mail.pk == lost.pk else read(mail)
    )

    assert [look(), look(), look()] == [0, 1, 0]

    good.refresh_from_db()
    assert good.state == State.TRIAGE


def test_it_is_not_counted_for_ever(came, monkeypatch):
    mail = came(placed=False)
    Mail.objects.update(tries=placing.MOST_TRIES)
    monkeypatch.setattr(reading, "raw_of", lambda _: _raise(OSError()))

    look()

    mail.refresh_from_db()
    assert (mail.state, mail.tries) == (State.STORED, placing.MOST_TRIES)


def test_what_kills_its_reader_waits_for_a_person_at_once(came, monkeypatch):
    monkeypatch.setattr("dsar.content.jail.inspect", lambda *_, **__: Said(no="unreadable"))

    mail = came()

    assert mail.state == State.TRIAGE
    assert facts_of(mail).left_out == ("body", "head")


def _raise(error: Exception) -> bytes:
    raise error
