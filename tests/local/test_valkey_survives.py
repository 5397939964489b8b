"""The broker comes back, with what it had or empty."""

import os
import signal
from pathlib import Path

import pytest
from redis import Redis

from dsar.local import processes
from dsar.local.valkey import Valkey

pytestmark = pytest.mark.faults


def test_it_comes_back_with_what_it_had(valkey: Valkey) -> None:
    valkey.ensure()
    client = Redis.from_url(valkey.url())
    client.set("colour", "red")
    client.execute_command("WAITAOF", 1, 0, 2000)

    processes.kill(processes.working_in(valkey.data))
    valkey.ensure()

    assert client.get("colour") == b"red"


def test_a_broken_file_is_put_aside(valkey: Valkey) -> None:
    valkey.ensure()
    Redis.from_url(valkey.url()).set("colour", "red")
    valkey.stop()
    for file in (valkey.data / "appendonlydir").glob("*.aof"):
        file.write_bytes(b"*3\r\nnonsense" * 50)

    valkey.ensure()

    assert Redis.from_url(valkey.url()).get("colour") is None
    assert len(list(valkey.root.glob("broken-*"))) == 1


def test_one_that_hangs_is_replaced(valkey: Valkey, home: Path) -> None:
    valkey.ensure()
    [hanging] = processes.working_in(valkey.data)
    os.kill(hanging, signal.SIGSTOP)

    Valkey(home).ensure()

    assert processes.birth(hanging) is None
    assert len(processes.working_in(valkey.data)) == 1


def test_a_running_one_is_adopted_and_can_be_stopped(valkey: Valkey, home: Path) -> None:
    valkey.ensure()
    running = processes.working_in(valkey.data)

    second = Valkey(home)
    second.ensure()

    assert processes.working_in(valkey.data) == running
    second.stop()
    assert processes.working_in(valkey.data) == []
