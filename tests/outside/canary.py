"""Listens where nobody of ours may call, and counts who comes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Canary:
    """On each address of this machine, of both kinds."""

    def __init__(self) -> None:
        self.connections = 0
        first = socket.create_server(("0.0.0.0", 0))
        self.port = first.getsockname()[1]
        self.listeners = [first]
        try:
            second = socket.create_server(("::", self.port), family=socket.AF_INET6)
            self.listeners.append(second)
        except OSError:  # no IPv6 here
            pass
        self.threads = [threading.Thread(target=self._run, args=[it]) for it in self.listeners]
        for thread in self.threads:
            thread.start()

    def _run(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            line.close()

    def stop(self) -> None:
        for listener in self.listeners:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for thread in self.threads:
            thread.join(10)


@contextmanager
def singing() -> Iterator[Canary]:
    canary = Canary()
    try:
        yield canary
    finally:
        canary.stop()
