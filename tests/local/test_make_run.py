"""`make run` as a person meets it: started, hurt, killed, started again, stopped."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from dsar.local import processes

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]


class Run:
    """A supervisor in a home of its own."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.mine = {"DSAR_HOME": str(home), "PORT": str(port)}
        taken = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
        self.clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("DSAR_") and name not in taken
        }
        self.terminal = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed with the run
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dsar.local"],
            env=self.clean | self.mine,
            stdout=self.terminal,
            stderr=subprocess.STDOUT,
        )

    def said(self) -> str:
        self.terminal.seek(0)
        return self.terminal.read()

    def wait_until_it_serves(self) -> None:
        assert processes.wait_until(
            lambda: self.process.poll() is not None or "desk is running" in self.said(), within=120
        )
        assert self.process.poll() is None, self.said()

    def get(self, path: str) -> int | None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()

    def manage(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """manage.py in another terminal, told no more than which folder."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            env=self.clean | self.mine,
            capture_output=True,
            text=True,
            check=False,
        )

    def end(self, number: signal.Signals) -> str:
        self.process.send_signal(number)
        self.process.wait(timeout=60)
        return self.said()

    def everything(self) -> set[int]:
        """Live processes that were told this home, or stay in it."""
        found = {*processes.working_in(self.home / "postgres" / "data")}
        found.update(processes.working_in(self.home / "valkey" / "data"))
        told = f"DSAR_HOME={self.home}\0".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if told in (entry / "environ").read_bytes():
                    found.add(int(entry.name))
            except OSError:
                continue
        return found

    def programs(self, name: bytes = b"\0-m\0") -> set[int]:
        """Web, worker, beat and mail, but not the servers."""
        return {pid for pid in self.everything() if name in command(pid)}


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture
def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def runs() -> Iterator[list[Run]]:
    runs: list[Run] = []
    yield runs
    for run in runs:
        run.process.kill()
        processes.kill(run.everything())
        run.terminal.close()
        shutil.rmtree(run.home, ignore_errors=True)


def test_it_survives_what_befalls_it_and_leaves_nothing_behind(
    home: Path, free_port: int, runs: list[Run]
) -> None:
    first = Run(home, free_port)
    runs.append(first)
    first.wait_until_it_serves()
    assert first.get("/readyz") == 200
    assert first.get("/desk/sign-in/") == 200
    verified = first.manage("verify_audit")
    assert verified.returncode == 0, verified.stderr
    assert "technology-nexus" in verified.stdout

    # A copy beside it meets a sentence, not its data.
    second = Run(home.with_name(f"{home.name}-second"), free_port)
    runs.append(second)
    assert second.process.wait(timeout=60) == 1
    assert "make run PORT=" in second.said()

    # Its web server and its database die.
    killed = first.programs(b"gunicorn")
    processes.kill([*killed, *processes.working_in(home / "postgres" / "data")])
    assert processes.wait_until(lambda: first.get("/readyz") == 200, within=60)
    assert not killed & first.programs()

    # It dies itself, and what it leaves does not stand in the way.
    first.process.kill()
    first.process.wait()
    left = first.everything()
    assert left & first.programs(b"gunicorn")
    third = Run(home, free_port)
    runs.append(third)
    third.wait_until_it_serves()
    assert third.get("/readyz") == 200
    assert not left & third.programs()

    said = third.end(signal.SIGINT)

    assert "Stopped." in said
    assert "officer@example.com" in said
    assert third.process.returncode == 0
    assert third.everything() == set()


def test_a_stop_in_the_middle_of_the_first_start_leaves_nothing_running(
    home: Path, free_port: int, runs: list[Run]
) -> None:
    run = Run(home, free_port)
    runs.append(run)
    assert processes.wait_until(lambda: (home / "postgres" / "data").exists(), within=60)

    said = run.end(signal.SIGTERM)

    assert "Stopped." in said
    assert run.everything() == set()


def test_a_port_that_is_no_number_gets_a_sentence(home: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "dsar.local"],
        env=os.environ | {"PORT": "eighty", "DSAR_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 1
    assert "PORT must be a number" in answer.stdout
    assert answer.stderr == ""
