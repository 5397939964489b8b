"""A PostgreSQL of our own, for a machine that has none.

It survives what a laptop does to it: kill -9 of any process at any moment, two first starts at
once, a full stop in the middle of the very first one. tests/local/ does all of that to it.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg2
import psycopg2.errors
from psycopg2 import sql

from . import binaries, processes, sockets, unprivileged
from .trouble import DidNotStart

SUPERUSER = "postgres"
OWNER = "dsar"  # owns the databases and may make more, and is not a superuser
DESK = "dsar_desk"  # owns nothing: what web, worker and beat run under
START_WITHIN = 300.0  # seconds: recovery after a crash may take minutes
ATTEMPTS = 4

ALWAYS = {
    "listen_addresses": "",
    "synchronous_commit": "on",
    # Error details quote the values of a row; personal data does not belong in a log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# The last is for the desk, which does not start on another server that forgets.
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "dsar.thrown_away": "on"}


class PostgreSQL:
    """One cluster in one folder. `ensure` may be called at any time, by any number of processes."""

    name = "PostgreSQL"

    def __init__(
        self,
        home: Path,
        *,
        durable: bool = True,
        account: unprivileged.Account | None = None,
    ) -> None:
        self.account = account or unprivileged.account()
        self.log = home.resolve() / "log" / "postgres.log"
        self.root = self._place(home.resolve() / "postgres")
        self.data = self.root / "data"
        self.durable = durable
        self.settings = ALWAYS if durable else ALWAYS | THROW_AWAY
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.sockets = sockets.folder_for(self.root)
        self.binaries = binaries.postgres()
        self._process: subprocess.Popen[bytes] | None = None
        if self.account.uid is not None:
            self._hand_over(self.account.uid)

    def url(self, database: str = OWNER, *, role: str = OWNER) -> str:
        return f"postgres://{role}@/{database}?host={quote(str(self.sockets), safe='')}"

    def ensure(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """The server accepts connections and the owner's role and database exist.

        `meanwhile` is called while waiting, and may raise to give up.
        """
        with self._lock():
            if not (self.data / "PG_VERSION").exists():
                self._make_cluster()
            self._start(meanwhile)
            # Also where a server answered already: its launcher may have died before this.
            self._make_owner()

    def stop(self) -> None:
        """No process of the cluster runs; everything committed is on disk."""
        with self._lock():
            if not processes.wait_until(self._ended, within=60):
                own = [self._process.pid] if self._process else []
                processes.kill([*own, *self._members()])
                self._reap()

    # --- Where -----------------------------------------------------------------------------------

    def _place(self, wanted: Path) -> Path:
        """The folder itself, or one that the lent user can reach."""
        uid = self.account.uid
        if uid is None or unprivileged.reachable(wanted, uid=uid):
            return wanted
        digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]
        return Path("/var/lib") / f"dsar-{digest}"

    def _hand_over(self, uid: int) -> None:
        for folder in (self.root, self.sockets):
            os.chown(folder, uid, uid)
        if not unprivileged.reachable(self.binaries / "postgres", uid=uid):
            self.binaries = self._copy_binaries()

    def _copy_binaries(self) -> Path:
        # The programs find their libraries two folders up, beside the package.
        package = self.binaries.parent.parent
        copy = self.root / "programs"
        if not copy.exists():
            unfinished = self.root / f"programs-{os.getpid()}"
            shutil.copytree(package, unfinished / package.name)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, unfinished / libraries.name)
            unfinished.chmod(0o755)
            unfinished.rename(copy)
        return copy / package.name / self.binaries.parent.name / self.binaries.name

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """One launcher at a time; a killed one lets go by itself."""
        with (self.root / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    # --- Starting --------------------------------------------------------------------------------

    def _connect(self, database: str = "postgres") -> "psycopg2.extensions.connection":
        return psycopg2.connect(
            host=str(self.sockets), user=SUPERUSER, dbname=database, connect_timeout=2
        )

    def _answers(self) -> bool:
        """Only a real connection proves a server; a process number never does."""
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def _make_cluster(self) -> None:
        """Made aside and renamed: a kill on the way leaves no half-made cluster behind."""
        processes.kill(self._members())
        for unfinished in self.root.glob("init-*"):
            processes.kill([*processes.mentioning(str(unfinished))])
            processes.kill(processes.working_in(unfinished))
            shutil.rmtree(unfinished)
        aside = self.root / f"init-{os.getpid()}"
        made = subprocess.run(
            [
                *self.account.prefix,
                str(self.binaries / "initdb"),
                *("-D", str(aside), "-U", SUPERUSER, "--auth=trust", "--no-instructions"),
                *("--encoding=UTF8", "--locale=C.UTF-8"),
                *(() if self.durable else ("--no-sync",)),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.root,
            **self.account.popen(),
        )
        if made.returncode:
            raise DidNotStart(f"PostgreSQL could not make its folder {aside}: {made.stderr[-800:]}")
        aside.rename(self.data)

    def _start(self, meanwhile: Callable[[], None]) -> None:
        deadline = time.monotonic() + START_WITHIN
        attempts = 0
        while time.monotonic() < deadline:
            meanwhile()
            self._reap()
            if self._answers():
                return
            # Ours on its way up, or another's on its way up or down: not to be disturbed.
            if self._process is not None or self._postmaster() is not None:
                time.sleep(0.05)
            elif attempts == ATTEMPTS:
                break
            else:
                self._clear_left_overs()
                self._launch()
                attempts += 1
        tail = self.log.read_text(errors="replace")[-800:]
        raise DidNotStart(f"PostgreSQL did not start. The end of {self.log}:\n{tail}")

    def _launch(self) -> None:
        options = [part for item in self.settings.items() for part in ("-c", "=".join(item))]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *self.account.prefix,
                    str(self.binaries / "postgres"),
                    *("-D", str(self.data), "-k", str(self.sockets), *options),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.root,
                start_new_session=True,  # a Ctrl-C at the terminal must not reach it
                **self.account.popen(),
            )

    def _make_owner(self) -> None:
        with contextlib.closing(self._connect()) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            for role, may in ((OWNER, "CREATEDB"), (DESK, "NOCREATEDB")):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if not cursor.fetchone():
                    create = sql.SQL("CREATE ROLE {} LOGIN {}")
                    with _made_already():
                        cursor.execute(create.format(sql.Identifier(role), sql.SQL(may)))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER])
            if not cursor.fetchone():
                name = sql.Identifier(OWNER)
                with _made_already():
                    cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))

    # --- What runs -------------------------------------------------------------------------------

    def _members(self) -> list[int]:
        return processes.working_in(self.data)

    def _postmaster(self) -> int | None:
        """The live server of this cluster, whoever started it."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if pid in self._members() else None

    def _ended(self) -> bool:
        """Whether nothing runs any more; each server found on the way is asked to end.

        At every look, since one that was started a moment ago hears nothing yet where whoever
        started it ignores the signal (`nohup`, a job in the background).
        """
        self._reap()
        # One that was started a moment ago has no lock file yet.
        own = self._process.pid if self._process else None
        for server in filter(None, (own, self._postmaster())):
            with contextlib.suppress(ProcessLookupError):
                os.kill(server, signal.SIGINT)  # fast: ends sessions, then a clean checkpoint
        return self._process is None and not self._members()

    def _reap(self) -> None:
        # A dead child that nobody waits for keeps its number, and the number keeps the lock file.
        if self._process is not None and self._process.poll() is not None:
            self._process = None

    def _clear_left_overs(self) -> None:
        """Remove the lock files of a dead server, after its last orphan has gone.

        They are what keeps a second server away from data that a live backend still writes.
        """
        processes.kill(self._members())
        if self._members():
            return
        for file in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            file.unlink(missing_ok=True)


def _made_already() -> contextlib.suppress:
    """What a launcher that was killed a moment ago asked for, the server may still have made."""
    return contextlib.suppress(
        psycopg2.errors.DuplicateObject,
        psycopg2.errors.DuplicateDatabase,
        psycopg2.errors.UniqueViolation,
    )
