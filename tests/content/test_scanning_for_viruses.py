"""Against a server that speaks clamd's protocol and knows one virus, the one that is none."""

import hashlib
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from dsar.checks import unsafe_settings
from dsar.content import scanning
from dsar.content.doors import ANSWER, PROOF
from dsar.content.taking_in import take_in
from tests import samples

# Of the 68 bytes of the EICAR test file; their text would set off a scanner of this repository.
KNOWN = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS" + b"-TEST-FILE!$H+H*"


class Clamd:
    """Answers a session a connection; `answer` in place of what it thinks itself."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.answer: bytes | None = None
        self.seen: list[bytes] = []
        self.pieces: list[int] = []

    def run(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            with line, line.makefile("rb") as read:
                line.sendall(self._said(read))

    def _said(self, read) -> bytes:
        if read.read(10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while size := struct.unpack("!L", read.read(4))[0]:
            self.pieces.append(size)
            content += read.read(size)
        self.seen.append(content)
        if self.answer is not None:
            return self.answer
        found = hashlib.sha256(content.strip()).hexdigest() == KNOWN
        return b"stream: Eicar-Signature FOUND\0" if found else b"stream: OK\0"


@contextmanager
def serving(listener: socket.socket) -> Iterator[Clamd]:
    clamd = Clamd(listener)
    thread = threading.Thread(target=clamd.run)
    thread.start()
    try:
        yield clamd
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


@pytest.fixture
def clamd(settings) -> Iterator[Clamd]:
    listener = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD = f"127.0.0.1:{listener.getsockname()[1]}"
    with serving(listener) as server:
        yield server


def give(content: bytes, name: str = "a.txt", door=ANSWER):
    return take_in(SimpleUploadedFile(name, content), door)


def test_what_is_clean_comes_in_and_what_was_sent_is_what_was_scanned(clamd):
    words = b"words " * 30_000

    assert give(words).stream.read() == words

    assert clamd.seen == [words]
    assert max(clamd.pieces) <= 64 * 1024


def test_a_virus_stays_out(clamd):
    with pytest.raises(ValidationError, match="The virus scanner refuses this file"):
        give(EICAR)


def test_a_proof_is_scanned_as_it_came(clamd):
    assert give(samples.JPEG, "a.jpg", PROOF)

    assert clamd.seen == [samples.JPEG]


def test_what_cannot_come_in_is_not_sent_to_the_scanner(clamd):
    with pytest.raises(ValidationError):
        give(b"<html>")

    assert clamd.seen == []


@pytest.mark.parametrize(
    "answer",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK but ERROR\0",
        b"",
        b"\0",
        b"OK\0",
        b"stream: OK",
        b"x" * 100_000,
    ],
)
def test_any_other_answer_keeps_the_file_out(clamd, answer):
    clamd.answer = answer

    with pytest.raises(ValidationError, match="could not be checked for viruses just now"):
        give(b"words")


def test_a_scanner_that_is_away_keeps_every_file_out(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.CLAMD = f"127.0.0.1:{port}"

    with pytest.raises(ValidationError, match="could not be checked for viruses just now"):
        give(b"words")


def test_a_scanner_that_says_nothing_is_not_waited_for_for_ever(settings, monkeypatch):
    monkeypatch.setattr(scanning, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD = f"127.0.0.1:{silent.getsockname()[1]}"

        assert scanning.trouble_with(b"words") == "no_scanner"


def test_it_may_listen_on_a_socket_of_this_machine(settings, tmp_path: Path):
    place = tmp_path / "clamd"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    listener.listen()
    settings.CLAMD = str(place)

    with serving(listener) as server:
        assert give(b"words")

    assert server.seen == [b"words"]


def test_without_a_setting_nobody_is_asked(settings):
    assert settings.CLAMD == ""
    assert give(EICAR)


@pytest.mark.parametrize("text", ["clamav:port", "clamav:0", ":3310", "clamav:99999"])
def test_the_desk_does_not_start_with_an_address_that_is_none(settings, text):
    settings.CLAMD = text

    assert any("DSAR_CLAMD" in line for line in unsafe_settings(settings))


@pytest.mark.parametrize("text", ["", "clamav", "clamav:3310", "[::1]:3310", "/run/clamd.sock"])
def test_an_address_that_is_one_is_fine(settings, text):
    settings.CLAMD = text

    assert not any("DSAR_CLAMD" in line for line in unsafe_settings(settings))
