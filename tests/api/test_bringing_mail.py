"""A mail server or a provider brings a message by a call: kept as it came, once, read later."""

import os
import re
import shutil
import socket
import stat
import subprocess
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from django.utils import timezone

from dsar.api import mail_views
from dsar.api.models import Scope
from dsar.inbound import reading
from dsar.inbound.models import Mail
from dsar.inbound.placing import place_all
from dsar.inbound.storing import MOST_BYTES, store
from tests.inbound import odd
from tests.inbound.letters import written

pytestmark = pytest.mark.django_db
MANUAL = django_settings.BASE_DIR / "docs" / "operations.md"
LATELY = (timezone.now() - timedelta(days=2)).replace(microsecond=0)
THERE = LATELY.astimezone(ZoneInfo("Europe/Stockholm"))
STAMP = f"Received: by mx.connexai.com; {format_datetime(THERE)}\r\n".encode()


def bring(caller, raw=None, *, kind="message/rfc822", **headers):
    content = written() if raw is None else raw
    return caller.client.generic("POST", "/api/v1/mail", content, kind, **headers)


def test_a_message_is_kept_as_it_came_and_waits_to_be_read(caller, connexai):
    raw = STAMP + written("Please delete all data. Unmistakable.")

    response = bring(caller, raw)

    mail = Mail.objects.get()
    assert (response.status_code, response.json()) == (201, {"id": str(mail.pk)})
    assert reading.raw_of(mail) == raw
    assert (mail.company_id, mail.door, mail.state) == (connexai.pk, "http", "stored")
    assert (mail.received_at, mail.told_by) == (LATELY, "server")
    place_all(now=timezone.now())
    mail.refresh_from_db()
    assert mail.state == "triage"
    assert "Unmistakable" in reading.facts_of(mail).text


SMALL = [one for one in odd.ALL if len(one.raw) < 2_000_000]


@pytest.mark.parametrize("group", [SMALL[at::4] for at in range(4)])
def test_every_byte_of_the_odd_ones_is_kept(caller, plenty, group):
    for number, one in enumerate(group):
        # Some are the same message but for how it is written.
        own = f"Message-ID: <{number}@example.org>\r\n".encode()
        raw = own + one.raw if one.raw.startswith(b"From:") else one.raw

        response = bring(caller, raw)

        assert response.status_code == 201, one.name
        assert reading.raw_of(Mail.objects.get(pk=response.json()["id"])) == raw, one.name


def test_brought_again_it_is_the_one_that_is_there(caller):
    raw = written()
    first = bring(caller, raw)

    again = bring(caller, STAMP + raw)

    assert (again.status_code, again.json()) == (200, first.json())
    assert Mail.objects.count() == 1


def test_what_came_by_a_mailbox_is_known(caller, connexai):
    raw = written()
    kept = store(company_id=connexai.pk, raw=raw, door="imap", now=timezone.now())

    response = bring(caller, raw)

    assert (response.status_code, response.json()) == (200, {"id": str(kept.pk)})


def test_it_belongs_to_the_company_of_the_key(make_caller, caller, stranger_company):
    bring(caller)

    assert bring(make_caller(stranger_company)).status_code == 201
    assert Mail.objects.filter(company=stranger_company).count() == 1


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ({"raw": b""}, 400, "no-message"),
        ({"raw": b"{}", "kind": "application/json"}, 415, "not-a-message"),
        ({"raw": b"x", "kind": "text/plain"}, 415, "not-a-message"),
        ({"raw": b"x" * (MOST_BYTES + 1)}, 413, "too-large"),
    ],
)
def test_what_is_no_message_or_too_large_is_refused(caller, how, status, code):
    response = bring(caller, **how)

    assert (response.status_code, response.json()["type"].rpartition(":")[2]) == (status, code)
    assert not Mail.objects.exists()


def test_only_a_live_key_with_its_own_scope_brings_mail(make_caller, client):
    others = make_caller(scopes=[one for one in Scope.values if one != Scope.MAIL])
    client.client = client

    assert bring(others).status_code == 403
    assert bring(make_caller(is_test=True)).json()["type"].endswith(":not-for-test-keys")
    assert bring(client).status_code == 401
    assert not Mail.objects.exists()
    assert bring(make_caller(scopes=[Scope.MAIL])).status_code == 201


def test_while_nothing_can_be_stored_the_server_keeps_it(caller, settings, monkeypatch):
    place = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": "/proc/nowhere"},
    }
    settings.STORAGES = {**settings.STORAGES, "sealed": place}
    assert bring(caller).status_code == 503

    def away(**_):
        raise OperationalError

    monkeypatch.setattr(mail_views, "store", away)
    assert bring(caller).status_code == 503
    assert not Mail.objects.exists()


# --- Over the wire --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_part_of_a_message_is_not_kept(caller, live_server):
    where, raw = urlsplit(live_server.url), written()
    head = (
        f"POST /api/v1/mail HTTP/1.1\r\nHost: {where.netloc}\r\nConnection: close\r\n"
        f"Authorization: Bearer {caller.token}\r\n"
        f"Content-Type: message/rfc822\r\nContent-Length: {len(raw)}\r\n\r\n"
    )

    with socket.create_connection((where.hostname, where.port), 20) as line:
        line.sendall(head.encode() + raw[:-10])
        line.shutdown(socket.SHUT_WR)
        answer = line.makefile("rb").read()

    assert answer.startswith(b"HTTP/1.1 400")
    assert not Mail.objects.exists()


@pytest.fixture
def program(tmp_path: Path, live_server) -> Path:
    """The one that the manual prints for Postfix."""
    [printed] = [
        one
        for one in re.findall(r"```sh\n(.*?)```", MANUAL.read_text(), re.DOTALL)
        if "message/rfc822" in one
    ]
    program = tmp_path / "dsar-mail-call"
    program.write_text(printed.replace("https://desk.example.com", live_server.url))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_the_program_of_the_manual_brings_it_and_says_what_the_server_does(
    program, tmp_path, caller, make_caller, settings
):
    def run(raw: bytes, token: str) -> int:
        key = tmp_path / "key"
        key.write_text(f"Authorization: Bearer {token}\n")
        path = {"PATH": os.environ["PATH"]}
        return subprocess.run([program, key], input=raw, env=path).returncode

    alone = make_caller(scopes=[Scope.MAIL]).token
    raw = b"".join([written(), b"\x00\xff\r\n\n"])

    assert [run(raw, alone), run(raw, alone)] == [0, 0]
    assert reading.raw_of(Mail.objects.get()) == raw
    assert run(b"", alone) == 65
    assert run(b"x", "live_00000000_x") == 75
    settings.API_CALLS_PER_MINUTE = 0
    assert run(b"another", alone) == 75
    assert Mail.objects.count() == 1
