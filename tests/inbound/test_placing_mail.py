"""What a mail is, and where it is put without anybody's help."""

from datetime import timedelta

import pytest

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.models import Message, Notice
from dsar.cases.operations import erasing
from dsar.cases.operations.assigning import take
from dsar.cases.transitions import Status
from dsar.inbound import threads
from dsar.inbound.models import Mail
from dsar.inbound.placing import place, place_all
from dsar.inbound.reading import facts_of
from dsar.outbox import ids
from dsar.outbox.models import Message as Sent
from dsar.outbox.models import State as Out
from dsar.vault.operations import unseal
from tests import desk
from tests.inbound.conftest import ARRIVED
from tests.inbound.letters import bounce
from tests.samples import photo

State = Mail.State


@pytest.fixture
def case(company):
    return desk.receive(company, at=desk.MONDAY - timedelta(days=3))


def thread(case):
    return ids.thread_id(case.reference)


def left(case):
    """The receipt, as the outbox sent it."""
    sent = Sent.objects.get(data_key=case.data_key, key__startswith="letter:")
    Sent.objects.filter(pk=sent.pk).update(state=Out.SENT, sent_at=desk.MONDAY)
    return sent


def test_what_answers_to_nothing_waits_for_an_officer(came):
    mail = came("Please send me a copy of my data.\n")

    assert mail.state == State.TRIAGE
    assert facts_of(mail).email == "robin@example.org"


def test_a_reply_becomes_a_message_of_its_case(came, case):
    mail = came("Here is more.\n\nOn Fri, Nexus IP wrote:\n> old\n", in_reply_to=thread(case))

    message = case.messages.filter(direction="in").latest("at", "pk")
    body = unseal(message, "body")
    assert (mail.state, mail.case_id, mail.message_id) == (State.MESSAGE, case.pk, message.pk)
    assert body["text"] == "Here is more."
    assert body["subject"] == "Email from robin@example.org, the address on file"


def test_a_reply_to_the_very_mail_is_one_too(came, case):
    mail = came(references=ids.message_id(left(case).pk))

    assert mail.case_id == case.pk


def test_it_lies_under_the_key_of_the_case_and_goes_with_it(came, case):
    mail = came(in_reply_to=thread(case))

    assert mail.data_key_id == mail.raw.data_key_id == case.data_key_id


def test_from_another_address_it_is_said_that_it_is_another(came, case):
    came(sender="x@example.net", in_reply_to=thread(case))

    last = case.messages.filter(direction="in").latest("at", "pk")
    assert unseal(last, "body")["subject"] == "Email from x@example.net, not the address on file"


def test_a_reference_counts_with_the_address_on_file_only(came, case):
    theirs = came(subject=f"Re: Nexus IP: {case.reference}")
    strange = came(subject=f"Re: Nexus IP: {case.reference}", sender="x@example.net")

    assert (theirs.state, strange.state) == (State.MESSAGE, State.TRIAGE)


def test_a_case_of_another_company_is_none_of_its_business(came):
    other = desk.receive(desk.publish("next-connex"), at=desk.MONDAY - timedelta(days=3))

    mail = came(subject=other.reference, in_reply_to=thread(other))

    assert mail.state == State.TRIAGE


def test_an_answer_sets_the_clock_going_from_the_day_it_arrived(came, case):
    desk.identified(case)
    desk.asked(case, now=desk.MONDAY - timedelta(days=2))

    came("The calls of May.\n", in_reply_to=thread(case), at=desk.MONDAY - timedelta(days=1))

    case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS
    resumed = case.clock.events.get(kind="resume")
    assert resumed.on == (desk.MONDAY - timedelta(days=1)).date()


def test_a_mail_that_crossed_with_our_question_is_no_answer(came, case):
    desk.identified(case)
    desk.asked(case, now=desk.MONDAY - timedelta(hours=1))

    came("Hello again.\n", in_reply_to=thread(case), at=ARRIVED)

    case.refresh_from_db()
    assert case.status == Status.AWAITING_REQUESTER


def test_who_works_on_the_case_is_told(came, company, case):
    officer = desk.person(Role.OFFICER, company)
    take(case_id=case.pk, actor=officer.actor, now=desk.MONDAY)

    came(in_reply_to=thread(case))

    assert Notice.objects.get(user=officer).kind == "mail-came"
    assert Event.objects.filter(subject=case.reference, event="mail.taken").exists()


def test_a_picture_that_comes_along_is_made_anew_and_lies_with_the_case(came, case):
    files = (("me.jpg", "image/jpeg", photo()), ("tool.exe", "application/x-msdownload", b"MZ"))

    mail = came("See this.\n", in_reply_to=thread(case), files=files)

    [document] = case.documents.all()
    assert unseal(document.file, "name") == "me.jpg"
    assert [file["name"] for file in facts_of(mail).files] == ["me.jpg", "tool.exe"]


