import base64
import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_django import Settings

from dsar.outbox import claims
from dsar.outbox.channels import webhook
from dsar.outbox.models import Message, State
from dsar.outbox.operations import enqueue
from dsar.outbox.overdue import overdue
from dsar.outbox.sweep import sweep
from dsar.vault.models import DataKey
from dsar.vault.operations import new_key
from tests.smtp import Sink

from .owing import COMPANY, NOW, owe
from .receiver import Receiver, listening

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
OLD_SECRET = "whsec_" + base64.b64encode(b"76543210fedcba9876543210").decode()
EVENT = {"type": "case.closed", "data": {"reference": "NEXT-7K3Q-9M"}}

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with listening() as receiver:
        yield receiver


def owe_event(
    url: str, *, name: str = "closed", data_key: DataKey | None = None, **parts: Any
) -> Message:
    return enqueue(
        company_id=COMPANY,
        data_key=data_key or new_key(company_id=COMPANY, now=NOW),
        channel="webhook",
        key=f"NEXT-7K3Q-9M:{name}:hook 3",
        payload={"url": url, "secrets": [SECRET], "event": EVENT} | parts,
        now=NOW,
    )


def test_the_signature_is_the_one_of_the_published_example() -> None:
    signature = webhook.sign(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def signed_by(secret: str, headers: dict[str, str], body: bytes) -> bool:
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return f"v1,{digest}" in headers["webhook-signature"].split()


def test_the_event_arrives_signed(receiver: Receiver) -> None:
    owe_event(receiver.url)

    assert sweep(now=NOW) == 1

    ((headers, body),) = receiver.calls
    assert json.loads(body) == EVENT
    assert headers[":path"] == "/hooks?company=7"
    assert headers["content-type"] == "application/json"
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert signed_by(SECRET, headers, body)
    assert not signed_by(SECRET, headers, body + b" ")
    assert not signed_by(OLD_SECRET, headers, body)


def test_two_secrets_sign_while_one_replaces_the_other(receiver: Receiver) -> None:
    owe_event(receiver.url, secrets=[SECRET, OLD_SECRET])

    sweep(now=NOW)

    assert all(signed_by(secret, *receiver.calls[0]) for secret in (SECRET, OLD_SECRET))


def test_a_repeat_carries_the_same_id_and_a_new_time(receiver: Receiver) -> None:
    receiver.answers = [500]
    owe_event(receiver.url)

    assert sweep(now=NOW) == 0
    assert sweep(now=NOW + timedelta(minutes=2)) == 1

    first, second = (headers for headers, _ in receiver.calls)
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 120


def test_each_try_has_its_own_time_however_long_the_round_lasts(receiver: Receiver) -> None:
    receiver.think_seconds = 1.1
    for name in ("first", "second"):
        owe_event(receiver.url, name=name)

    sweep(now=NOW)

    first, second = (int(headers["webhook-timestamp"]) for headers, _ in receiver.calls)
    assert first == int(NOW.timestamp())
    assert second > first


def test_a_receiver_that_does_not_answer_is_nothing_to_be_woken_for(receiver: Receiver) -> None:
    receiver.answers = [500]
    owe_event(receiver.url)
    owe_event(
        "http://127.0.0.1:1/", name="away", data_key=(key := new_key(company_id=COMPANY, now=NOW))
    )
    owe_event("http://127.0.0.1:1/", name="put off", data_key=key)
    sweep(now=NOW)
    assert overdue(now=NOW + timedelta(hours=1))["outbox"].count == 0

    owe_event(receiver.url, name="untried")

    assert overdue(now=NOW + timedelta(hours=1))["outbox"].count == 1


def test_how_long_it_wants_to_be_left_alone_counts_from_its_answer(receiver: Receiver) -> None:
    receiver.answers, receiver.retry_after, receiver.think_seconds = [503], "3600", 1.1
    owe_event(receiver.url)

    sweep(now=NOW)

    later = Message.objects.get().next_try_at - NOW
    assert timedelta(hours=1, seconds=1) <= later < timedelta(hours=1, seconds=30)


@pytest.mark.parametrize("status", [300, 304, 400, 401, 404, 429, 500, 503])
def test_only_a_2xx_is_a_delivery(receiver: Receiver, status: int) -> None:
    receiver.answers = [status]
    owe_event(receiver.url)

    assert sweep(now=NOW) == 0
    message = Message.objects.get()
    assert (message.state, message.last_error) == (State.QUEUED, f"http-{status}")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    with listening() as elsewhere:
        receiver.answers, receiver.location = [status], elsewhere.url
        owe_event(receiver.url)

        assert sweep(now=NOW) == 0
        assert (len(receiver.calls), elsewhere.calls) == (1, [])


def test_gone_is_given_up_at_once(receiver: Receiver) -> None:
    receiver.answers = [410]
    owe_event(receiver.url)

    sweep(now=NOW)

    assert Message.objects.get().state == State.FAILED


def test_nobody_there_counts_as_a_try(receiver: Receiver) -> None:
    owe_event("http://127.0.0.1:1/")

    sweep(now=NOW)

    message = Message.objects.get()
    assert (message.attempts, message.last_error) == (1, "no-connection")


def test_one_that_does_not_answer_costs_one_try_a_round_and_holds_up_no_letter(
    receiver: Receiver, smtp: Sink
) -> None:
    key = new_key(company_id=COMPANY, now=NOW)
    events = [
        owe_event("http://127.0.0.1:1/", name=f"closed {number}", data_key=key)
        for number in range(3)
    ]
    owe_event(receiver.url)
    letter = owe()

    assert sweep(now=NOW) == 2

    tried = {row.pk: row for row in Message.objects.all()}
    assert [tried[one.pk].attempts for one in events] == [1, 0, 0]
    assert {tried[one.pk].last_error for one in events} == {"no-connection"}
    assert len(receiver.calls) == 1
    webhooks = Message.objects.filter(channel="webhook", state=State.SENT)
    assert tried[letter.pk].state == State.SENT
    assert webhooks.count() == 1
    assert sweep(now=NOW + timedelta(minutes=1)) == 0
    assert sum(Message.objects.get(pk=one.pk).attempts for one in events) == 2


def test_letters_leave_before_events(receiver: Receiver, smtp: Sink, monkeypatch) -> None:
    seen: list[str] = []
    owe_event(receiver.url)
    owe()
    monkeypatch.setattr(claims, "begin", lambda row: seen.append(row.channel))

    sweep(now=NOW)

    assert seen == ["email", "webhook"]


def test_an_answer_that_drips_in_does_not_hold_up_the_sweep(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT_SECONDS", 0.5)
    receiver.drip_seconds = 0.1
    owe_event(receiver.url)
    began = time.monotonic()

    sweep(now=NOW)

    assert time.monotonic() - began < 2
    assert Message.objects.get().last_error == "timeout"


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1))  # noqa: DTZ001
        .not_valid_after(datetime(2036, 1, 1))  # noqa: DTZ001
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    settings: Settings, self_signed: ssl.SSLContext
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with listening(self_signed) as impostor:
        owe_event(impostor.url)
        sweep(now=NOW)

    assert not impostor.calls
    assert Message.objects.get().last_error == "bad-certificate"


def test_fifteen_seconds_are_allowed() -> None:
    assert webhook.TIMEOUT_SECONDS == 15


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://example.com/"},
        {"url": "example.com/hook"},
        {"url": "https:///hook"},
        {"url": "https://user:secret@example.com/"},
        {"url": "https://example.com:99999/"},
        {"url": ""},
        {"secrets": []},
        {"secrets": ["whsec_not base64!"]},
        {"event": "case.closed"},
    ],
)
def test_what_could_never_be_sent_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="webhook"):
        owe_event(**({"url": "https://example.com/"} | wrong))

    assert not Message.objects.exists()
