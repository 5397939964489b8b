"""What a laptop does to a database: kill -9 anywhere, at any moment."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from dsar.local import processes
from dsar.local.postgres import PostgreSQL
from dsar.local.unprivileged import NOBODY, Account

pytestmark = pytest.mark.faults
START = "import sys; from pathlib import Path; from dsar.local.postgres import PostgreSQL; "
START += "PostgreSQL(Path(sys.argv[1]), durable=False).ensure()"


def connect(server: PostgreSQL) -> "psycopg2.extensions.connection":
    return psycopg2.connect(host=str(server.sockets), user="dsar", dbname="dsar", connect_timeout=2)


def ask(server: PostgreSQL, question: str) -> object:
    with contextlib.closing(connect(server)) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
        assert row is not None
        return row[0]


def start_elsewhere(home: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", START, str(home)], stderr=subprocess.PIPE)


def postmaster(server: PostgreSQL) -> int:
    return int((server.data / "postmaster.pid").read_text().split("\n")[0])


class Writer(threading.Thread):
    """Commits numbers one by one and remembers which were acknowledged."""

    def __init__(self, server: PostgreSQL) -> None:
        super().__init__()
        self.server, self.acknowledged, self.enough = server, [0], threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            with (
                contextlib.suppress(psycopg2.Error),
                contextlib.closing(connect(self.server)) as connection,
            ):
                while not self.enough.is_set():
                    number = self.acknowledged[-1] + 1
                    with connection, connection.cursor() as cursor:
                        cursor.execute(
                            "INSERT INTO kept VALUES (%s) ON CONFLICT DO NOTHING", [number]
                        )
                    self.acknowledged.append(number)


@pytest.fixture
def writer(server: PostgreSQL) -> Iterator[Writer]:
    server.ensure()
    with contextlib.closing(connect(server)) as connection:
        connection.autocommit = True
        connection.cursor().execute("CREATE TABLE kept (number int PRIMARY KEY)")
    writer = Writer(server)
    writer.start()
    yield writer
    writer.enough.set()
    writer.join()


def test_no_acknowledged_row_is_lost_when_the_server_is_killed(
    server: PostgreSQL, writer: Writer
) -> None:
    for victim in ("the postmaster", "every process", "the postmaster"):
        before = len(writer.acknowledged)
        assert processes.wait_until(lambda: len(writer.acknowledged) > before + 50, within=20)  # noqa: B023
        if victim == "the postmaster":
            os.kill(postmaster(server), signal.SIGKILL)
        else:
            processes.kill(processes.working_in(server.data))
        server.ensure()
    writer.enough.set()
    writer.join()

    assert ask(server, "SELECT count(*) FROM kept") >= len(writer.acknowledged) - 1


def test_a_kill_during_the_very_first_start_does_no_harm(server: PostgreSQL, home: Path) -> None:
    for moment in (0.35, 0.5, 0.65, 0.85):
        starting = start_elsewhere(home)
        time.sleep(moment)
        starting.kill()
        starting.communicate()

    server.ensure()

    assert ask(server, "SELECT 1") == 1
    assert list(server.root.glob("init-*")) == []


def test_a_server_whose_launcher_died_before_the_owner_was_made_gets_one(
    server: PostgreSQL,
) -> None:
    server.ensure()
    with contextlib.closing(
        psycopg2.connect(host=str(server.sockets), user="postgres", dbname="postgres")
    ) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("DROP DATABASE dsar")
        cursor.execute("DROP ROLE dsar")

    server.ensure()

    assert ask(server, "SELECT 1") == 1


def test_an_owner_that_a_killed_launcher_is_still_being_given_is_taken(server: PostgreSQL) -> None:
    """The server finishes what it was asked, whether or not the one who asked still lives."""
    server.ensure()
    with contextlib.closing(server._connect()) as killed:
        killed.autocommit = True
        killed.cursor().execute("DROP DATABASE dsar")
        killed.cursor().execute("DROP ROLE dsar")
        killed.autocommit = False
        killed.cursor().execute("CREATE ROLE dsar LOGIN CREATEDB")
        starting = threading.Thread(target=server.ensure)
        starting.start()
        waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'ROLE'"
        with contextlib.closing(server._connect()) as watching, watching.cursor() as cursor:
            watching.autocommit = True
            assert processes.wait_until(lambda: asked(cursor, waits), within=20)
        killed.commit()
        starting.join()

    assert ask(server, "SELECT 1") == 1


def asked(cursor: "psycopg2.extensions.cursor", question: str) -> bool:
    cursor.execute(question)
    return cursor.fetchone() is not None


def test_a_kill_while_the_folder_is_made_leaves_nothing_half_made(
    server: PostgreSQL, home: Path
) -> None:
    starting = start_elsewhere(home)
    assert processes.wait_until(lambda: any(server.root.glob("init-*/base/*")), within=20)
    starting.kill()
    starting.communicate()

    server.ensure()

    assert ask(server, "SELECT 1") == 1
    assert list(server.root.glob("init-*")) == []


def test_a_torn_lock_file_does_not_stop_the_next_start(server: PostgreSQL) -> None:
    for content in ("", "7", "no number", "999999999\n/elsewhere\n"):
        server.ensure()
        processes.kill(processes.working_in(server.data))
        (server.data / "postmaster.pid").write_text(content)

        server.ensure()

        assert ask(server, "SELECT 1") == 1


def test_a_lock_file_that_names_another_program_does_not_stop_the_next_start(
    server: PostgreSQL,
) -> None:
    server.ensure()
    lock = (server.data / "postmaster.pid").read_text()
    processes.kill(processes.working_in(server.data))
    with subprocess.Popen(["sleep", "60"]) as stranger:
        rest = lock.partition("\n")[2]
        (server.data / "postmaster.pid").write_text(f"{stranger.pid}\n{rest}")

        server.ensure()

        assert stranger.poll() is None
        assert ask(server, "SELECT 1") == 1
        stranger.kill()


def test_four_first_starts_at_once_make_one_server(server: PostgreSQL, home: Path) -> None:
    starts = [start_elsewhere(home) for _ in range(4)]

    errors = [start.communicate()[1] for start in starts]

    assert [start.returncode for start in starts] == [0, 0, 0, 0], errors
    assert processes.mentioning(str(server.data)) == [postmaster(server)]
    assert ask(server, "SELECT 1") == 1


def loop_for_ever(connection: "psycopg2.extensions.connection") -> None:
    with contextlib.suppress(psycopg2.Error):
        connection.cursor().execute("DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$")


def test_a_busy_orphan_of_a_killed_server_is_ended_before_the_next_one_starts(
    server: PostgreSQL,
) -> None:
    server.ensure()
    with contextlib.closing(connect(server)) as connection:
        orphan = connection.get_backend_pid()
        busy = threading.Thread(target=loop_for_ever, args=[connection])
        busy.start()
        time.sleep(0.2)
        os.kill(postmaster(server), signal.SIGKILL)
        time.sleep(0.2)
        assert processes.birth(orphan), "the backend was to outlive its server"

        server.ensure()
        busy.join()

    assert processes.birth(orphan) is None
    assert ask(server, "SELECT 1") == 1


def test_a_running_server_is_adopted(server: PostgreSQL, home: Path) -> None:
    server.ensure()
    running = postmaster(server)

    second = PostgreSQL(home, durable=False)
    second.ensure()

    assert postmaster(second) == running
    second.stop()
    assert processes.working_in(server.data) == []


def test_a_server_whose_folder_was_deleted_makes_room(server: PostgreSQL, home: Path) -> None:
    server.ensure()
    left = processes.working_in(server.data)
    shutil.rmtree(server.root)

    again = PostgreSQL(home, durable=False)
    again.ensure()

    assert not set(left) & set(processes.working_in(again.data))
    assert ask(again, "SELECT 1") == 1


class Enough(Exception):
    pass


def given_up_after(rounds: int) -> Callable[[], None]:
    left = iter(range(rounds))

    def give_up() -> None:
        if next(left, None) is None:
            raise Enough

    return give_up


@pytest.mark.parametrize("rounds", [0, 1, 2])
def test_a_start_that_is_given_up_leaves_nothing_and_ends_at_once(
    server: PostgreSQL, rounds: int
) -> None:
    with pytest.raises(Enough):
        server.ensure(given_up_after(rounds))
    began = time.monotonic()

    server.stop()

    assert processes.working_in(server.data) == []
    assert processes.mentioning(str(server.data)) == []
    assert time.monotonic() - began < 15


def test_so_it_does_where_the_signal_is_ignored_until_the_server_listens(
    server: PostgreSQL,
) -> None:
    """As under `nohup`: what a process ignores, the one it starts ignores too, at first."""
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with pytest.raises(Enough):
            server.ensure(given_up_after(1))
    finally:
        signal.signal(signal.SIGINT, heard)
    began = time.monotonic()

    server.stop()

    assert processes.working_in(server.data) == []
    assert time.monotonic() - began < 15


def test_the_role_of_the_product_is_no_superuser(server: PostgreSQL) -> None:
    server.ensure()

    assert ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_nothing_on_the_way_to_the_data_is_opened_to_others(server: PostgreSQL, home: Path) -> None:
    server.ensure()

    assert home.stat().st_mode & 0o777 == 0o700
    assert server.root.stat().st_mode & 0o777 == 0o700
    assert server.sockets.stat().st_mode & 0o777 == 0o700


def test_a_long_path_gets_a_short_socket(home: Path) -> None:
    server = PostgreSQL(home / ("long" * 30), durable=False)

    server.ensure()

    assert ask(server, "SELECT 1") == 1
    server.stop()
    shutil.rmtree(server.sockets)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to lend PostgreSQL another user")
def test_without_user_namespaces_root_lends_a_real_user(home: Path) -> None:
    server = PostgreSQL(home, durable=False, account=Account(uid=NOBODY))

    server.ensure()

    assert ask(server, "SELECT 1") == 1
    assert Path(f"/proc/{postmaster(server)}").stat().st_uid == NOBODY
    assert home.stat().st_mode & 0o777 == 0o700
    server.stop()
    shutil.rmtree(server.root)
