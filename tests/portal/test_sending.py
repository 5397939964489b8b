"""A request is sent once, and the receipt says all that a screenshot would."""

import threading
from uuid import UUID

import pytest
from django.db import connection

from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.outbox.models import Message
from dsar.portal import limits
from dsar.portal.models import Draft
from dsar.portal.sending import SOONEST, Incomplete, send
from tests.portal.conftest import ago
from tests.portal.visitor import Visitor


def test_the_receipt_has_reference_date_and_why(visitor: Visitor) -> None:
    case = visitor.walk("access").send()

    assert visitor.at == "sent/"
    assert case.reference in visitor.text
    assert "Why this date" in visitor.text
    assert case.clock.explained.steps[0].text in visitor.text
    assert "Our emails come from info@nexusip.com" in visitor.text


def test_sending_twice_makes_one_case(visitor: Visitor) -> None:
    case = visitor.walk("access").send()

    again = visitor.send()

    assert again.pk == case.pk
    assert Case.objects.count() == 1
    assert Message.objects.filter(key__startswith="letter:").count() == 1


def test_going_back_and_sending_again_shows_the_receipt(visitor: Visitor) -> None:
    visitor.walk("access").send()

    visitor.answer("contact", name="Other", email="other@example.org")
    assert visitor.at == "sent/"

    visitor.see("ask/know/")
    assert visitor.at == "sent/"
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_case(visitor: Visitor) -> None:
    visitor.walk("access")
    draft = Draft.objects.get()
    made: list[UUID] = []

    def click() -> None:
        try:
            made.append(send(draft_id=draft.pk, trapped=False, now=ago()).pk)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()

    assert len(made) == 4
    assert len(set(made)) == Case.objects.count() == 1


def test_another_request_can_follow(visitor: Visitor) -> None:
    visitor.walk("access").send()
    visitor.walk("erasure").send()

    assert Case.objects.count() == 2


def test_what_is_missing_is_asked_for_instead_of_sent(visitor: Visitor) -> None:
    visitor.answer("what", right="access")

    visitor.page = visitor.client.post("/nexus-ip/ask/check/", follow=True)

    assert visitor.at == "ask/which/"
    assert not Case.objects.exists()
    with pytest.raises(Incomplete):
        send(draft_id=Draft.objects.get().pk, trapped=False, now=ago())


def test_sending_without_a_draft_says_so(visitor: Visitor) -> None:
    page = visitor.client.post("/nexus-ip/ask/check/")

    assert page.status_code == 404
    assert "There is no draft here" in page.content.decode()


def test_the_draft_keeps_no_answers_once_it_is_sent(visitor: Visitor) -> None:
    case = visitor.walk("access").send()

    draft = Draft.objects.get()
    assert draft.answers is None
    assert draft.sent_case_id == case.pk


def test_a_trapped_post_is_received_and_marked(visitor: Visitor) -> None:
    case = visitor.walk("access").send(website="https://example.com")

    assert case.is_open
    event = Event.objects.get(event="case.suspected")
    assert (event.subject, event.facts) == (case.reference, {"sign": "trap"})
    assert Case.objects.get(pk=case.pk).suspected == "trap"


def test_one_of_very_many_from_one_place_is_received_and_marked(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SENDS", ("send", 1, 3600))
    cases = []
    for _ in range(2):
        visitor.walk("access")
        Draft.objects.update(started_at=ago(minutes=3))
        cases.append(visitor.send())

    assert [Case.objects.get(pk=case.pk).suspected for case in cases] == ["", "crowded"]


def test_a_form_filled_faster_than_anybody_reads_is_received_and_marked(visitor: Visitor) -> None:
    visitor.walk("access").send()

    assert Event.objects.get(event="case.suspected").facts == {"sign": "too-fast"}


def test_a_form_filled_at_leisure_is_not_marked(visitor: Visitor) -> None:
    visitor.walk("access")
    Draft.objects.update(started_at=ago(minutes=3))
    visitor.send()

    assert not Event.objects.filter(event="case.suspected").exists()
    assert SOONEST.total_seconds() < 10


def test_the_receipt_is_gone_from_a_strange_browser(visitor: Visitor) -> None:
    visitor.walk("access").send()

    stranger = Visitor("nexus-ip")
    stranger.page = stranger.client.get("/nexus-ip/sent/", follow=True)

    assert stranger.page.request["PATH_INFO"] == "/status/"


def test_stopping_marketing_takes_an_address_and_works_at_once(visitor: Visitor) -> None:
    case = visitor.walk("marketing").send()

    assert visitor.pages == ["what", "address"]
    assert case.identity_settled_at is not None
