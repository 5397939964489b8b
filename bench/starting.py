"""From a start to the first answer, at whatever size the desk has; and what a process takes."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from bench.submitting import ENVIRONMENT
from bench.turns import rounded
from dsar.cases.models import Case

GOAL_SECONDS = 3.0
GOAL_MEGABYTES = 150
PAGE = "/status/"


def measure(*, rounds: int) -> dict[str, Any]:
    """Of one web process. The status page asks the database."""
    found = [_started() for _ in range(rounds)]
    first = median(one[0] for one in found)
    memory = median(one[1] for one in found)
    return {
        "cases": Case.objects.count(),
        "seconds": rounded({"start to the first answer": first}),
        "megabytes": rounded({"one web process after 200 pages": memory}),
        "ratios": rounded(
            {
                f"{GOAL_SECONDS:g} s, to the first answer": GOAL_SECONDS / first,
                f"{GOAL_MEGABYTES} MB, to one web process": GOAL_MEGABYTES / memory,
            }
        ),
    }


def _started() -> tuple[float, float]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port, file = listener.getsockname()[1], listener.fileno()
        command = [
            *(sys.executable, "-m", "gunicorn", "dsar.wsgi:application", "--no-control-socket"),
            *("--bind", f"fd://{file}", "--workers", "1", "--threads", "4"),
            *("--log-level", "warning", "--keep-alive", "60"),
        ]
        began = time.perf_counter()
        # What comes before it listens waits in the socket, which is open already.
        running = subprocess.Popen(command, pass_fds=[file], env=os.environ | ENVIRONMENT)
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
                _get(line)
                first = time.perf_counter() - began
                for _ in range(200):
                    _get(line)
            return first, _megabytes(running.pid)
        finally:
            running.terminate()
            running.wait(timeout=30)


def _get(line: http.client.HTTPConnection) -> None:
    line.request("GET", PAGE)
    answer = line.getresponse()
    answer.read()
    assert answer.status == 200, answer.status


def _megabytes(pid: int) -> float:
    """Of its only child, shared pages among them."""
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{child}/status").read_text())
    assert found
    return int(found[1]) / 1024