def test_a_mail_that_came_back_is_a_letter_that_is_owed_again(came, case):
    sent = left(case)

    mail = came(bounce(ids.message_id(sent.pk)))

    letter = Message.objects.get(pk=sent.key.removeprefix("letter:"))
    assert (mail.state, mail.case_id) == (State.BOUNCE, case.pk)
    assert letter.by_post
    assert letter.posted_at is None
    note = case.messages.get(kind="returned")
    assert "Their mail server says 5.1.1." in unseal(note, "body")["text"]


@pytest.fixture(params=["search:7c1e:1", "notice:7c1e"])
def to_others(case, request):
    """What we wrote about the case to who runs a system, or to an officer."""
    return desk_mail(case, request.param)


def desk_mail(case, key):
    return Sent.objects.create(
        company_id=case.company_id,
        data_key=case.data_key,
        channel="email",
        key=key,
        state=Out.SENT,
        sent_at=desk.MONDAY,
        created_at=desk.MONDAY,
        due_at=desk.MONDAY,
        next_try_at=desk.MONDAY,
    )


def test_what_others_than_the_requester_answer_waits(came, case, to_others):
    told = f"Re: {case.reference}: please search CRM"

    mail = came("Nothing found.\n", subject=told, in_reply_to=ids.message_id(to_others.pk))

    assert mail.state == State.TRIAGE
    assert not case.messages.filter(direction="in", kind="message").exists()


def test_it_waits_with_the_case_that_it_is_about(came, case, company, to_others):
    mail = came(in_reply_to=ids.message_id(to_others.pk), sender="x@example.net")

    found = threads.belongs_to(company.pk, facts_of(mail), now=desk.MONDAY)
    assert (found.case, found.surely) == (case, False)


def test_that_such_a_mail_came_back_is_not_said_of_the_requester(came, case, to_others):
    mail = came(bounce(ids.message_id(to_others.pk)))

    assert mail.state == State.TRIAGE
    assert not case.messages.filter(kind="returned").exists()


@pytest.mark.parametrize("key", ["code:1", "contact-changed:1:now"])
def test_every_mail_to_the_requester_can_be_answered(came, case, key):
    assert came(in_reply_to=ids.message_id(desk_mail(case, key).pk)).case_id == case.pk


def test_a_delay_is_no_bounce(came, case):
    mail = came(bounce(ids.message_id(left(case).pk), action="delayed", status="4.4.1"))

    assert mail.state == State.AUTOMATIC
    assert not case.messages.filter(kind="returned").exists()


def test_a_report_about_nothing_of_ours_waits(came, case):
    assert came(bounce("<abc@localhost>")).state == State.TRIAGE


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "auto-replied (vacation)"},
        {"return_path": "<>"},
        {"precedence": "auto_reply"},
        {"x_autoreply": "yes"},
        {"x_auto_response_suppress": "All", "subject": "Automatic reply: away"},
    ],
)
def test_an_automatic_answer_is_kept_and_changes_nothing(came, case, headers):
    desk.identified(case)
    desk.asked(case, now=desk.MONDAY - timedelta(days=1))
    before = Sent.objects.count()

    mail = came("I am away.\n", in_reply_to=thread(case), **headers)

    case.refresh_from_db()
    assert mail.state == State.AUTOMATIC
    assert case.status == Status.AWAITING_REQUESTER
    assert Sent.objects.count() == before


def test_our_own_mail_that_comes_in_again_is_a_loop(came, case):
    mail = came(message_id=ids.message_id(left(case).pk), auto_submitted="auto-generated")

    assert mail.state == State.AUTOMATIC


def test_what_a_web_form_sends_is_not_hidden(came):
    assert came("Please delete my data.\n", auto_submitted="auto-generated").state == State.TRIAGE


def test_what_is_passed_on_waits_though_it_names_a_case(came, case):
    marked = "---------- Forwarded message ---------\nFrom: A <a@example.net>"
    passed = f"FYI\n\n{marked}\n\n{case.reference}"

    mail = came(passed, subject=f"Fwd: {case.reference}")

    assert mail.state == State.TRIAGE
    assert facts_of(mail).forwarded == ("A", "a@example.net")


def test_looking_twice_places_it_once(came, case):

    mail = came(in_reply_to=thread(case))

    assert not place(mail_id=mail.pk, now=desk.MONDAY)
    assert place_all(now=desk.MONDAY) == 0
    assert case.messages.filter(kind="message").count() == 1


def test_mail_for_an_erased_case_waits(came, case):
    desk.closed(desk.attached(desk.identified(case)))

    erasing._erase(case, why="time-over", actor="system", now=desk.MONDAY)

    assert came(in_reply_to=thread(case)).state == State.TRIAGE
