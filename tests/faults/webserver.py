"""A real web server of several processes, on this test's database."""

import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.crew import Crew, wait_until

WEB = (
    *("-m", "gunicorn", "dsar.wsgi", "--workers", "2", "--threads", "4"),
    *("--log-level", "warning", "--no-control-socket"),
)


@contextmanager
def serving(hands: Crew, **environment: str) -> Iterator[str]:
    """Its address, once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        hands.start(
            (*WEB, "--bind", f"fd://{listener.fileno()}"),
            sockets=(listener.fileno(),),
            DSAR_ALLOWED_HOSTS="127.0.0.1",
            DSAR_API_CALLS_PER_MINUTE="10000000",
            **environment,
        )
        assert wait_until(lambda: answers(url), within=30), hands.said()
        yield url


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=20) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
