"""A webhook must not become a way into the network that the desk stands in (SSRF)."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from dsar.outbox.models import Message, State
from dsar.outbox.sweep import sweep
from dsar.outside.addresses import is_public

from .owing import NOW
from .receiver import Receiver, listening
from .test_webhooks import owe_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def canary(settings: Settings) -> Iterator[Receiver]:
    """Listens where no webhook may arrive."""
    settings.DEBUG = settings.DEMO = settings.WEBHOOK_ALLOW_PRIVATE = False
    with listening() as receiver:
        yield receiver


REFUSED = ("not-https", "private-address", "no-such-host", "odd-address")
WAYS_TO_SAY_LOOPBACK = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "localhost",
    "LOCALHOST.",
    "0.0.0.0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
]


@pytest.mark.parametrize("host", WAYS_TO_SAY_LOOPBACK)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_reaches_the_loopback(canary: Receiver, scheme: str, host: str) -> None:
    port = canary.url.split(":")[2].split("/")[0]
    owe_event(f"{scheme}://{host}:{port}/")

    assert sweep(now=NOW) == 0
    assert not canary.calls
    assert Message.objects.get().last_error in REFUSED


INSIDE = """
10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.1.1 169.254.169.254 127.8.8.8
0.0.0.0 100.64.0.1 192.0.0.8 198.18.0.1 203.0.113.5 224.0.0.1 240.0.0.1 255.255.255.255
::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12:3456::1 ff02::1 2001:db8::1
::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::a00:1 64:ff9b:1::a00:1
2002:a00:1:: 2002:7f00:1:: 2001:0:4136:e378:8000:63bf:f5ff:fffe
"""


@pytest.mark.parametrize("address", INSIDE.split())
def test_an_inside_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "2002:101:101::"]
)
def test_an_outside_address_is_public(address: str) -> None:
    assert is_public(address)


def test_plain_http_is_for_the_demo_only(canary: Receiver, settings: Settings) -> None:
    owe_event("http://example.com/")

    sweep(now=NOW)

    message = Message.objects.get()
    assert (message.state, message.last_error) == (State.FAILED, "not-https")


@pytest.mark.parametrize("setting", ["DEBUG", "DEMO", "WEBHOOK_ALLOW_PRIVATE"])
def test_the_demo_may_reach_its_own_machine(
    canary: Receiver, settings: Settings, setting: str
) -> None:
    setattr(settings, setting, True)
    owe_event(canary.url)

    assert sweep(now=NOW) == 1


def test_a_name_is_asked_for_once_so_that_its_answer_cannot_change(
    canary: Receiver, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    asked: list[Any] = []
    ask = socket.getaddrinfo

    def listen_in(host: Any, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return ask(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", listen_in)
    owe_event(canary.url.replace("127.0.0.1", "localhost"))

    assert sweep(now=NOW) == 1
    assert asked.count("localhost") == 1
    assert canary.calls[0][0]["host"].startswith("localhost:")


def test_one_inside_address_among_outside_ones_is_enough_to_refuse(
    canary: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    answer = [(*stream, ("93.184.216.34", 443)), (*stream, ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    owe_event("https://rebinding.example.com/")

    sweep(now=NOW)

    assert Message.objects.get().last_error == "private-address"
