"""Keeps servers and programs running until it is told to stop, then ends them in order."""

import os
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Protocol

from .children import Child
from .progress import say
from .trouble import DidNotStart

LOOK_AGAIN = 0.3  # seconds
SERVICES_EVERY = 2.0  # seconds


class Service(Protocol):
    name: str

    def ensure(self, meanwhile: Callable[[], None] = ...) -> None: ...
    def stop(self) -> None: ...


class Stop(Exception):
    """Somebody asked us to end."""


class Request:
    """Whether we were asked to stop. Signals only note it, so that no step is cut in half."""

    def __init__(self, *, parent: int | None = None) -> None:
        self.asked = False
        self.parent = parent
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def check(self) -> None:
        # A parent that was killed cannot ask any more.
        if self.asked or (self.parent is not None and os.getppid() != self.parent):
            raise Stop


class Supervisor:
    def __init__(self, *, services: list[Service], children: list[Child], request: Request) -> None:
        self.services, self.children, self.request = services, children, request
        self._services_at = 0.0

    def run(self, also: Callable[[], None] = lambda: None) -> None:
        """Restart what dies until a stop is asked for; `also` is called in each round."""
        while True:
            self.look()
            also()
            self.request.check()
            time.sleep(LOOK_AGAIN)

    def look(self) -> None:
        """One round: every server answers, every program runs or waits for its next start."""
        if time.monotonic() >= self._services_at:
            for service in self.services:
                self._keep(service)
            self._services_at = time.monotonic() + SERVICES_EVERY
        for child in self.children:
            if ended := child.tend():
                say(ended)

    def stop(self) -> None:
        """Everything that was started has ended: programs first, last started first."""
        for child in reversed(self.children):
            child.stop()
        for service in reversed(self.services):
            service.stop()

    def _keep(self, service: Service) -> None:
        try:
            service.ensure(self.request.check)
        except DidNotStart as error:
            say(f"{error}\nTrying again.")
