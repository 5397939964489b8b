"""What became of each event stands on the page of its webhook, and it can be sent again."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.webhooks import owe_events
from dsar.companies.models import WebhookEndpoint
from dsar.companies.webhook_deliveries import gone
from dsar.companies.webhooks import secret_of, set_webhook
from dsar.dashboard.views import health
from dsar.outbox import held
from dsar.outbox.models import Message
from dsar.outbox.sweep import drain
from dsar.vault.models import DataKey
from tests import desk
from tests.outbox.receiver import listening
from tests.proving import just_proved

from .conftest import NOW, words

PAGE = "/desk/webhook/nexus-ip/"
DOCS = Path(__file__).resolve().parents[2] / "docs/webhooks.md"


@pytest.fixture
def admin(company, signed_in):
    return signed_in(desk.person(Role.ADMIN, company, name="ada"))


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with listening() as receiver:
        yield receiver


@pytest.fixture
def endpoint(company, receiver):
    return set_webhook(
        company_id=company.pk,
        url=receiver.url,
        types=["case.received"],
        is_on=True,
        actor="user:1",
        now=NOW,
    )


def page_of(endpoint):
    return f"{PAGE}{endpoint.pk}/"


def sent_one(company):
    desk.receive(company)
    owe_events(now=NOW)
    drain(now=NOW)
    return Message.objects.get(channel="webhook")


def test_what_arrived_is_sent_again_under_the_same_id(admin, company, receiver, endpoint):
    message = sent_one(company)
    assert "Request recorded1Sent" in words(admin.get(page_of(endpoint)))

    shown = words(admin.post(page_of(endpoint), {"again": str(message.pk)}, follow=True))
    drain(now=NOW)

    assert "It is on its way again" in shown
    first, again = receiver.calls
    assert first[0]["webhook-id"] == again[0]["webhook-id"]
    assert first[1] == again[1]
    assert not held.is_held()
    third = Message.objects.filter(channel="webhook").latest("pk")
    admin.post(page_of(endpoint), {"again": str(third.pk)})
    assert not held.is_held()  # nor while it waits
    drain(now=NOW)
    assert receiver.calls[2][0]["webhook-id"] == first[0]["webhook-id"]
    assert Event.objects.filter(event="webhook.sent-again").count() == 2


def test_what_failed_says_why_and_when_it_is_tried_next(admin, company, receiver, endpoint):
    receiver.answers = [500]
    message = sent_one(company)
    shown = words(admin.get(page_of(endpoint)))
    assert "http-500" in shown
    assert "Next try" in shown

    answer = admin.post(page_of(endpoint), {"again": str(message.pk)}, follow=True)

    assert "This event is on its way" in words(answer)


def test_what_belongs_to_another_webhook_is_not_sent_again(admin, company, receiver, endpoint):
    message = sent_one(company)
    other = set_webhook(
        company_id=company.pk, url="https://example.com/", is_on=True, actor="user:1", now=NOW
    )

    admin.post(page_of(other), {"again": str(message.pk)})
    admin.post(page_of(endpoint), {"again": "no number"})

    assert drain(now=NOW) == 0
    assert len(receiver.calls) == 1


def test_several_each_with_its_own_events_and_secret(admin, receiver):
    for number, types in enumerate(["", "case.closed\nclock"]):
        url = f"{receiver.url}&number={number}"
        admin.post(PAGE, {"url": url, "types": types, "kind": "test", "is_on": "on"})

    made = list(WebhookEndpoint.objects.order_by("pk"))
    assert [(one.types, one.is_test) for one in made] == [
        ([], True),
        (["case.closed", "clock"], True),
    ]
    assert len({secret_of(one) for one in made}) == 2


@pytest.mark.parametrize(
    ("types", "said"),
    [
        ("case.exploded", "There is no event case.exploded"),
        ("company.added", "There is no event"),
        ("mail.no-request", "There is no event mail.no-request"),
    ],
)
def test_an_event_that_never_comes_is_refused(admin, endpoint, types, said):
    answer = admin.post(page_of(endpoint), {"url": endpoint.url, "types": types, "is_on": "on"})

    assert answer.status_code == 400
    assert said in words(answer)
    endpoint.refresh_from_db()
    assert endpoint.types == ["case.received"]


def test_no_two_at_one_address(admin, company, endpoint):
    other = set_webhook(
        company_id=company.pk, url="https://example.com/", is_on=True, actor="user:1", now=NOW
    )

    for page in (PAGE, page_of(other)):
        answer = admin.post(page, {"url": endpoint.url, "is_on": "on"})
        assert answer.status_code == 400
        assert "There is a webhook at this address already" in words(answer)


def test_one_that_is_gone_says_so_until_it_is_turned_on_again(admin, company, receiver, endpoint):
    receiver.answers = [410]
    sent_one(company)
    assert "gone for good (410)" in words(admin.get(page_of(endpoint)))
    assert "Off: it answered that it is gone" in words(admin.get(PAGE))

    admin.post(page_of(endpoint), {"url": endpoint.url, "is_on": "on"})

    assert "gone for good (410)" not in words(admin.get(PAGE))
    endpoint.refresh_from_db()
    assert endpoint.is_on


def test_what_the_address_before_answered_switches_nothing_off(company, receiver, endpoint):
    message = sent_one(company)

    assert gone(endpoint.pk, "https://example.com/before", NOW) is False

    endpoint.refresh_from_db()
    assert endpoint.is_on
    assert gone(endpoint.pk, endpoint.url, NOW) is True
    endpoint.refresh_from_db()
    assert not endpoint.is_on
    assert message.data_key_id == endpoint.data_key_id


@pytest.mark.django_db(transaction=True)
def test_what_moved_while_the_address_before_said_gone_is_tried_at_the_new_one(
    company, receiver, endpoint
):
    """The receiver changes its address, and then answers at the old one."""
    receiver.answers = [410]

    def move() -> None:
        WebhookEndpoint.objects.update(url=f"{receiver.url}&moved=1")
        connection.close()

    receiver.before_answering = move
    message = sent_one(company)

    endpoint.refresh_from_db()
    assert (message.state, endpoint.is_on) == ("queued", True)
    drain(now=message.next_try_at)
    assert receiver.calls[-1][0][":path"].endswith("&moved=1")


def test_one_is_removed_with_its_secret_and_what_is_on_its_way(admin, company, receiver, endpoint):
    left = sent_one(company)
    desk.receive(company)
    owe_events(now=NOW)

    shown = words(admin.post(page_of(endpoint), {"remove": "1"}, follow=True))
    drain(now=NOW)

    assert "The webhook is removed" in shown
    assert "No webhook yet." in shown
    assert len(receiver.calls) == 1
    rows = Message.objects.filter(channel="webhook").order_by("created_at", "pk")
    assert [(row.state, row.payload) for row in rows] == [("sent", None), ("dropped", None)]
    assert DataKey.objects.get(pk=left.data_key_id).wrapped is None
    assert Event.objects.get(event="webhook.removed").facts["webhook"] == endpoint.pk
    assert admin.get(page_of(endpoint)).status_code == 404


def test_one_is_removed_only_after_a_proof(admin, endpoint):
    just_proved(admin, now=NOW - timedelta(minutes=settings.PROOF_MINUTES + 1))

    page = admin.post(page_of(endpoint), {"remove": "1"})

    assert page.status_code == 403
    assert WebhookEndpoint.objects.filter(pk=endpoint.pk).exists()


def test_what_was_given_up_for_a_system_hides_no_letter(admin, company, endpoint, monkeypatch):
    monkeypatch.setattr(health, "SHOWN", 1)
    desk.receive(company)
    owe_events(now=NOW)
    Message.objects.update(state="failed")
    letter = Message.objects.get(channel="email")
    Message.objects.filter(pk=letter.pk).update(created_at=NOW - timedelta(days=3))

    shown = words(admin.get("/desk/health/"))

    assert letter.key in shown
    assert "webhook:" not in shown
    assert "There are more" in shown


def test_the_example_in_the_docs_knows_what_is_ours(company, receiver, endpoint):
    sent_one(company)
    ((headers, body),) = receiver.calls
    (example,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(), re.DOTALL)
    read: dict = {}
    exec(example, read)
    check, secret, now = read["is_from_the_desk"], secret_of(endpoint), NOW.timestamp()

    assert check(secret, headers, body, now)
    assert not check("whsec_AAAA", headers, body, now)
    assert not check(secret, headers, body + b" ", now)
    assert not check(secret, headers, body, now + 301)
