"""F18: files made to harm, and thousands that chance made, at both doors. Whatever one does to the
process that reads it, the process that asked lives on and says a sentence."""

import io
import random
import resource
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from dsar.content import jail, taking_in
from dsar.content.doors import ANSWER, PROOF, Door
from dsar.content.jail import Said
from tests import samples
from tests.content.test_scanning_for_viruses import serving
from tests.faults import nasty
from tests.faults.conftest import FULL

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]

MUTANTS = 2_000 if FULL else 60
MEGABYTE = 1024 * 1024
LONGEST_NAME = 120
# Whose telling words may stand in what is kept: nobody's.
TELLTALES = (b"Telltale", b"Robin", b"Exif", b"<script", b"PK\x03\x04", b"JavaScript", b"2026:11")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[Said]:
    """What came back from the jail, each time."""
    kept: list[Said] = []
    look = jail.inspect

    def inspect(task: str, content: bytes) -> Said:
        kept.append(look(task, content))
        return kept[-1]

    monkeypatch.setattr(taking_in.jail, "inspect", inspect)
    return kept


@pytest.fixture(autouse=True)
def scanner(settings: Settings) -> Iterator[None]:
    listener = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD = f"127.0.0.1:{listener.getsockname()[1]}"
    with serving(listener):
        yield


def outcome(content: bytes, name: str, door: Door) -> str:
    """A refusal's code, or the type that came in, having looked at what would be kept."""
    try:
        kept = taking_in.take_in(SimpleUploadedFile(name, content), door)
    except ValidationError as refused:
        return code_of(refused)
    assert kept.content_type in door.types
    assert len(kept.name) <= LONGEST_NAME
    made = kept.stream.read()
    if door is PROOF:
        assert not any(word in made for word in TELLTALES)
        if kept.content_type.startswith("image/"):
            image = Image.open(io.BytesIO(made))
            assert not image.getexif()
            assert max(image.size) <= 3000
    else:
        assert made == content
    return kept.content_type


def code_of(refused: ValidationError) -> str:
    assert str(refused.message).endswith(".")
    return str(refused.code)


def judge(said: list[Said], figures: dict[str, Any], came: Counter[str]) -> None:
    most, longest = max(one.most_kilobytes for one in said), max(one.cpu_seconds for one in said)
    shut = not any(one.not_shut for one in said)
    figures |= {
        "files looked at": len(said),
        "web processes that died": 0,  # it is this one
        "lost": 0,
        "readers that died or were ended": sum(not one.most_kilobytes for one in said),
        "most memory of a reader, MB": round(most / 1024),
        "longest on the processor, s": round(longest, 1),
        "without network and files": shut,
        "came in": {name: count for name, count in sorted(came.items()) if "/" in name},
        "refused": {name: count for name, count in sorted(came.items()) if "/" not in name},
    }
    assert most * 1024 <= 512 * MEGABYTE
    assert longest <= 10.5
    assert came["busy"] == 0


def test_files_made_to_harm_do_none(said: list[Said], figures: dict[str, Any]) -> None:
    pdfs, pictures, came = list(nasty.pdfs()), list(nasty.pictures()), Counter[str]()
    assert len(pdfs) + len(pictures) >= 60
    before = memory()

    for number, (name, content) in enumerate(pdfs):
        if FULL or number % 2:
            came[outcome(content, name, PROOF)] += 1
        if FULL or not number % 2:
            came[outcome(content, f"{name}.pdf", ANSWER)] += 1
    for name, content in pictures:
        came[outcome(content, name, PROOF)] += 1
    for name in nasty.NAMES:
        came[outcome(samples.PNG, name, PROOF)] += 1
    for name, content in nasty.others() if FULL else ():
        for door in (PROOF, ANSWER):
            came[outcome(content, f"{name}.pdf", door)] += 1

    figures["files"] = came.total()
    judge(said, figures, came)
    assert memory() - before < 200 * MEGABYTE


@pytest.mark.parametrize("name", [name for name, _ in nasty.others()])
def test_what_is_on_no_list_never_comes_in(name: str) -> None:
    content = dict(nasty.others())[name]

    assert "/" not in outcome(content, "passport.jpg", PROOF)
    assert "/" not in outcome(content, "answer.pdf", ANSWER)


def mutated(dice: random.Random, content: bytes) -> bytes:
    """As a bad line, a bad disk, or somebody with patience makes it."""
    made = bytearray(content)
    for _ in range(dice.choice((1, 2, 5, 20, 100))):
        at = dice.randrange(len(made))
        match dice.randrange(6):
            case 0:
                made[at] = dice.randrange(256)
            case 1:
                made[at] ^= 1 << dice.randrange(8)
            case 2:
                del made[at : at + dice.randrange(1, 20)]
            case 3:
                made[at:at] = made[at : at + dice.randrange(1, 200)]
            case 4:
                made[at : at + 4] = dice.choice((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"))
            case 5:
                made[at:at] = str(dice.choice((0, -1, 2**31, 2**63))).encode()
        if len(made) < 20:
            break
    return bytes(made)


def test_files_that_chance_made_do_none(
    said: list[Said], dice: random.Random, figures: dict[str, Any]
) -> None:
    whole = [
        samples.photo((300, 200)),
        samples.picture("PNG", (300, 200)),
        samples.picture("JPEG", (300, 200), progressive=True),
        samples.pdf(samples.stream(b"BT /F 9 Tf (x) Tj ET"), page=b"/Contents 10 0 R", pages=3),
        samples.packed(b"<</S/GoTo/D[3 0 R/Fit]>>"),
        nasty.pictured(20, 20),
    ]
    came = Counter[str]()

    for _ in range(MUTANTS):
        content = mutated(dice, dice.choice(whole))
        door = dice.choice((PROOF, PROOF, ANSWER))
        came[outcome(content, "a.pdf", door)] += 1

    figures["files"] = MUTANTS
    judge(said, figures, came)
    assert came.total() == MUTANTS


# What a desk does that reads pictures where it answers.
NAIVE = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, 2 * 1024**3))
from PIL import Image
Image.MAX_IMAGE_PIXELS = None
Image.open(io.BytesIO(sys.stdin.buffer.read())).load()
"""


def test_without_the_jail_one_picture_ends_the_process_that_reads_it(
    figures: dict[str, Any],
) -> None:
    """The control: held at 2 GB, so that it is not this machine that ends."""
    bomb = nasty.pixel_bomb(50_000)

    naive = subprocess.run(
        [sys.executable, "-c", NAIVE], input=bomb, capture_output=True, timeout=300, check=False
    )

    figures |= {
        "size of the picture, kB": len(bomb) // 1024,
        "limit of the process, MB": 2048,
        "ended with": naive.stderr.decode().strip().splitlines()[-1][:60],
        "lost": int(naive.returncode != 0),
    }
    assert naive.returncode != 0
    assert b"MemoryError" in naive.stderr


def memory() -> int:
    """Of this process, in bytes, at its highest so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
