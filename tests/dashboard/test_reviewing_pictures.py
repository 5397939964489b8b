"""From a picture on an officer's disk to a copy without its marked part."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from dsar.cases.answers import files_of
from dsar.vault import files
from tests import desk, samples

from .conftest import page_of, words


@pytest.mark.parametrize("name", ["desk.jpg", "desk.png"])
def test_a_picture_is_attached_seen_marked_and_blacked_out(client, case, name):
    form = "PNG" if name.endswith("png") else "JPEG"
    white = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(white, form)
    desk.identified(case)
    upload = SimpleUploadedFile(name, white.getvalue())
    client.post(page_of(case, "attach"), {"upload": upload, "explanation": "A picture."})
    review = page_of(case, "review", str(files_of(case).get().pk))
    client.post(review, {"open": "1"})

    part = {"page": "1", "numbers": "1", "left": "50", "right": "100", "top": "0", "bottom": "100"}
    client.post(f"{review}mark/", part)
    page = client.get(review)
    seen = client.get(f"{review}1/")
    decided = {"seen": page.context["seen"], "decide": "1", "decision": "redact"}
    decided |= {"consulted": "nobody", "ground": "rights-of-others"}
    client.post(review, decided)

    assert "This page holds no text, only a picture." in words(page)
    assert "1 place will be black" in words(page)
    assert seen["Content-Type"] == "image/png"
    copy = Image.open(io.BytesIO(b"".join(files.read(files_of(case).get().file)))).convert("L")
    assert copy.getpixel((50, 100)) > 240
    assert copy.getpixel((150, 100)) < 16


def test_a_picture_of_another_kind_is_refused(client, case):
    desk.identified(case)
    upload = SimpleUploadedFile("desk.gif", samples.picture("GIF"))

    said = client.post(page_of(case, "attach"), {"upload": upload, "explanation": "A picture."})

    assert "or a JPEG or PNG picture" in words(said)
