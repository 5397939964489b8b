"""The outside: a mail server, and a company's own system that is told by webhook, in a process of
their own that writes down what it took, then says so.

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
from contextlib import contextmanager, suppress
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
    way: str  # email or webhook
    at: float  # seconds since 1970


class Sink:
    """What has arrived so far, read from the file of the process."""

    host = "127.0.0.1"

    def __init__(self, file: Path, port: int, web_port: int) -> None:
        self.port = port
        self.url = f"http://{self.host}:{web_port}/told"
        self._lines = file.open()
        self._seen: list[Arrival] = []

    @property
    def arrivals(self) -> list[Arrival]:
        # A line that is still being written is left for the next look.
        while (line := self._lines.readline()).endswith("\n"):
            said = json.loads(line)
            self._seen.append(Arrival(**said | {"about": tuple(said["about"])}))
        self._lines.seek(self._lines.tell() - len(line))
        return self._seen

    @property
    def ids(self) -> Counter[str]:
        """Each Message-ID and webhook-id, and how often it came."""
        return Counter(arrival.id for arrival in self.arrivals)

    @property
    def told(self) -> dict[str, set[str]]:
        """Each reference and the distinct mails that name it."""
        return self.told_by("email")

    def told_by(self, way: str) -> dict[str, set[str]]:
        told: dict[str, set[str]] = {}
        for arrival in self.arrivals:
            for reference in arrival.about if arrival.way == way else ():
                told.setdefault(reference, set()).add(arrival.id)
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
        port, web_port = map(int, process.stdout.readline().split())
        yield Sink(file, port, web_port)
    finally:
        process.kill()
        process.communicate()


class _Handler:
    def __init__(self, file: IO[str]) -> None:
        self.file = file

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = message_from_bytes(envelope.content or b"")
        words = f"{mail['Subject']} {_text(mail)}"
        self._note("email", mail["Message-ID"], envelope.rcpt_tos[0], words)
        return "250 Taken"

    async def post(self, asks: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        """One request, and what any receiver of webhooks would do first."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):  # who asks was killed
            head = message_from_bytes((await asks.readuntil(b"\r\n\r\n")).partition(b"\r\n")[2])
            body = await asks.readexactly(int(head["content-length"]))
            self._note("webhook", head["webhook-id"], Sink.host, body.decode())
            answers.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
            await answers.drain()
        answers.close()

    def _note(self, way: str, id: str, to: str, words: str) -> None:
        about = sorted(set(REFERENCE.findall(words)))
        took = {"id": id, "to": to, "about": about, "at": time.time(), "way": way}
        self.file.write(json.dumps(took) + "\n")
        self.file.flush()


def _text(mail: Message) -> str:
    part = next((part for part in mail.walk() if part.get_content_type() == "text/plain"), mail)
    return part.get_payload(decode=True).decode()


async def _serve(file: Path) -> None:
    with file.open("a") as lines:
        handler = _Handler(lines)
        loop = asyncio.get_running_loop()
        mail = await loop.create_server(lambda: SMTP(handler, ident="sink"), Sink.host, 0)
        web = await asyncio.start_server(handler.post, Sink.host, 0)
        print(*(one.sockets[0].getsockname()[1] for one in (mail, web)), flush=True)
        await asyncio.gather(mail.serve_forever(), web.serve_forever())


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
