"""A real SMTP server that keeps what it is given."""

import email
import email.policy
import logging
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

# Each line of each mail, addresses with it, in whatever runs the server.
logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass
class Sink:
    """What arrived, in order. With `refuse` set (e.g. "451 busy") it takes nothing."""

    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    refuse: str = ""
    host: str = "127.0.0.1"
    port: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append(parsed)
        self.envelopes.append(envelope)
        return "250 Taken"


class Server(Controller):
    """Listens on whatever port is free."""

    def __init__(self, sink: Sink) -> None:
        super().__init__(sink, hostname=sink.host, port=0)
        self.sink = sink

    def _trigger_server(self) -> None:
        # With port 0 the number is known only now; the base class connects to it to see it live.
        self.port = self.sink.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
