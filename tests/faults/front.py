"""A proxy in front, as docs/production.md wants one: it reads a request whole, then hands it on.

It calls from the address that it was called from, which on this machine it can, so that limits
count whoever sent it. `python -m tests.faults.front LISTENING-FD PORT`.
"""

import asyncio
import contextlib
import re
import socket
import sys

MOST = 1_000_000
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_KEEP = re.compile(rb"\r\nconnection:[^\r]*", re.IGNORECASE)


async def pass_on(asks: asyncio.StreamReader, answers: asyncio.StreamWriter, port: int) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        head = await asks.readuntil(b"\r\n\r\n")
        said = _LENGTH.search(head)
        length = int(said[1]) if said else 0
        if length > MOST:
            return
        body = await asks.readexactly(length)
        of = answers.get_extra_info("peername")[0]
        upstream, onward = await asyncio.open_connection("127.0.0.1", port, local_addr=(of, 0))
        head = _KEEP.sub(b"", head).replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n", 1)
        onward.write(head + body)
        while part := await upstream.read(65_536):
            answers.write(part)
            await answers.drain()
        onward.close()
    answers.close()


async def serve(listener: socket.socket, port: int) -> None:
    server = await asyncio.start_server(
        lambda asks, answers: pass_on(asks, answers, port), sock=listener
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])))
