"""ClamAV, where DSAR_CLAMD names one. Whatever it does not call clean does not come in.

The file goes over the wire and never to a disk: zINSTREAM, pieces with their length in four bytes,
the last of length none (clamd(8)).
"""

import logging
import socket
import time
from contextlib import closing
from struct import pack

from django.conf import settings

logger = logging.getLogger(__name__)

SECONDS = 15.0
PIECE = 64 * 1024
LONGEST_ANSWER = 4096  # bytes
PORT = 3310


def trouble_with(content: bytes) -> str:
    """Empty where it is clean or nobody scans; "virus"; "no_scanner" where no answer came."""
    if not settings.CLAMD:
        return ""
    try:
        answer = _ask(settings.CLAMD, content)
    except OSError as error:
        logger.error("the virus scanner does not answer: %s", type(error).__name__)
        return "no_scanner"
    if answer == "stream: OK":
        return ""
    if answer.endswith(" FOUND"):
        # Not what it found: the name of a signature belongs into the scanner's own log.
        logger.warning("the virus scanner refused a file")
        return "virus"
    logger.error("the virus scanner could not scan a file of %d bytes", len(content))
    return "no_scanner"


def is_address(text: str) -> bool:
    try:
        return bool(address_of(text))
    except ValueError:
        return False


def address_of(text: str) -> str | tuple[str, int]:
    """A socket's path, or host and port. Raises ValueError for neither."""
    if text.startswith("/"):
        return text
    host, colon, port = text.rpartition(":")
    if not colon:
        return text, PORT
    if not host or not 0 < int(port) < 65_536:
        raise ValueError("DSAR_CLAMD is /path/of/a/socket or host:port")
    return host.strip("[]"), int(port)


def _ask(where: str, content: bytes) -> str:
    until = time.monotonic() + SECONDS
    with closing(_connected(address_of(where))) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            line.settimeout(_left(until))
            line.sendall(pack("!L", len(piece)) + piece)
        line.sendall(pack("!L", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
            line.settimeout(_left(until))
            if not (piece := line.recv(LONGEST_ANSWER)):
                break
            answer += piece
    whole, ended, _ = answer.partition(b"\0")
    return whole.decode("ascii", errors="replace").strip() if ended else ""


def _connected(address: str | tuple[str, int]) -> socket.socket:
    if isinstance(address, tuple):
        return socket.create_connection(address, SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(SECONDS)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner took too long")
    return left
