"""An address that somebody typed in is no way into the network that the desk stands in (SSRF)."""

import ast
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dsar.checks import unsafe_settings
from dsar.outside import addresses, calling
from dsar.outside.addresses import Refused
from tests.outbox.receiver import Receiver, listening

from . import forms
from .canary import Canary, singing

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = "93.184.216.34"


@pytest.fixture
def canary() -> Iterator[Canary]:
    with singing() as canary:
        yield canary


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any) -> None:
    settings.DEBUG = settings.DEMO = settings.WEBHOOK_ALLOW_PRIVATE = False


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """The names that are asked for; each question is answered by the next list of addresses."""

    def answer(*answers: list[str]) -> list[str]:
        asked: list[str] = []

        def look_up(host: str, port: int, **_: Any) -> list[Any]:
            asked.append(host)
            found = answers[min(len(asked), len(answers)) - 1]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return asked

    return answer


def test_two_hundred_addresses_and_nobody_is_called(canary: Canary) -> None:
    tried = list(forms.addresses(canary.port))
    assert len(tried) >= 200
    told: dict[str, int] = {}

    for url in tried:
        with pytest.raises((Refused, ValueError)) as refused:
            calling.post(url, b"{}", {}, seconds=3)
        told[str(refused.value)] = told.get(str(refused.value), 0) + 1

    assert canary.connections == 0
    # Refused by looking, not because nothing happened to listen there.
    assert not {"no-connection", "timeout", "bad-certificate"} & set(told), told


def test_the_canary_sings_where_nobody_looks(canary: Canary, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    for url in forms.addresses(canary.port):
        if url.startswith(("http://1", "http://[::1")):
            with pytest.raises((Refused, ValueError)):
                calling.post(url, b"{}", {}, seconds=0.2)

    assert canary.connections > 5


@pytest.mark.parametrize("address", forms.INSIDE_AS_ANSWERED)
def test_a_name_that_leads_inside_is_not_called(answering, address: str) -> None:
    answering([PUBLIC, address])

    with pytest.raises(Refused, match="private-address"):
        addresses.resolve("rebinding.example.com", 443)


def test_a_second_answer_of_the_name_server_is_never_asked_for(
    answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, called = answering([PUBLIC], ["127.0.0.1"]), []

    def connect(address: Any, *_: Any) -> None:
        called.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Refused, match="no-connection"):
        calling.post("https://rebinding.example.com/", b"", {})

    assert asked == ["rebinding.example.com"]
    assert called == [(PUBLIC, 443)]


@pytest.mark.parametrize("port", [1, 22, 25, 80, 110, 143, 389, 445, 587, 993])
def test_what_speaks_something_else_is_not_called(answering, port: int) -> None:
    asked = answering([PUBLIC])

    with pytest.raises(Refused, match="port"):
        calling.post(f"https://example.com:{port}/", b"", {})

    assert asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_nowhere(settings: Any, status: int) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with listening() as second, listening() as first:
        first.answers, first.location = [status], second.url

        assert calling.post(first.url, b"{}", {}).status == status

        assert len(first.calls) == 1
        assert second.calls == []


def test_as_much_of_an_answer_is_read_as_was_asked_for(settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    receiver: Receiver
    with listening() as receiver:
        assert calling.post(receiver.url, b"{}", {}).body == b""
        assert len(calling.post(receiver.url, b"{}", {}, most=1).body) <= 1


@pytest.mark.parametrize(
    "rule", ["10.1.2.0/24", "10.1.2.3", "tickets.internal", "Tickets.Internal"]
)
def test_a_host_of_ones_own_can_be_named(answering, rule: str) -> None:
    answering(["10.1.2.3"])

    assert addresses.resolve("tickets.internal", 443, inside=[rule]) == "10.1.2.3"


@pytest.mark.parametrize("rule", ["10.1.3.0/24", "internal", "other.internal", "0.0.0.0/32"])
def test_no_other_is_meant(answering, rule: str) -> None:
    answering(["10.1.2.3"])

    with pytest.raises(Refused, match="private-address"):
        addresses.resolve("tickets.internal", 443, inside=[rule])


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1"])
def test_what_belongs_to_no_host_is_never_called(answering, address: str) -> None:
    answering([address])

    for freely in ({"inside": ["0.0.0.0/0", "cloud"]}, {"allow_private": True}):
        with pytest.raises(Refused, match="private-address"):
            addresses.resolve("cloud", 443, **freely)


def test_the_desk_does_not_start_with_a_rule_that_is_none(settings: Any) -> None:
    settings.CALLS_INSIDE = ["tickets.internal", "10.0.0.0/8", "https://tickets"]

    [sentence] = [text for text in unsafe_settings(settings) if "DSAR_CALLS_INSIDE" in text]

    assert "https://tickets" in sentence


# Who calls out, and whose address they call.
ALLOWED = {
    "dsar/outside/calling.py": "whoever set up a webhook",
    "dsar/outside/addresses.py": "only looks",
    "dsar/inbound/imap.py": "whoever set up a mailbox",
    "dsar/vault/kms.py": "the operator",
    "dsar/accounts/oidc.py": "the operator",
    "dsar/accounts/views/outside.py": "the operator",
    "dsar/content/scanning.py": "the operator",
}
CALLERS = {
    "socket",
    "http.client",
    "urllib.request",
    "requests",
    "httpx",
    "urllib3",
    "smtplib",
    "ftplib",
}


def test_nothing_else_in_the_product_opens_a_connection() -> None:
    found = set()
    for file in [*ROOT.glob("dsar/**/*.py"), *ROOT.glob("identity/**/*.py")]:
        name = str(file.relative_to(ROOT))
        if name.startswith("dsar/local/"):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                modules = [node.module, *(f"{node.module}.{it.name}" for it in node.names)]
            if CALLERS & set(modules):
                found.add(name)

    assert found - {"dsar/outbox/channels/email.py"} == set(ALLOWED)


@pytest.mark.parametrize("host", ["134744072", "0x08.8.8.8", "010.8.8.8", "8.8", "8.8.8.8%25x"])
def test_an_address_in_odd_letters_is_refused_wherever_it_leads(answering, host: str) -> None:
    asked = answering([PUBLIC])

    with pytest.raises(Refused, match="odd-address"):
        calling.post(f"https://{host}/", b"", {})

    assert asked == []


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com\t.evil.example/",
        "https://example.com\r\nX: 1/",
        " https://example.com/",
        "https://example.com\\@evil.example/",
        "https://user@example.com/",
        "https://example.com/a b",
    ],
)
def test_an_address_that_two_readers_read_differently_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="https://host/path"):
        calling.post(url, b"", {})
