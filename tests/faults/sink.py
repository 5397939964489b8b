"""The outside: a mail server in a process of its own that writes down what it took, then says so.

Counts come from its file and from nowhere else.
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import IO

from aiosmtpd.smtp import SMTP, Envelope, Session

REFERENCE = re.compile(r"\b[A-Z]{2,6}-[2-9A-Z]{4}-[2-9A-Z]{2}\b")


@dataclass(frozen=True)
class Arrival:
    id: str
    to: str
    about: tuple[str, ...]  # the references that it names
    at: float  # seconds since 1970


class Sink:
    """What has arrived so far, read from the file of the process."""

    host = "127.0.0.1"

    def __init__(self, file: Path, port: int) -> None:
        self.port = port
        self._lines = file.open()
        self._seen: list[Arrival] = []

    @property
    def arrivals(self) -> list[Arrival]:
        # A line that is still being written is left for the next look.
        while (line := self._lines.readline()).endswith("\n"):
            said = json.loads(line)
            self._seen.append(Arrival(said["id"], said["to"], tuple(said["about"]), said["at"]))
        self._lines.seek(self._lines.tell() - len(line))
        return self._seen

    @property
    def ids(self) -> Counter[str]:
        """Each Message-ID and how often it came."""
        return Counter(mail.id for mail in self.arrivals)

    @property
    def told(self) -> dict[str, set[str]]:
        """Each reference and the distinct mails that name it."""
        told: dict[str, set[str]] = {}
        for mail in self.arrivals:
            for reference in mail.about:
                told.setdefault(reference, set()).add(mail.id)
        return told

    @property
    def repeats(self) -> int:
        return self.ids.total() - len(self.ids)


@contextmanager
def listening(folder: Path) -> Iterator[Sink]:
    file = folder / "arrived.jsonl"
    file.touch()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.sink", str(file)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        yield Sink(file, int(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate()


class _Handler:
    def __init__(self, file: IO[str]) -> None:
        self.file = file

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = message_from_bytes(envelope.content or b"")
        words = f"{mail['Subject']} {_text(mail)}"
        took = {
            "id": mail["Message-ID"],
            "to": envelope.rcpt_tos[0],
            "about": sorted(set(REFERENCE.findall(words))),
            "at": time.time(),
        }
        self.file.write(json.dumps(took) + "\n")
        self.file.flush()
        return "250 Taken"


def _text(mail: Message) -> str:
    part = next((part for part in mail.walk() if part.get_content_type() == "text/plain"), mail)
    return part.get_payload(decode=True).decode()


async def _serve(file: Path) -> None:
    with file.open("a") as lines:
        handler = _Handler(lines)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(handler, ident="sink"), Sink.host, 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
