"""Whoever reads a stranger's file may die, hang, grow or lie: the desk goes on."""

import logging
import os
import socket
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from dsar.content import jail
from dsar.content.doors import ANSWER, PROOF
from dsar.content.taking_in import take_in
from tests import samples


def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """The child runs this where the real one would look at the file."""
    real = jail.INSIDE.read_text().replace(
        "def data(content: bytes) -> Found:", f"def data(content: bytes) -> Found:\n{code}\n", 1
    )
    child = tmp_path / "inside.py"
    child.write_text(real)
    monkeypatch.setattr(jail, "INSIDE", child)


@pytest.mark.parametrize(
    "code",
    [
        "    os._exit(3)",
        "    os.kill(os.getpid(), 11)",
        "    x = bytearray(600 * 1024 * 1024)",
        "    sys.stdout.buffer.write(b'[' * 10_000); sys.stdout.buffer.flush(); os._exit(0)",
        "    sys.stdout.buffer.write(b'{}\\n'); sys.stdout.buffer.flush(); os._exit(0)",
        "    return 'text/html', None",
        "    return 'application/json', b'made up'",
        "    raise No('a code that nobody knows')",
    ],
)
def test_whatever_becomes_of_the_child_the_file_could_not_be_read(tmp_path, monkeypatch, code):
    inside(tmp_path, monkeypatch, code)

    with pytest.raises(ValidationError, match="This file could not be read"):
        take_in(SimpleUploadedFile("a.json", b"{}"), ANSWER)


def test_a_child_that_answers_without_end_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(jail, "MOST_ANSWERED", 1024 * 1024)
    inside(tmp_path, monkeypatch, "    while True: sys.stdout.buffer.write(b'x' * 65536)")

    assert jail.inspect("data", b"{}").no == "unreadable"


def test_a_child_that_sleeps_is_ended_with_all_it_started(tmp_path, monkeypatch):
    monkeypatch.setattr(jail, "WALL_SECONDS", 2.0)
    inside(tmp_path, monkeypatch, "    import select\n    select.select([], [], [], 60)")
    began = time.monotonic()

    assert jail.inspect("data", b"{}").no == "unreadable"

    assert time.monotonic() - began < 15


def test_a_child_that_reads_nothing_does_not_hold_us_up(tmp_path, monkeypatch):
    child = tmp_path / "inside.py"
    child.write_text("import os; os.close(0); print('{}', flush=True)")
    monkeypatch.setattr(jail, "INSIDE", child)

    assert jail.inspect("data", b" " * 5_000_000).no == "unreadable"


def test_processor_time_has_an_end(tmp_path, monkeypatch):
    code = "    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\n    while True: pass"
    inside(tmp_path, monkeypatch, code)

    said = jail.inspect("data", b"{}")

    assert said.no == "unreadable"
    assert said.cpu_seconds < 5


LIMITS = """
    limits = [resource.getrlimit(what)[1] for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU,
              resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)]
    raise No(repr(limits))
"""


def test_the_limits_are_what_they_say(tmp_path, monkeypatch):
    inside(tmp_path, monkeypatch, LIMITS)

    assert jail.inspect("data", b"{}").no == repr([512 * 1024 * 1024, 10, 32, 0, 0])


def test_the_child_is_given_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("DSAR_ROOT_KEY", "the root key")
    inside(tmp_path, monkeypatch, "    raise No(repr(dict(os.environ)))")

    assert "root" not in jail.inspect("data", b"{}").no


CALL = """
    import _socket
    try:
        line = _socket.socket()
        line.connect(("127.0.0.1", int(content)))
    except OSError as error:
        raise No("no way out")
    raise No("connected")
"""


def test_there_is_no_network_in_the_jail(tmp_path, monkeypatch):
    inside(tmp_path, monkeypatch, CALL)
    source = jail.INSIDE.read_text().replace(
        "import ctypes\n", "import _socket\nimport ctypes\n", 1
    )
    jail.INSIDE.write_text(source)
    with socket.create_server(("127.0.0.1", 0)) as server:
        said = jail.inspect("data", str(server.getsockname()[1]).encode())

    if "network" in said.not_shut:
        pytest.skip("this system allows no network namespaces")
    assert said.no == "no way out"


@pytest.mark.parametrize("place", ["/etc/passwd", "/proc/1/environ", __file__])
def test_there_are_no_files_in_the_jail(tmp_path, monkeypatch, place):
    code = f"    try: open({place!r}).read(9)\n    except OSError: raise No('no file')"
    inside(tmp_path, monkeypatch, code)

    said = jail.inspect("data", b"{}")

    if "files" in said.not_shut:
        pytest.skip("this system allows no namespaces")
    assert said.no == "no file"


def test_what_cannot_be_shut_is_said_once(monkeypatch, caplog):
    monkeypatch.setattr(jail, "_told", set())
    with caplog.at_level(logging.WARNING):
        jail._tell_once(("files", "network"))
        jail._tell_once(("files", "network"))

    assert len(caplog.records) == 2


def test_at_most_two_look_at_files_at_once_and_the_third_is_told_to_wait(monkeypatch):
    monkeypatch.setattr(jail, "WALL_SECONDS", 0.2)
    for _ in range(jail.MOST_AT_ONCE):
        assert jail._places.acquire(timeout=1)
    try:
        with pytest.raises(ValidationError, match="Wait a minute and send it again"):
            take_in(SimpleUploadedFile("a.png", samples.PNG), PROOF)
    finally:
        for _ in range(jail.MOST_AT_ONCE):
            jail._places.release()

    monkeypatch.setattr(jail, "WALL_SECONDS", 20.0)
    assert take_in(SimpleUploadedFile("a.png", samples.PNG), PROOF)


def test_no_process_to_start_is_no_error_of_the_page(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    assert jail.inspect("data", b"{}").no == "busy"


def test_no_child_and_no_handle_is_left_behind():
    before = len(os.listdir("/proc/self/fd"))
    threads = [threading.Thread(target=jail.inspect, args=("data", b"{}")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(os.listdir("/proc/self/fd")) == before
    assert b"inside.py" not in b"".join(
        Path(f"/proc/{pid}/cmdline").read_bytes()
        for pid in Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()
    )
