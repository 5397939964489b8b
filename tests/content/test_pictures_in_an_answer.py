"""A picture that the company holds stays as it is, and is nothing but a picture."""

import io
import zipfile

import pytest

from dsar.content.doors import ANSWER
from tests import samples

from .test_what_may_come_in import give, refusal

ARCHIVE = io.BytesIO()
with zipfile.ZipFile(ARCHIVE, "w") as into:
    into.writestr("evil.html", "<script>")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (samples.photo(), "desk.jpg", "image/jpeg"),
        (samples.JPEG, "desk.jpeg", "image/jpeg"),
        (samples.PNG, "desk.png", "image/png"),
    ],
)
def test_it_is_kept_byte_for_byte(content, name, kind):
    kept = give(content, name, ANSWER)

    assert kept.stream.read() == content
    assert (kept.name, kept.content_type) == (name, kind)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (samples.PNG, "desk.jpg", "not_picture"),
        (b"MZ is no picture", "desk.png", "not_picture"),
        (samples.JPEG[:200], "desk.jpg", "unreadable"),
        (samples.PNG[:60], "desk.png", "unreadable"),
        (samples.bomb(50_000, 50_000), "desk.png", "too_many_pixels"),
        (samples.JPEG + b"<script>", "desk.jpg", "more"),
        (samples.PNG + ARCHIVE.getvalue(), "desk.png", "more"),
        (samples.JPEG + ARCHIVE.getvalue() + b"\xff\xd9", "desk.jpg", "more"),
    ],
)
def test_anything_else_stays_out(content, name, said):
    assert refusal(content, name, ANSWER) == said
