"""A small IMAP4rev1 server (RFC 3501) on a real socket: one user, one folder, messages that lie
there. It speaks what a client needs to sign in, look, search by number and date, and fetch."""

import re
import socketserver
import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

USER, PASSWORD = "requests@example.org", 'a "quoted" pass\\word'
_SEARCH = re.compile(r"SINCE (?P<since>\d+-\w{3}-\d{4}) UID (?P<first>\d+):\*")


@dataclass
class Stored:
    uid: int
    raw: bytes
    at: datetime


@dataclass
class Mailbox:
    messages: list[Stored] = field(default_factory=list)
    validity: int = 7
    next_uid: int = 1
    commands: list[str] = field(default_factory=list)
    hang_up_at: str = ""
    """Cut the line when a command that begins so comes."""
    refused: dict[int, str] = field(default_factory=dict)
    """How fetching the message of that number ends: “NO …”, “BAD …”, or “OK” without it."""
    says_size: int | None = None
    """What it takes each message's size for."""

    def put(self, raw: bytes, at: datetime) -> int:
        self.messages.append(Stored(self.next_uid, raw, at))
        self.next_uid += 1
        return self.next_uid - 1


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True

    def __init__(self, box: Mailbox) -> None:
        self.box = box
        super().__init__(("127.0.0.1", 0), _Session)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> "Server":
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Session(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            tag, _, command = line.partition(" ")
            box = self.server.box
            box.commands.append("LOGIN …" if command.upper().startswith("LOGIN") else command)
            if box.hang_up_at and command.upper().startswith(box.hang_up_at):
                return
            name = "_" + "_".join(command.split()[: 2 if command.upper().startswith("UID") else 1])
            answer = getattr(self, name.lower(), None)
            self._say(f"{tag} {answer(command) if answer else 'BAD unknown'}")
            if name.lower() == "_logout":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def _capability(self, _: str) -> str:
        self._say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def _login(self, command: str) -> str:
        words = [word.replace("\\", "") for word in re.findall(r'"((?:[^"\\]|\\.)*)"', command)]
        right = words == [USER, PASSWORD.replace("\\", "")]
        return "OK signed in" if right else "NO [AUTHENTICATIONFAILED] no"

    def _examine(self, command: str) -> str:
        if "INBOX" not in command:
            return "NO no such folder"
        self._say(f"* {len(self.server.box.messages)} EXISTS")
        return "OK [READ-ONLY] open"

    def _status(self, _: str) -> str:
        self._say(f'* STATUS "INBOX" (UIDVALIDITY {self.server.box.validity})')
        return "OK done"

    def _uid_search(self, command: str) -> str:
        found = _SEARCH.search(command)
        assert found, command
        first, since = (
            int(found["first"]),
            datetime.strptime(found["since"] + " +0000", "%d-%b-%Y %z").date(),
        )
        messages = self.server.box.messages
        # “n:*” always has the last one in it, as the standard says.
        last = max((one.uid for one in messages), default=0)
        uids = [one.uid for one in messages if one.uid >= min(first, last) and _day(one) >= since]
        self._say("* SEARCH " + " ".join(map(str, uids)))
        return "OK done"

    def _uid_fetch(self, command: str) -> str:
        uid, box = int(command.split()[2]), self.server.box
        if uid in box.refused:
            return box.refused[uid]
        for number, one in enumerate(box.messages, start=1):
            if one.uid == uid:
                at = one.at.strftime("%d-%b-%Y %H:%M:%S %z")
                if "INTERNALDATE" in command:
                    size = f'INTERNALDATE "{at}" RFC822.SIZE {box.says_size or len(one.raw)}'
                    self._say(f"* {number} FETCH (UID {uid} {size})")
                else:
                    head = "HEADER" in command
                    body = one.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if head else one.raw
                    self._say(f"* {number} FETCH (UID {uid} BODY[] {{{len(body)}}}")
                    self.wfile.write(body + b")\r\n")
        return "OK done"

    def _logout(self, _: str) -> str:
        self._say("* BYE")
        return "OK done"


def _day(one: Stored) -> date:
    return one.at.astimezone(UTC).date()
