"""What an officer says about a mail at the desk, and how it is put right."""

from datetime import timedelta

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.event_names import WORDS
from dsar.cases.models import Case
from dsar.inbound import keeping, queries, reading
from dsar.inbound.models import Mail
from dsar.inbound.storing import store
from dsar.outbox import ids
from dsar.outbox.models import Message as Sent
from dsar.outbox.ticks import tick
from dsar.vault import files
from dsar.vault.models import SealedFile
from dsar.vault.operations import unseal
from tests import desk
from tests.dashboard.conftest import clock, words  # noqa: F401
from tests.inbound.conftest import ARRIVED
from tests.samples import photo

ACCEPT = {
    "do": "accept",
    "accept-rights": ["erasure"],
    "accept-name": "Robin Requester",
    "accept-email": "robin@example.org",
    "accept-language": "en",
}


@pytest.fixture
def officer(company) -> Client:
    client = Client()
    client.force_login(desk.person(Role.OFFICER, company))
    return client


def at(mail: Mail) -> str:
    return f"/desk/mail/{mail.pk}/"


def test_the_page_shows_who_what_and_the_words_that_say_so(came, officer):
    mail = came("Hello,\nplease delete all my data.\n-- \nRobin\n")

    found = words(officer.get(at(mail)))

    assert "robin@example.org" in found
    assert "Delete my data“please delete all my data.”" in found
    assert "says the mailbox" in found


def test_the_list_and_today_count_it(came, officer):
    came()

    assert "Delete my data“Please delete all my data.”" in words(officer.get("/desk/mail/"))
    assert "Incoming mail: 1 to be decided" in words(officer.get("/desk/"))


def test_with_nothing_waiting_it_says_when_it_last_looked(came, officer):
    tick(name="incoming-mail", now=desk.MONDAY)

    assert "No new mail. Last checked 09:00." in words(officer.get("/desk/mail/"))


def test_accepted_it_is_a_case_from_the_moment_it_arrived(came, officer):
    mail = came(files=(("me.jpg", "image/jpeg", photo()),))

    answer = officer.post(at(mail), ACCEPT)

    case = Case.objects.get()
    mail.refresh_from_db()
    assert answer["Location"] == f"/desk/cases/{case.reference}/"
    assert (case.right, case.channel, case.received_at) == ("erasure", "email", ARRIVED)
    assert (mail.state, mail.case_id, mail.data_key_id) == ("case", case.pk, case.data_key_id)
    assert "Please delete all my data." in unseal(case, "details")["text"]
    assert case.documents.count() == 1
    assert Sent.objects.filter(data_key=case.data_key).count() == 1


def test_two_rights_are_two_cases(came, officer):
    mail = came()

    officer.post(at(mail), ACCEPT | {"accept-rights": ["erasure", "access"]})

    assert sorted(Case.objects.values_list("right", flat=True)) == ["access", "erasure"]


def test_accepted_twice_it_is_one(came, officer):
    mail = came()

    officer.post(at(mail), ACCEPT)
    officer.post(at(mail), ACCEPT)

    assert Case.objects.count() == 1


def test_without_a_right_nothing_is_opened(came, officer):
    answer = officer.post(at(came()), ACCEPT | {"accept-rights": []})

    assert answer.status_code == 400
    assert "Choose what they ask for" in words(answer)
    assert not Case.objects.exists()


def test_it_is_put_into_a_case_and_taken_out_again(came, company, officer):
    case = desk.receive(company, at=desk.MONDAY - timedelta(days=3))
    mail = came("I meant May.\n", sender="x@example.net", files=(("a.jpg", "image/jpeg", photo()),))

    officer.post(at(mail), {"do": "belongs", "belongs-reference": case.reference.lower()})
    mail.refresh_from_db()
    assert (mail.state, mail.data_key_id) == ("message", case.data_key_id)
    message = case.messages.get(pk=mail.message_id)
    assert unseal(message, "body")["text"] == "I meant May."

    officer.post(at(mail), {"do": "put_back"})
    mail.refresh_from_db()
    message.refresh_from_db()
    assert (mail.state, mail.case_id) == ("triage", None)
    assert mail.data_key_id != case.data_key_id
    assert "May" not in str(unseal(message, "body"))
    assert case.documents.get().file.destroyed_at
    assert reading.facts_of(mail).email == "x@example.net"


