"""A name is found wherever it stands, and what was not read or is not listed is said."""

import re

import pytest

from dsar.content import jail
from dsar.fulfilment.review.models import Finding
from dsar.fulfilment.review.operations import places_of
from tests import desk
from tests.fulfilment.review.conftest import in_answer
from tests.pdf import a_pdf

from .conftest import page_of, words


@pytest.fixture
def reviewing(case, client):
    """Puts a PDF with these lines under review and gives its address."""
    desk.identified(case)

    def review(*lines: str, size: int = 8) -> str:
        document = in_answer(case, a_pdf(list(lines), size=size))
        address = page_of(case, "review", str(document.pk))
        client.post(address, {"open": "1"})
        return address

    return review


def looked_for(client, review: str, word: str):
    return client.post(f"{review}mark/", {"page": "1", "word": word, "find": "1"})


def test_a_name_broken_over_two_lines_is_one_place_and_two_boxes(client, reviewing):
    review = reviewing("Robin wrote to Kim", "Tell-", "tale about a bill")

    found = looked_for(client, review, "Kim Telltale")
    (place,) = re.findall(r'name="place" value="([\d.,;]+)" checked', found.content.decode())
    client.post(f"{review}mark/", {"page": "1", "place": place, "add": "1"})

    assert "Found 1 time" in words(found)
    assert "Page 1: Robin wrote to Kim Tell- tale about a bill" in words(found)
    marked = places_of(Finding.objects.get())
    assert len(marked) == 3
    assert marked[0].bottom < marked[2].bottom
    page = words(client.get(review))
    assert "3 places will be black" in page
    for gone in ("Page 1: Kim", "Page 1: Tell-", "Page 1: tale"):
        assert gone in page
    assert "Page 1: about a bill" not in page.partition("What is marked")[2]


@pytest.fixture
def reads_little(tmp_path, monkeypatch):
    """The child that reads pages, with a bound of ten characters a document."""
    for name in ("drawing.py", "inside.py", "bare.py", "lines.py"):
        (tmp_path / name).write_text(jail.DRAWING.with_name(name).read_text())
    child = tmp_path / "lines.py"
    child.write_text(child.read_text().replace("400_000", "10"))
    monkeypatch.setattr(jail, "DRAWING", tmp_path / "drawing.py")


@pytest.mark.usefixtures("reads_little")
def test_a_page_that_was_not_read_to_its_end_says_so_and_can_be_marked(client, reviewing):
    review = reviewing("wrote that Kim is there")

    page = client.get(review)
    nothing = looked_for(client, review, "Kim")
    part = {"page": "1", "numbers": "1", "left": "10", "right": "90", "top": "5", "bottom": "50"}
    client.post(f"{review}mark/", part)

    assert "more text on this page than could be read" in words(page)
    assert "<details open><summary>Mark a part of this page" in page.content.decode()
    assert "What could be read does not hold these words." in words(nothing)
    assert "more text than could be read on page 1: look there yourself" in words(nothing)
    assert "No page holds these words" not in words(nothing)
    assert "1 place will be black" in words(client.get(review))


def test_a_page_with_more_words_than_are_listed_says_so_and_finds_the_rest(client, reviewing):
    review = reviewing(*["a b c d e f g h i j k l m n o p " * 3] * 90, "Kim", size=2)

    page = client.get(review)
    found = looked_for(client, review, "Kim")

    assert "This page holds more text than is listed below" in words(page)
    assert "<span>Kim</span>" not in page.content.decode()
    assert "Found 1 time" in words(found)


def test_a_page_that_is_listed_whole_says_nothing_of_that(client, reviewing):
    review = reviewing("wrote that Kim is there")

    assert "more text" not in words(client.get(review))
    assert "more text" not in words(looked_for(client, review, "Robin"))
