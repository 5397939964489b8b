"""Whatever comes is kept as it came, once, with the moment at which it arrived."""

import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from dsar.inbound import reading
from dsar.inbound.models import Mail
from dsar.inbound.storing import MOST_BYTES, TooBig, store
from dsar.vault.models import SealedFile
from tests import desk
from tests.inbound.conftest import ARRIVED
from tests.inbound.letters import written

NOW = desk.MONDAY


def test_every_byte_is_kept(came):
    raw = b"\x00\xff no mail at all \x80" * 50

    mail = came(raw, placed=False)

    assert reading.raw_of(mail) == raw


def test_nothing_of_it_lies_in_clear(came, settings, tmp_path):
    came("Unmistakable words.\n")

    [file] = SealedFile.objects.all()
    path = settings.STORAGES["sealed"]["OPTIONS"]["location"]
    found = subprocess.run(["grep", "-rl", "Unmistakable", str(path)], capture_output=True)
    assert file.size > 0
    assert found.stdout == b""


def test_the_same_message_is_kept_once_whichever_way_it_comes(came, company):
    raw = written()
    first = came(raw, placed=False)

    again = came(b"Received: by other.example.org; Mon, 23 Nov 2026 08:00:00 +0000\r\n" + raw)

    assert again.pk == first.pk
    assert Mail.objects.count() == 1
    assert came(raw.replace(b"delete", b"erase ")).pk != first.pk


def test_another_company_keeps_its_own(came, company):
    raw = written()
    came(raw)
    other = desk.publish("next-connex")

    mine = store(company_id=other.pk, raw=raw, door="http", now=NOW)

    assert mine.company_id == other.pk
    assert Mail.objects.count() == 2


def test_the_mailbox_says_when_it_arrived(came):
    mail = came()

    assert (mail.received_at, mail.told_by) == (ARRIVED, "mailbox")


def test_a_mailbox_of_tomorrow_is_not_believed(came):
    assert came(at=NOW + timedelta(days=1)).received_at == NOW


@pytest.mark.parametrize(
    ("stamp", "at", "told_by"),
    [
        ("Sat, 21 Nov 2026 23:30:00 +0100", datetime(2026, 11, 21, 22, 30, tzinfo=UTC), "server"),
        ("Sat, 21 Nov 2026 23:30:00 -0000", datetime(2026, 11, 21, 23, 30, tzinfo=UTC), "server"),
        ("Mon, 23 Nov 2026 09:00:30 +0000", NOW, "server"),  # its clock is half a minute ahead
        ("Thu, 1 Jan 1970 00:00:00 +0000", NOW, "door"),
        ("Sat, 32 Nov 2026 23:30:00 +0100", NOW, "door"),
    ],
)
def test_else_the_server_that_took_it_says_so(company, stamp, at, told_by):
    top = f"Received: from a.example.org\r\n\tby mx.nexusip.com; {stamp}\r\n"
    below = "Received: by a.example.org; Fri, 20 Nov 2026 10:00:00 +0000\r\n"

    mail = store(
        company_id=company.pk, raw=(top + below).encode() + written(), door="pipe", now=NOW
    )

    assert (mail.received_at, mail.told_by) == (at, told_by)


def test_what_is_too_large_is_refused_and_not_cut(company):
    with pytest.raises(TooBig):
        store(company_id=company.pk, raw=b"x" * (MOST_BYTES + 1), door="pipe", now=NOW)

    assert not Mail.objects.exists()


def test_a_mail_server_hands_it_over_through_a_pipe(company, monkeypatch):
    _type_in(monkeypatch, written())

    call_command("receive_mail", "--company", "nexus-ip", stdout=io.StringIO())

    assert Mail.objects.get().door == "pipe"


@pytest.mark.parametrize(
    ("slug", "raw", "code"),
    [("nobody", b"x", 67), ("nexus-ip", b"", 65), ("nexus-ip", b"x" * (MOST_BYTES + 1), 65)],
)
def test_what_the_server_then_does_with_it_stands_in_the_code(
    company, monkeypatch, slug, raw, code
):
    _type_in(monkeypatch, raw)

    with pytest.raises(CommandError) as refused:
        call_command("receive_mail", "--company", slug)

    assert refused.value.returncode == code
    assert not Mail.objects.exists()


def test_while_nothing_can_be_stored_the_server_tries_again(company, monkeypatch, settings):
    _type_in(monkeypatch, written())
    settings.STORAGES = {
        **settings.STORAGES,
        "sealed": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": "/proc/nowhere"},
        },
    }

    with pytest.raises(CommandError) as refused:
        call_command("receive_mail", "--company", "nexus-ip")

    assert refused.value.returncode == 75
    assert not Mail.objects.exists()


def _type_in(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
