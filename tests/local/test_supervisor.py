"""What dies is started again; what was started is ended, and nothing else."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from dsar.local import processes
from dsar.local.children import Child, Program, end_left_overs
from dsar.local.home import Home, InUse
from dsar.local.keys import keys
from dsar.local.liveness import SweepWatch
from dsar.local.supervisor import Supervisor
from dsar.local.trouble import Trouble

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")
FORK_AND_SLEEP = (sys.executable, "-c", "import os, time; os.fork(); time.sleep(60)")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
)


class Willing:
    """Nobody asks to stop."""

    def check(self) -> None:
        pass


@pytest.fixture
def place(home: Path) -> Home:
    place = Home(home)
    place.prepare()
    return place


@pytest.fixture
def child(place: Home) -> Iterator[Child]:
    child = Child(Program("sleeper", SLEEP), place, os.environ)
    yield child
    child.stop()


def group(leader: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(entry.name)) == leader and processes.birth(int(entry.name)):
                found.append(int(entry.name))
        except ProcessLookupError:
            continue
    return found


def begun(child: Child) -> int:
    child.tend()
    assert child.process is not None
    return child.process.pid


def dead(pid: int) -> bool:
    return processes.wait_until(lambda: processes.birth(pid) is None, within=5)


def test_a_program_that_was_killed_is_started_again(child: Child) -> None:
    first = begun(child)
    os.kill(first, signal.SIGKILL)
    assert dead(first)

    said = child.tend()
    child.start_at = 0

    assert said is not None
    assert said.startswith("sleeper ended (signal 9) and starts again in 1 s")
    assert begun(child) != first


def test_the_pause_grows_while_it_keeps_dying(place: Home) -> None:
    child = Child(Program("failing", (sys.executable, "-c", "exit(3)")), place, os.environ)
    pauses = []
    for _ in range(7):
        child.start_at = 0
        assert dead(begun(child))
        said = child.tend()
        assert said is not None
        assert "exit status 3" in said
        pauses.append(said.split(" again in ")[1].split(".")[0])

    assert pauses == ["1 s", "2 s", "4 s", "8 s", "16 s", "30 s", "30 s"]


def test_what_a_dead_program_had_started_goes_with_it(place: Home) -> None:
    child = Child(Program("parent", FORK_AND_SLEEP), place, os.environ)
    leader = begun(child)
    assert processes.wait_until(lambda: len(group(leader)) == 2, within=10)
    os.kill(leader, signal.SIGKILL)
    assert dead(leader)

    child.tend()

    assert processes.wait_until(lambda: group(leader) == [], within=5)
    child.stop()


def test_one_that_will_not_end_is_killed_after_its_grace(place: Home) -> None:
    child = Child(Program("stubborn", STUBBORN, grace=0.5), place, os.environ)
    pid = begun(child)

    child.stop()

    assert dead(pid)


def test_stopping_ends_children_before_servers_and_the_last_first(place: Home) -> None:
    order: list[str] = []

    class Noted:
        def __init__(self, name: str) -> None:
            self.name = name

        def ensure(self, meanwhile: object = None) -> None: ...

        def stop(self) -> None:
            order.append(self.name)

    supervisor = Supervisor(
        services=[Noted("PostgreSQL"), Noted("Valkey")],
        children=[Noted("mail"), Noted("web")],  # type: ignore[list-item]
        request=Willing(),  # type: ignore[arg-type]
    )

    supervisor.stop()

    assert order == ["web", "mail", "Valkey", "PostgreSQL"]


def answering(report: dict[str, object]) -> HTTPServer:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(report).encode())

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever).start()
    return server


@pytest.mark.parametrize(
    ("warnings", "age", "ended"),
    [
        ({"sweeps": "No sweep for 100 s."}, 61, True),
        ({"sweeps": "No sweep for 100 s."}, 55, False),
        ({"redis": "Redis cannot be reached."}, 200, False),
    ],
)
def test_a_worker_that_runs_and_does_nothing_is_started_anew(
    child: Child, warnings: dict[str, str], age: float, ended: bool
) -> None:
    pid = begun(child)
    child.began -= age
    server = answering({"warnings": warnings})
    watch = SweepWatch(server.server_port, [child])
    watch._asked_at -= 60

    watch.look()
    server.shutdown()
    server.server_close()

    assert (processes.birth(pid) is None) == ended


def test_a_web_that_does_not_answer_is_not_the_workers_fault(child: Child) -> None:
    pid = begun(child)
    child.began -= 200
    watch = SweepWatch(1, [child])
    watch._asked_at -= 60

    watch.look()

    assert processes.birth(pid) is not None


def test_what_a_killed_supervisor_left_is_ended_by_the_next(place: Home, child: Child) -> None:
    left = begun(child)

    assert end_left_overs(place) == ["sleeper"]

    assert dead(left)
    assert list(place.run.glob("*.json")) == []


def test_a_stranger_with_the_same_number_is_left_alone(place: Home) -> None:
    with subprocess.Popen(SLEEP) as stranger:
        record = {"pid": stranger.pid, "birth": "of another time", "name": "web"}
        (place.run / "web.json").write_text(json.dumps(record))

        assert end_left_overs(place) == []

        assert stranger.poll() is None
        stranger.kill()


def test_a_torn_record_stops_nothing(place: Home) -> None:
    (place.run / "web.json").write_text('{"pid": 1')

    assert end_left_overs(place) == []


def test_a_folder_serves_one_copy_at_a_time(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsar.local.home.PATIENCE", 0.3)

    with place.claimed(Willing().check), pytest.raises(InUse, match="DSAR_HOME="):
        Home(place.root).claimed(Willing().check).__enter__()

    with Home(place.root).claimed(Willing().check):
        pass


def test_keys_are_made_once_and_only_the_owner_reads_them(place: Home) -> None:
    first = {name: Path(path).read_text() for name, path in keys(place, {}).items()}
    again = {name: Path(path).read_text() for name, path in keys(place, {}).items()}

    assert first == again
    assert set(first) == {"DSAR_SECRET_KEY_FILE", "DSAR_ROOT_KEY_FILE", "DSAR_ANCHOR_KEY_FILE"}
    assert (place.root / "root.key").stat().st_mode & 0o777 == 0o600


def test_keys_of_the_environment_win(place: Home) -> None:
    given = {
        "DSAR_SECRET_KEY": "theirs",
        "DSAR_ROOT_KEY_FILE": "/theirs",
        "DSAR_ANCHOR_KEY_FILE": "/theirs too",
    }

    assert keys(place, given) == {}


def test_a_lost_root_key_is_not_replaced(place: Home) -> None:
    (place.root / "postgres" / "data").mkdir(parents=True)

    with pytest.raises(Trouble, match=r"root\.key is gone"):
        keys(place, {})
