"""A company's own system is told when a reminder is due: set, tried, signed, nobody named."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.models import Notice
from dsar.cases.reminders import take_reminders
from dsar.companies import webhooks
from dsar.companies.models import WebhookEndpoint
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Rung
from dsar.companies.webhooks import WebhookRefused, secret_of, set_webhook, turn_secret
from dsar.dashboard.views.webhook import WHY
from dsar.outbox.models import Message, State
from dsar.outbox.sweep import drain
from dsar.outside import addresses, calling
from tests import desk
from tests.outbox.receiver import Receiver, listening

from .conftest import NOW, words

PAGE = "/desk/webhook/nexus-ip/"
FOURTEEN_BEFORE = datetime(2026, 12, 7, 9, tzinfo=UTC)


@pytest.fixture
def admin(company, signed_in) -> Client:
    return signed_in(desk.person(Role.ADMIN, company, name="ada"))


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with listening() as receiver:
        yield receiver


@pytest.fixture
def endpoint(company, receiver) -> WebhookEndpoint:
    return set_webhook(company_id=company.pk, url=receiver.url, is_on=True, actor="user:1", now=NOW)


def by_webhook(company, *channels: str) -> None:
    rules = company.policy.rules
    ladder = (Rung(14, ("owner",), channels=channels or ("webhook",)),)
    publish_policy(
        company_id=company.pk,
        rules=replace(rules, ladder=replace(rules.ladder, value=ladder)),
        actor="user:1",
        now=desk.MONDAY - timedelta(days=1),
    )


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    made = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{made}" in headers["webhook-signature"].split()


def test_a_reminder_is_told_by_webhook_signed_and_without_the_person(company, receiver, endpoint):
    by_webhook(company)
    case = desk.receive(company)

    take_reminders(now=FOURTEEN_BEFORE)
    drain(now=FOURTEEN_BEFORE)

    ((headers, body),) = receiver.calls
    assert json.loads(body) == {
        "type": "reminder.due",
        "timestamp": FOURTEEN_BEFORE.isoformat(),
        "data": {
            "reference": case.reference,
            "kind": "due-14",
            "due_on": "2026-12-21",
            "link": f"http://localhost:8000/desk/cases/{case.reference}/",
        },
    }
    assert is_signed(secret_of(endpoint), headers, body)
    assert not Notice.objects.filter(in_app=True).exists()
    assert not Notice.objects.filter(by_mail=True).exists()


def test_a_step_without_webhook_tells_none(company, receiver, endpoint):
    by_webhook(company, "mail", "in-app")
    desk.receive(company)

    take_reminders(now=FOURTEEN_BEFORE)

    assert not Message.objects.filter(channel="webhook").exists()


def test_a_webhook_that_is_off_is_told_nothing(company, endpoint):
    by_webhook(company)
    set_webhook(company_id=company.pk, url=endpoint.url, is_on=False, actor="user:1", now=NOW)
    desk.receive(company)

    assert take_reminders(now=FOURTEEN_BEFORE) == 1

    assert not Message.objects.filter(channel="webhook").exists()


@pytest.mark.parametrize("there_is_one", [True, False], ids=["off", "never set"])
def test_where_a_webhook_was_the_only_way_and_is_gone_people_are_told_by_every_other(
    company, request, there_is_one
):
    if there_is_one:
        url = request.getfixturevalue("endpoint").url
        set_webhook(company_id=company.pk, url=url, is_on=False, actor="user:1", now=NOW)
    officer = desk.person(Role.OFFICER, company)
    by_webhook(company)
    desk.receive(company)

    take_reminders(now=FOURTEEN_BEFORE)

    notice = Notice.objects.get()
    assert (notice.user, notice.in_app, notice.by_mail) == (officer, True, True)


def test_a_webhook_for_test_cases_alone_takes_no_real_reminder(company, receiver):
    set_webhook(
        company_id=company.pk, url=receiver.url, is_on=True, is_test=True, actor="user:1", now=NOW
    )
    desk.person(Role.OFFICER, company)
    by_webhook(company)
    desk.receive(company)

    take_reminders(now=FOURTEEN_BEFORE)

    notice = Notice.objects.get()
    assert (notice.in_app, notice.by_mail) == (True, True)
    assert "no webhook is set and on" in webhooks.warnings(company)[0]


def test_a_reminder_that_waited_for_one_that_is_switched_off_is_not_lost_unseen(company, endpoint):
    by_webhook(company)
    desk.receive(company)
    take_reminders(now=FOURTEEN_BEFORE)
    set_webhook(company_id=company.pk, url=endpoint.url, is_on=False, actor="user:1", now=NOW)

    drain(now=FOURTEEN_BEFORE)

    owed = Message.objects.get(channel="webhook")
    assert (owed.state, owed.last_error) == (State.FAILED, "switched-off")


def test_where_there_is_a_webhook_it_is_the_only_way(company, endpoint):
    desk.person(Role.OFFICER, company)
    by_webhook(company)
    desk.receive(company)

    take_reminders(now=FOURTEEN_BEFORE)

    notice = Notice.objects.get()
    assert (notice.in_app, notice.by_mail) == (False, False)


def test_what_was_owed_for_a_case_that_is_closed_is_not_sent(company, receiver, endpoint):
    by_webhook(company)
    case = desk.receive(company)
    take_reminders(now=FOURTEEN_BEFORE)
    desk.closed(desk.identified(case))

    drain(now=FOURTEEN_BEFORE)

    assert receiver.calls == []
    assert Message.objects.get(channel="webhook").state == State.DROPPED


def test_an_administrator_sets_it_and_tries_it(admin, receiver, company):
    shown = words(admin.post(PAGE, {"url": receiver.url, "is_on": "on"}))
    endpoint = WebhookEndpoint.objects.get()
    assert secret_of(endpoint) in shown
    page = f"{PAGE}{endpoint.pk}/"
    assert "A test is on its way" in words(admin.post(page, {"ping": "1"}, follow=True))
    drain(now=NOW)

    ((headers, body),) = receiver.calls
    assert json.loads(body)["type"] == "desk.ping"
    assert is_signed(secret_of(endpoint), headers, body)
    assert "A test1Sent" in words(admin.get(page))
    assert "whsec_" not in words(admin.get(page)) + words(admin.get(PAGE))
    events = Event.objects.filter(event__startswith="webhook").order_by("pk")
    assert [row.event for row in events] == ["webhook.set", "webhook.tried"]
    assert "127.0.0.1" not in str(list(Event.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "Give the address at which your system listens."),
        ("example.com/hook", "This is no address of a webhook"),
        ("ftp://example.com/hook", "This is no address of a webhook"),
        ("http://example.com/hook", "begins with https://"),
        ("https://me:secret@example.com/", "This is no address of a webhook"),
    ],
)
def test_what_is_no_address_is_refused_and_nothing_changes(admin, url, sentence):
    answer = admin.post(PAGE, {"url": url, "is_on": "on"})

    assert answer.status_code == 400
    assert sentence in words(answer)
    assert not WebhookEndpoint.objects.exists()


def test_it_cannot_be_tried_before_it_is_set_or_while_it_is_off(admin, receiver, company):
    with pytest.raises(WebhookRefused, match="give its address first"):
        webhooks.ping(company_id=company.pk, actor="user:1", now=NOW)
    admin.post(PAGE, {"url": receiver.url})
    page = f"{PAGE}{WebhookEndpoint.objects.get().pk}/"

    assert "turn it on before you try it" in words(admin.post(page, {"ping": "1"}, follow=True))
    assert not Message.objects.filter(channel="webhook").exists()


def test_for_a_week_the_secret_before_signs_as_well(admin, company, receiver, endpoint):
    before = secret_of(endpoint)
    shown = words(admin.post(f"{PAGE}{endpoint.pk}/", {"turn": "1"}))
    endpoint.refresh_from_db()
    assert secret_of(endpoint) != before
    assert secret_of(endpoint) in shown

    def signing(now: datetime) -> list[bool]:
        webhooks.ping(company_id=company.pk, actor="user:1", now=now)
        drain(now=now)
        return [is_signed(each, *receiver.calls[-1]) for each in (secret_of(endpoint), before)]

    assert signing(NOW + timedelta(days=6)) == [True, True]
    assert signing(NOW + timedelta(days=7)) == [True, False]


def test_a_second_new_secret_waits_until_the_first_is_alone(admin, endpoint):
    page = f"{PAGE}{endpoint.pk}/"
    before = secret_of(endpoint)
    admin.post(page, {"turn": "1"})

    refused = words(admin.post(page, {"turn": "1"}, follow=True))

    endpoint.refresh_from_db()
    assert endpoint.version == 2
    assert before in webhooks.secrets_of(endpoint, NOW + timedelta(days=6))
    assert "still signs until Monday 30 November 2026, 17:00: a new one can be made" in refused
    turned = turn_secret(company_id=endpoint.company_id, actor="x", now=NOW + timedelta(days=7))
    assert turned.version == 3


def test_each_company_and_each_turn_has_a_secret_of_its_own(company, swedish, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    secrets = set()
    for one in (company, swedish):
        made = set_webhook(
            company_id=one.pk, url="https://example.com/hook", is_on=True, actor="user:1", now=NOW
        )
        secrets.add(secret_of(made))
        secrets.add(secret_of(turn_secret(company_id=one.pk, actor="user:1", now=NOW)))

    assert len(secrets) == 4
    # It stands nowhere: what is kept is an address and a number.
    assert not any(secret in str(list(WebhookEndpoint.objects.values())) for secret in secrets)


def test_a_step_that_goes_nowhere_is_warned_of_where_the_policy_is_read(admin, company, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    by_webhook(company)
    warning = "by webhook 14 days before the due date, and no webhook is set and on"
    assert warning in words(admin.get("/desk/policies/nexus-ip/2/"))
    assert warning in words(admin.get(PAGE))

    admin.post(PAGE, {"url": "https://example.com/hook", "is_on": "on"})

    assert warning not in words(admin.get("/desk/policies/nexus-ip/2/"))


def test_each_reason_why_a_call_is_not_made_has_words():
    called = [Path(module.__file__).read_text() for module in (addresses, calling)]
    codes = {
        code for text in called for code in re.findall(r'(?:Refused\(|return )"([a-z-]+)"', text)
    }

    assert {"odd-address", "port", "timeout", "private-address"} <= codes
    assert codes <= WHY.keys()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://0x7f.1/in", "written in a way that programs read differently"),
        ("https://example.com:25/in", "Only port 443, or one from 1024 on, is called"),
    ],
)
def test_an_address_that_is_never_called_is_told_in_words(admin, company, settings, url, said):
    set_webhook(company_id=company.pk, url=url, is_on=True, actor="user:1", now=NOW)
    settings.WEBHOOK_ALLOW_PRIVATE = False
    page = f"{PAGE}{WebhookEndpoint.objects.get().pk}/"
    admin.post(page, {"ping": "1"})

    drain(now=NOW + timedelta(minutes=1))

    assert said in words(admin.get(page))
