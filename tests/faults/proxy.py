"""Stands between a worker and the broker, and cuts or swallows what passes."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Proxy:
    """From a port on this machine to a Unix socket. With `swallow` set, nothing comes through."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.port = 0
        self.swallow = False
        self.connections = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()

    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def cut(self) -> int:
        """Every connection is broken; how many that were."""
        return asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result(10)

    async def _cut(self) -> int:
        broken = len(self._open)
        for writer in self._open:
            writer.transport.abort()
        return broken

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        inner, outer = await asyncio.open_unix_connection(str(self.socket))
        both = {writer, outer}
        self._open |= both
        try:
            await asyncio.gather(self._pass(reader, outer), self._pass(inner, writer))
        finally:
            self._open -= both
            for one in both:
                one.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if not self.swallow:
                    writer.write(data)
                    await writer.drain()
        writer.transport.abort()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._join, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)


@contextmanager
def between(socket: Path) -> Iterator[Proxy]:
    proxy, ready = Proxy(socket), threading.Event()
    thread = threading.Thread(target=proxy._run, args=[ready])
    thread.start()
    assert ready.wait(10)
    try:
        yield proxy
    finally:
        proxy.stop()
        thread.join()
