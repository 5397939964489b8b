"""Takes every e-mail and delivers none: each becomes a file in a Maildir that the desk shows.

The supervisor opens the port and hands it over, so mail waits while this program restarts.
"""

import argparse
import asyncio
import mailbox
import socket
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 35 * 1024 * 1024  # bytes of one message


class Catcher:
    def __init__(self, folder: Path) -> None:
        self.maildir = mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        try:
            self.maildir.add(envelope.original_content or b"")  # on disk before we say so
        except OSError:
            return "451 The message could not be kept; try again later"
        return "250 Kept"


async def serve(listener: socket.socket, folder: Path) -> None:
    catcher = Catcher(folder)

    def session() -> SMTP:
        return SMTP(catcher, hostname="localhost", enable_SMTPUTF8=True, data_size_limit=LARGEST)

    server = await asyncio.get_running_loop().create_server(session, sock=listener)
    async with server:
        await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m dsar.local.mailcatcher")
    parser.add_argument("--listener", type=int, required=True, help="an open socket's number")
    parser.add_argument("--maildir", type=Path, required=True)
    options = parser.parse_args()
    asyncio.run(serve(socket.socket(fileno=options.listener), options.maildir))


if __name__ == "__main__":
    main()
