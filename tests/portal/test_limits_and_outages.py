"""Too often, or with something away: an honest answer, and nothing lost."""

import re

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.cases.models import Message as CaseMessage
from dsar.companies.models import Company
from dsar.outbox.models import Message
from dsar.portal import limits, mailing
from tests.portal.visitor import Visitor, codes_sent, follow


def test_codes_are_limited_by_address_whether_known_or_not(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CODES", ("code", 2, 3600))
    client = Client()
    for _ in range(2):
        client.post("/status/", {"reference": "NIP-2222-22", "email": "a@example.org"})

    page = client.post("/status/", {"reference": case.reference, "email": "robin@example.org"})

    assert page.status_code == 429
    assert page["Retry-After"]
    assert codes_sent() == 0


def test_sends_are_limited_and_the_draft_is_kept(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SENDS_AT_ALL", ("send-at-all", 0, 3600))
    visitor.walk("access")

    page = visitor.client.post("/nexus-ip/ask/check/")

    assert page.status_code == 429
    assert "What you had saved is kept" in page.content.decode()
    assert "info@nexusip.com" in page.content.decode()
    monkeypatch.setattr(limits, "SENDS_AT_ALL", ("send-at-all", 5, 3600))
    assert visitor.send().is_open


@pytest.mark.parametrize(
    ("one", "other", "answered"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", 429),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", 302),
        ("192.0.2.1", "::ffff:192.0.2.1", 429),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", 302),
    ],
)
@pytest.mark.parametrize("behind_a_proxy", [False, True])
def test_another_address_of_the_same_ipv6_network_brings_no_new_tries(
    case: Case,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    one: str,
    other: str,
    answered: int,
    behind_a_proxy: bool,
) -> None:
    """A line at home has 2^64 of them, and could take a new one for every try."""
    monkeypatch.setattr(limits, "CODES", ("code", 1, 3600))
    if behind_a_proxy:
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    said = {"reference": "NIP-2222-22", "email": "a@example.org"}

    def asks(address: str) -> int:
        given = {"HTTP_X_FORWARDED_FOR": address} if behind_a_proxy else {"REMOTE_ADDR": address}
        return Client(**given).post("/status/", said).status_code

    assert (asks(one), asks(other)) == (302, answered)


def test_one_address_does_not_use_up_anothers_share(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CODES", ("code", 1, 3600))
    said = {"reference": case.reference, "email": "robin@example.org"}

    first = Client(REMOTE_ADDR="192.0.2.1").post("/status/", said)
    second = Client(REMOTE_ADDR="192.0.2.2").post("/status/", said)

    assert (first.status_code, second.status_code) == (302, 302)


def test_behind_a_proxy_the_last_hop_counts(case: Case, settings: Settings, monkeypatch) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    monkeypatch.setattr(limits, "CODES", ("code", 1, 3600))
    said = {"reference": case.reference, "email": "robin@example.org"}

    pages = [
        Client().post("/status/", said, headers={"X-Forwarded-For": f"{forged}, 192.0.2.9"})
        for forged in ("198.51.100.1", "198.51.100.2")
    ]

    assert [page.status_code for page in pages] == [302, 429]


def mails_waiting() -> int:
    return Message.objects.filter(state="queued").count()


def sent_often(times: int, email: str = "robin@example.org") -> list[str]:
    """The receipts that a browser shows for so many requests of one address."""
    pages = []
    for _ in range(times):
        visitor = Visitor("nexus-ip")
        case = visitor.walk("access", email=email).send()
        pages.append(re.sub(rf"{case.reference}|draft/[0-9a-f-]+", "", visitor.text))
    return pages


def test_an_address_nobody_proved_gets_three_mails_an_hour_and_no_request_is_lost(
    nexus_ip: Company,
) -> None:
    pages = sent_often(5)

    assert Case.objects.count() == 5
    assert mails_waiting() == 3
    assert Message.objects.filter(state="dropped").count() == 2
    assert pages[4] == pages[0]
    assert Event.objects.filter(event="letter.held-back").count() == 2
    assert CaseMessage.objects.filter(kind="received").count() == 5


def test_a_code_is_one_of_the_three_and_the_page_does_not_tell(nexus_ip: Company) -> None:
    sent_often(3)
    case = Case.objects.first()
    assert case
    said = {"reference": case.reference, "email": "robin@example.org"}

    page = Client().post("/status/", said, follow=True)

    assert page.redirect_chain[-1][0] == "/status/code/"
    assert codes_sent() == 0


def test_tags_and_capitals_reach_the_same_mailbox(nexus_ip: Company) -> None:
    for email in ("a@example.org", "A@example.org", "a+1@example.org", "a+2@example.org"):
        sent_often(1, email)
    sent_often(1, "b@example.org")

    assert mails_waiting() == 4


def test_whoever_has_proved_the_address_gets_every_receipt(nexus_ip: Company) -> None:
    visitor = Visitor("nexus-ip")
    follow(visitor.walk("access").send())
    sent_often(4)

    assert Message.objects.filter(key__startswith="letter:", state="queued").count() == 5


def test_a_code_typed_after_the_decision_proves_the_address_too(nexus_ip: Company) -> None:
    case = Visitor("nexus-ip").walk("marketing").send()
    assert case.verification.decided_at
    follow(case)

    assert mailing.is_proved(company_id=nexus_ip.pk, email="robin@example.org")
    assert not mailing.is_proved(company_id=nexus_ip.pk, email="kim@example.org")


def test_without_its_cache_the_form_works(visitor: Visitor, settings: Settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert visitor.walk("access").send().is_open


def test_without_the_database_it_says_so_and_keeps_what_was_typed(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.walk("access")

    def away(**_: object) -> None:
        raise OperationalError("could not connect")

    monkeypatch.setattr("dsar.portal.drafts.keep", away)
    visitor.client.raise_request_exception = False
    page = visitor.answer("contact", name="Robin Typed", email="robin@example.org")

    assert page.status_code == 503
    assert "Your answers are safe" in page.content.decode()
    assert 'name="name" value="Robin Typed"' in page.content.decode()


def test_a_send_that_breaks_leaves_the_draft_and_no_case(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.walk("access")

    def away(*_: object, **__: object) -> None:
        raise OperationalError("server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr("dsar.cases.letters.send", away)
        visitor.client.raise_request_exception = False
        assert visitor.client.post("/nexus-ip/ask/check/").status_code == 503

    assert not Case.objects.exists()
    assert visitor.send().is_open
