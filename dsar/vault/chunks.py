"""The form of a sealed file: chunks that know their number and whether they are the last.

version byte · chunk 0 · chunk 1 · … ; each chunk is at most one mebibyte and 16 bytes of tag.
Cutting, extending, reordering or swapping chunks is noticed; so is a file under another's name.
"""

import io
from collections.abc import Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .wrapping import Unreadable

VERSION = b"\x01"
CHUNK_BYTES = 1024 * 1024
TAG_BYTES = 16


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Sealing(io.RawIOBase):
    """Reads as the sealed form of a stream, a chunk at a time. `size` counts the bytes it took."""

    def __init__(self, stream: Readable, *, key: bytes, file_id: bytes) -> None:
        self.size = 0
        self._pieces = self._sealed(stream, AESGCM(key), file_id)
        self._left = memoryview(b"")  # cut again and again, and copied only to whoever reads

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: WriteableBuffer
        if not self._left:
            self._left = memoryview(next(self._pieces, b""))
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def _sealed(self, stream: Readable, box: AESGCM, file_id: bytes) -> Iterator[bytes]:
        yield VERSION
        for number, chunk, last in _numbered(stream, CHUNK_BYTES):
            self.size += len(chunk)
            # The number can serve as nonce because a key seals one file, once.
            yield box.encrypt(_nonce(number), chunk, _place(file_id, number, last))


def opened(stream: Readable, *, key: bytes, file_id: bytes) -> Iterator[bytes]:
    """The original, chunk by chunk; none is handed out before it was authenticated."""
    box = AESGCM(key)
    if stream.read(1) != VERSION:
        raise Unreadable("the file was sealed in a way not known here")
    for number, chunk, last in _numbered(stream, CHUNK_BYTES + TAG_BYTES):
        try:
            yield box.decrypt(_nonce(number), chunk, _place(file_id, number, last))
        except InvalidTag:
            raise Unreadable(f"chunk {number} was altered, moved or cut off") from None


def stored_size(size: int) -> int:
    """Bytes on the disk of a file of that many bytes; an empty file has one empty chunk."""
    chunks = max(1, -(-size // CHUNK_BYTES))
    return len(VERSION) + size + chunks * TAG_BYTES


def _numbered(stream: Readable, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Number, chunk, last or not. Looks one chunk ahead to know the last one."""
    number, chunk = 0, _exactly(stream, size)
    while following := _exactly(stream, size):
        yield number, chunk, False
        number, chunk = number + 1, following
    yield number, chunk, True


def _exactly(stream: Readable, size: int) -> bytes:
    """That many bytes, fewer only at the end. A single read may give less: a socket does."""
    pieces, missing = [], size
    while missing and (piece := stream.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12)


def _place(file_id: bytes, number: int, last: bool) -> bytes:
    return VERSION + file_id + number.to_bytes(8) + bytes([last])