@pytest.mark.parametrize("which", [0, 1])
def test_of_two_that_came_at_the_same_moment_one_is_taken_out(came, company, officer, which):
    case = desk.receive(company, at=desk.MONDAY - timedelta(days=3))
    names = ("a.jpg", "b.jpg")
    mails = [came(sender="x@example.net", files=((n, "image/jpeg", photo()),)) for n in names]
    for mail in mails:
        officer.post(at(mail), {"do": "belongs", "belongs-reference": case.reference})

    officer.post(at(mails[which]), {"do": "put_back"})

    gone = [document.file.destroyed_at is not None for document in case.documents.order_by("pk")]
    assert gone == [which == 0, which == 1]


def test_a_case_of_another_company_takes_nothing(came, officer):
    other = desk.receive(desk.publish("next-connex"), at=desk.MONDAY - timedelta(days=3))
    mail = came()

    answer = officer.post(at(mail), {"do": "belongs", "belongs-reference": other.reference})

    assert "There is no case with this reference." in words(answer)
    mail.refresh_from_db()
    assert mail.state == "triage"


def test_no_request_is_kept_with_its_kind_and_can_be_put_back(came, officer):
    mail = came("Cheap pills\n")

    officer.post(at(mail), {"do": "no_request", "no_request-why": "spam"})
    mail.refresh_from_db()
    assert (mail.state, mail.why) == ("no-request", "spam")
    assert Sent.objects.count() == 0

    officer.post(at(mail), {"do": "put_back"})
    mail.refresh_from_db()
    assert (mail.state, mail.why) == ("triage", "")


def test_the_message_as_it_came_is_for_officers_and_each_look_is_kept(came, company, officer):
    raw = b"\x00 broken \xff" * 9
    mail = came(raw)

    got = officer.get(f"{at(mail)}original/")

    assert b"".join(got.streaming_content) == raw
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment")
    assert Event.objects.filter(event="mail.viewed").count() == 1


def test_who_asks_from_the_same_address_is_shown(came, company, officer):
    case = desk.receive(company, at=desk.MONDAY - timedelta(days=3))

    assert case.reference in words(officer.get(at(came())))


def test_what_a_colleague_passes_on_was_asked_by_somebody_else(came, company, officer):
    marked = "-------- Original Message --------\nFrom: Dana <dana@example.net>"
    passed = f"Can you?\n\n{marked}\n\nDelete my data\n"
    mail = came(passed, sender=f"Colleague <sales@{company.sender_email.partition('@')[2]}>")

    page = officer.get(at(mail)).content.decode()

    assert 'value="dana@example.net"' in page
    assert 'value="Dana"' in page


def test_what_names_another_company_says_so(came, company, officer):
    other = desk.publish("connexai")

    found = words(officer.get(at(came(f"Dear {other.name}, delete my data.\n"))))

    assert f"It speaks of {other.name}" in found


def test_after_half_a_year_what_was_no_request_is_gone(came, officer):
    mail = came()
    officer.post(at(mail), {"do": "no_request", "no_request-why": "spam"})
    mail.refresh_from_db()

    assert keeping.purge(now=mail.decided_at + keeping.KEPT - timedelta(seconds=1)) == 0
    assert keeping.purge(now=mail.decided_at + keeping.KEPT) == 1
    assert keeping.purge(now=mail.decided_at + keeping.KEPT) == 0

    mail = Mail.objects.get()
    assert (mail.facts, bool(mail.data_key.destroyed_at)) == (None, True)
    assert SealedFile.objects.get().destroyed_at
    assert officer.get(at(mail)).status_code == 404


def test_what_was_erased_comes_not_back_with_a_mailbox_that_is_read_again(came, company, officer):
    mail = came()
    raw = b"".join(files.read(mail.raw))
    officer.post(at(mail), {"do": "no_request", "no_request-why": "spam"})
    mail.refresh_from_db()
    later = mail.decided_at + keeping.KEPT
    keeping.purge(now=later)

    store(company_id=company.pk, raw=raw, door=Mail.Door.IMAP, now=later)

    assert Mail.objects.count() == 1
    assert not queries.mail_of([company]).exists()


def test_what_waits_is_never_erased(came):
    came()

    assert keeping.purge(now=desk.MONDAY + timedelta(days=4000)) == 0


def test_what_a_case_lets_go_of_goes_from_the_mail_too(came, company):
    case = desk.receive(company, at=desk.MONDAY - timedelta(days=3))
    mail = came(in_reply_to=ids.thread_id(case.reference))
    case.messages.filter(pk=mail.message_id).update(body=None)

    keeping.purge(now=desk.MONDAY)

    mail.refresh_from_db()
    mail.raw.refresh_from_db()
    assert mail.facts is None
    assert mail.raw.destroyed_at


def test_every_event_of_mail_has_words():
    events = ("taken", "taken-out", "no-request", "put-back", "viewed")
    assert all(f"mail.{event}" in WORDS for event in events)
