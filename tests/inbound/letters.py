"""Mails as people and machines write them. All of them are invented."""

from email.message import EmailMessage
from email.policy import SMTP
from itertools import count

WORDS = "Please delete all my data.\n"
ROBIN = "Robin Requester <robin@example.org>"
_numbers = count(1)


def written(
    text: str = WORDS,
    *,
    sender: str = ROBIN,
    subject: str = "My data",
    files: tuple[tuple[str, str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """`headers` are named with underscores: in_reply_to="<…>"."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "info@nexusip.com", subject
    mail["Date"] = "Sun, 22 Nov 2026 23:59:00 +0000"
    mail["Message-ID"] = headers.pop("message_id", f"<{next(_numbers)}@mail.example.org>")
    for name, value in headers.items():
        mail[name.replace("_", "-").title()] = value
    mail.set_content(text)
    for name, kind, content in files:
        main, _, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes(policy=SMTP)


def bounce(of: str, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """As Postfix writes them (RFC 3464), about the mail with that Message-ID."""
    return f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: info@nexusip.com
Subject: Undelivered Mail Returned to Sender
Message-ID: <{next(_numbers)}@mx.example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; robin@example.org
Original-Recipient: rfc822;robin@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

From: Nexus IP <info@nexusip.com>
To: robin@example.org
Subject: Nexus IP: NIP-2222-22
Message-ID: {of}

--b--
""".replace("\n", "\r\n").encode()
