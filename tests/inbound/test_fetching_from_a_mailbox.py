"""A mailbox at a real server, spoken to over a socket: each message once, and none lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import Settings as Configured

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.inbound import mailboxes, storing
from dsar.inbound.imap import Settings
from dsar.inbound.models import Mail, Mailbox
from dsar.outbox.sweeps import names
from tests import desk
from tests.dashboard.conftest import clock, words  # noqa: F401
from tests.inbound import imap
from tests.inbound.letters import written
from tests.proving import just_proved

NOW, ARRIVED = desk.MONDAY, desk.MONDAY - timedelta(hours=20)


@pytest.fixture(autouse=True)
def _may_call_this_machine(settings: Configured) -> None:
    settings.DEMO = True


@pytest.fixture
def box() -> imap.Mailbox:
    return imap.Mailbox()


@pytest.fixture
def server(box: imap.Mailbox) -> Iterator[imap.Server]:
    with imap.Server(box) as server:
        yield server


@pytest.fixture
def told(server: imap.Server) -> Settings:
    return Settings("127.0.0.1", imap.USER, imap.PASSWORD, port=server.port, tls=False)


def connect(company, told: Settings) -> Mailbox:
    return mailboxes.set_mailbox(
        company_id=company.pk,
        told=told,
        is_on=True,
        since=date(2026, 11, 1),
        actor="user:1",
        now=NOW,
    )


def look(at=NOW) -> int:
    return mailboxes.look_into_all(now=at)


def test_what_lies_there_is_fetched_with_the_date_of_the_mailbox(company, box, told):
    raw = written()
    box.put(raw, ARRIVED)
    connect(company, told)

    assert look() == 1

    mail = Mail.objects.get()
    assert (mail.received_at, mail.told_by, mail.door) == (ARRIVED, "mailbox", "imap")
    assert mail.raw.size == len(raw)


def test_nothing_there_is_changed(company, box, told):
    box.put(written(), ARRIVED)
    connect(company, told)

    look()

    done = {command.split()[0] for command in box.commands}
    assert done <= {"CAPABILITY", "LOGIN", "EXAMINE", "STATUS", "UID", "LOGOUT"}
    assert any("BODY.PEEK[]" in command for command in box.commands)


def test_each_is_fetched_once(company, box, told):
    box.put(written(), ARRIVED)
    connect(company, told)
    look()
    box.put(written(), ARRIVED)

    assert look(NOW + timedelta(minutes=2)) == 1
    assert look(NOW + timedelta(minutes=4)) == 0
    assert Mail.objects.count() == 2


def test_a_mailbox_that_was_made_anew_brings_nothing_twice(company, box, told):
    box.put(written(), ARRIVED)
    connect(company, told)
    look()
    box.validity += 1

    look(NOW + timedelta(minutes=2))

    assert Mail.objects.count() == 1


def test_what_came_before_the_day_that_was_named_stays_there(company, box, told):
    box.put(written(), desk.MONDAY - timedelta(days=60))
    connect(company, told)

    assert look() == 0


def test_a_line_that_breaks_loses_nothing(company, box, told):
    for _ in range(3):
        box.put(written(), ARRIVED)
    connect(company, told)
    box.hang_up_at = "UID FETCH 2"
    look()
    assert Mail.objects.count() == 1
    mailbox = Mailbox.objects.get()
    assert (mailbox.failing_since, mailbox.trouble) == (NOW, "no-connection")

    box.hang_up_at = ""
    look(NOW + timedelta(minutes=5))

    mailbox.refresh_from_db()
    assert Mail.objects.count() == 3
    assert (mailbox.failing_since, mailbox.trouble, mailbox.lease_until) == (None, "", None)


def test_only_one_worker_looks_at_a_time(company, box, told):
    mailbox = connect(company, told)
    box.put(written(), ARRIVED)
    Mailbox.objects.update(lease_until=NOW + mailboxes.LEASE)

    assert look(NOW + timedelta(minutes=1)) == 0
    assert look(NOW + mailboxes.LEASE) == 1
    assert mailbox.pk


def test_what_is_too_large_leaves_its_head_here_and_the_rest_there(company, box, told, monkeypatch):
    monkeypatch.setattr("dsar.inbound.imap.MOST_BYTES", 500)
    box.put(written("x" * 2000), ARRIVED)
    connect(company, told)

    look()

    mail = Mail.objects.get()
    assert not mail.is_whole
    assert mail.raw.size < 500 < storing.MOST_BYTES


def test_what_is_larger_than_the_server_says_leaves_its_head_too(company, box, told, monkeypatch):
    monkeypatch.setattr("dsar.inbound.imap.MOST_BYTES", 500)
    monkeypatch.setattr("dsar.inbound.storing.MOST_BYTES", 500)
    box.says_size = 100
    box.put(written("x" * 2000), ARRIVED)
    box.put(written(), ARRIVED)
    connect(company, told)

    assert look() == 2

    assert [mail.is_whole for mail in Mail.objects.order_by("stored_at", "pk")] == [False, True]


@pytest.mark.parametrize("answer", ["NO [SERVERBUG] no", "BAD no", "OK done"])
def test_one_that_is_not_handed_over_stops_no_other(company, box, told, answer):
    for _ in range(3):
        box.put(written(), ARRIVED)
    box.refused[2] = answer
    connect(company, told)

    assert look() == 2

    mailbox = Mailbox.objects.get()
    assert (mailbox.last_uid, mailbox.trouble, mailbox.lease_until) == (3, "", None)
    assert Event.objects.get(event="mailbox.passed-over").facts == {"uid": 2}


def test_while_nothing_is_handed_over_nothing_is_passed_over(company, box, told):
    for uid in (1, 2):
        box.put(written(), ARRIVED)
        box.refused[uid] = "NO [UNAVAILABLE] later"
    connect(company, told)
    look()
    assert Mailbox.objects.get().trouble == "not-given"

    box.refused.clear()

    assert look(NOW + timedelta(minutes=5)) == 2


def test_settings_that_are_saved_during_a_look_stay_as_they_were_saved(
    company, box, told, monkeypatch
):
    for _ in range(2):
        box.put(written(), ARRIVED)
    connect(company, told)
    elsewhere = replace(told, folder="Other")

    def saved_meanwhile(**given):
        connect(company, elsewhere)
        return storing.store(**given)

    monkeypatch.setattr(mailboxes, "store", saved_meanwhile)

    assert mailboxes._look(mailboxes._claim(NOW), now=NOW) == 1

    mailbox = Mailbox.objects.get()
    assert mailboxes.settings_of(mailbox).folder == "Other"
    assert (mailbox.last_uid, mailbox.uid_validity, mailbox.checked_at) == (0, None, None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "wrong"}, "login"),
        ({"folder": "Nowhere"}, "folder"),
        ({"port": 1}, "no-connection"),
        ({"host": "no.such.host.invalid"}, "no-such-host"),
    ],
)
def test_why_it_cannot_be_reached_is_kept_as_a_code(company, told, change, code):
    connect(company, replace(told, **change))

    look()

    assert Mailbox.objects.get().trouble == code


def test_outside_a_demonstration_nothing_goes_without_tls(company, told, settings):
    settings.DEMO = settings.DEBUG = settings.WEBHOOK_ALLOW_PRIVATE = False
    connect(company, told)

    look()

    assert Mailbox.objects.get().trouble == "not-tls"


def test_beat_and_tick_look_into_it():
    assert names().index("mailboxes") < names().index("incoming-mail")


@pytest.fixture
def admin(company) -> Client:
    client = Client()
    client.force_login(desk.person(Role.ADMIN, company))
    just_proved(client, now=NOW + timedelta(hours=8))
    return client


@pytest.fixture
def typed(server) -> dict[str, str]:
    return {
        "host": "127.0.0.1",
        "port": str(server.port),
        "user": imap.USER,
        "password": imap.PASSWORD,
        "folder": "INBOX",
        "since": "2026-11-01",
        "is_on": "on",
    }


PAGE = "/desk/inbox/nexus-ip/"


@pytest.fixture
def _without_tls(monkeypatch):
    """The form always asks for it; the server of a test has none."""
    monkeypatch.setattr("dsar.dashboard.views.inbox.TLS", False)


@pytest.mark.usefixtures("_without_tls")
def test_an_administrator_tries_it_and_nothing_is_kept(admin, box, typed):
    box.put(written(), ARRIVED)

    answer = admin.post(PAGE, typed | {"do": "try"})

    assert "It works: 1 message since that day." in words(answer)
    assert not Mailbox.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.usefixtures("_without_tls")
def test_a_wrong_password_is_said_in_a_sentence(admin, typed):
    answer = admin.post(PAGE, typed | {"do": "try", "password": "wrong"})

    assert "The server refuses the user name or the password." in words(answer)


@pytest.mark.usefixtures("_without_tls")
def test_saved_it_is_sealed_and_the_password_is_never_shown(admin, box, typed):
    admin.post(PAGE, typed)

    mailbox = Mailbox.objects.get()
    assert mailboxes.settings_of(mailbox).password == imap.PASSWORD
    assert imap.USER.encode() not in bytes(mailbox.settings)
    assert "pass\\word" not in admin.get(PAGE).content.decode()
    assert Event.objects.get(event="mailbox.set").facts == {"active": True}

    admin.post(PAGE, typed | {"password": "", "folder": "INBOX"})
    assert mailboxes.settings_of(Mailbox.objects.get()).password == imap.PASSWORD


@pytest.mark.usefixtures("_without_tls")
def test_a_kept_password_goes_to_no_other_server(admin, typed):
    admin.post(PAGE, typed)

    answer = admin.post(PAGE, typed | {"password": "", "host": "localhost"})

    assert answer.status_code == 400
    assert mailboxes.settings_of(Mailbox.objects.get()).host == "127.0.0.1"


def test_since_when_it_cannot_be_reached_stands_where_officers_look(company, told, clock):  # noqa: F811
    connect(company, replace(told, port=1))
    look()
    officer = Client()
    officer.force_login(desk.person(Role.OFFICER, company))

    found = words(officer.get("/desk/mail/"))

    assert (
        "The mailbox of Nexus IP cannot be reached since Monday 23 November 2026, 09:00." in found
    )
