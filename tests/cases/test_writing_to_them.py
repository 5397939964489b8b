"""A message to the requester: on their page, while the mail says only that it is there."""

from datetime import timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case
from dsar.cases.on_paper import pdf_of
from dsar.cases.operations import addressing
from dsar.cases.operations.emailing import letter_returned
from dsar.cases.operations.intake import Person
from dsar.cases.operations.messaging import send_message
from dsar.outbox.models import Message as Sent
from dsar.vault.operations import unseal
from tests import desk
from tests.cases.test_erasing_a_case import erase
from tests.typeset import pdfs

BY = {"actor": desk.OFFICER, "now": desk.MONDAY + timedelta(days=1)}
WORDS = "We found Unmistakable calls of yours."


def send(case: Case, text: str = WORDS):
    return send_message(case_id=case.pk, text=text, **BY)


def mail_about(message) -> dict:
    return unseal(Sent.objects.get(key=f"letter:{message.pk}"), "payload")


def test_the_page_has_the_words_and_the_mail_only_says_so(case):
    message = send(case)

    letter, mail = desk.letter(case, "our_message"), mail_about(message)
    assert WORDS in letter
    assert letter.startswith("Dear Robin Requester,")
    assert not [name for name, told in mail.items() if "Unmistakable" in told]
    assert "We have written you a message about your request" in mail["text"]
    assert f"/status/?ref={case.reference}" in mail["text"]
    assert mail["to"] == "robin@example.org"


@pytest.mark.parametrize("language", ["en", "sv", "de", "nl", "fr"])
def test_the_mail_speaks_the_language_of_the_case(case, language):
    if language != "en":
        addressing.change_language(case_id=case.pk, language=language, **BY)

    mail = mail_about(send(case))

    assert f'<html lang="{language}">' in mail["html"]
    assert ("We have written you" in mail["text"]) == (language == "en")
    assert "Unmistakable" not in mail["text"] + mail["html"] + mail["subject"]


def test_whoever_has_no_email_gets_the_words_on_paper(company):
    case = desk.receive(company, person=Person(name="Robin Paper", postal="1 Quay\nLeeds"))

    message = send(case)

    assert message.by_post
    assert "Unmistakable" in pdfs.text(pdf_of([message]))
    assert not Sent.objects.filter(key=f"letter:{message.pk}").exists()
    assert "/status/" not in desk.letter(case, "our_message")


def test_it_moves_neither_the_status_nor_the_date(identified):
    before = (identified.status, identified.clock.due_on, identified.clock.state)

    send(identified)

    case = Case.objects.select_related("clock").get()
    assert (case.status, case.clock.due_on, case.clock.state) == before


def test_the_record_says_that_it_went_and_not_what(case):
    send(case)

    event = Event.objects.get(event="message.sent")
    assert (event.actor, event.subject) == (desk.OFFICER, case.reference)
    assert "Unmistakable" not in str(event.facts)


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_is_no_message(case, text):
    with pytest.raises(Invalid, match="Write your message"):
        send(case, text)

    assert not case.messages.filter(kind="our_message").exists()


def test_after_the_answer_and_after_the_end_they_can_still_be_written_to(case):
    desk.closed(desk.identified(case))

    assert mail_about(send(case))


def test_nobody_is_written_to_whose_case_was_erased(case):
    erase(desk.closed(desk.identified(case)))

    with pytest.raises(NotAllowed, match="erased"):
        send(case)


def test_a_mail_that_comes_back_is_tied_to_the_message(case):
    message = send(case)

    letter_returned(case_id=case.pk, letter_id=message.pk, code="no-such-user", now=BY["now"])

    assert Event.objects.filter(event="letter.returned").exists()
