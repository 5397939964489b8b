"""A site of ours, or the bare one, under a web server of its own; and turns of clients at it."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from statistics import quantiles

from django.db import connection

from bench.processes import children_of, parent_of, seconds_of, seconds_with_children

WORKERS = 2
OURS, BARE = "ours", "bare"
SITES = {OURS: "dsar.wsgi", BARE: "bench.bare_site"}
ENVIRONMENT = {"DSAR_API_CALLS_PER_MINUTE": "1000000000", "DSAR_ALLOWED_HOSTS": "127.0.0.1"}


@dataclass
class Turn:
    """What one site did for so many clients in so many seconds."""

    seconds: float
    took: list[float] = field(default_factory=list)
    errors: int = 0
    processor: float = 0.0
    """Seconds, of the web processes."""
    database: float = 0.0
    """Seconds, of PostgreSQL."""

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds

    @property
    def p95(self) -> float:
        """In milliseconds."""
        return 1000 * quantiles(self.took, n=20)[-1]


@dataclass(frozen=True)
class Site:
    name: str
    port: int
    process: subprocess.Popen[bytes]

    def runs(self) -> bool:
        return self.process.poll() is None

    def answers(self) -> bool:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as line:
            try:
                line.request("GET", "/api/v1/cases")
                return line.getresponse().status < 500
            except OSError:
                return False

    def processor(self) -> float:
        """Seconds of processor time of its web processes so far."""
        return sum(seconds_of(pid) for pid in self.pids())

    def pids(self) -> list[int]:
        return children_of(self.process.pid)


@contextmanager
def site(name: str, workers: int = WORKERS) -> Iterator[Site]:
    """One of which every process runs and answers."""
    with unready(name, workers) as made:
        _wait_for(made, workers)
        yield made


@contextmanager
def unready(name: str, workers: int) -> Iterator[Site]:
    """One that has just been started."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        # The web server asks for it as well, too late for who is connected by then: each answer of
        # two pieces would wait 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        port, file = listener.getsockname()[1], listener.fileno()
        command = [
            *(sys.executable, "-m", "gunicorn", f"{SITES[name]}:application"),
            *("--bind", f"fd://{file}", "--workers", str(workers), "--threads", "4"),
            *("--log-level", "warning", "--no-control-socket", "--keep-alive", "60"),
        ]
        running = subprocess.Popen(command, pass_fds=[file], env=os.environ | ENVIRONMENT)
        try:
            yield Site(name, port, running)
        finally:
            running.terminate()
            running.wait(timeout=30)


def _wait_for(site: Site, workers: int) -> None:
    """Until its processes run and answer."""
    until = time.monotonic() + 60
    while len(site.pids()) < workers or not site.answers():
        if time.monotonic() > until or not site.runs():
            raise RuntimeError(f"{SITES[site.name]} did not start")
        time.sleep(0.1)


# What one client does until the moment given, noting what it took in the turn.
Client = Callable[[Site, float, Turn], None]


def turn(site: Site, client: Client, *, clients: int, seconds: float) -> Turn:
    """So many of them at once."""
    made = Turn(seconds)
    until = time.monotonic() + seconds
    server = _database_server()
    before = site.processor(), seconds_with_children(server)
    threads = [threading.Thread(target=client, args=(site, until, made)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made.processor = site.processor() - before[0]
    made.database = seconds_with_children(server) - before[1]
    return made


def _database_server() -> int:
    """The process that began the one that answers us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return parent_of(cursor.fetchone()[0])
