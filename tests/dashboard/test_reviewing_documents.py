import io
import re

import pytest
from PIL import Image

from dsar.audit.models import Event
from dsar.cases.answers import files_of
from dsar.content import redacting
from dsar.fulfilment.review.models import Finding
from dsar.vault import files
from tests import desk
from tests.fulfilment.review.conftest import LETTER, in_answer

from .conftest import page_of, words


@pytest.fixture
def document(case):
    desk.identified(case)
    return in_answer(case)


@pytest.fixture
def review(case, document, client):
    """Its address, with the document under review."""
    address = page_of(case, "review", str(document.pk))
    client.post(address, {"open": "1"})
    return address


def value_of(page, text: str) -> str:
    html = page.content.decode()
    return re.findall(rf'name="place" value="([\d.,]+)"[^>]*> <span>{text}</span>', html)[0]


def decide(client, review, said):
    """As the page's own form sends it."""
    return client.post(review, {"seen": client.get(review).context["seen"]} | said)


def test_the_case_leads_to_its_documents(client, case, document):
    assert f'href="{page_of(case, "review")}"' in client.get(page_of(case)).content.decode()

    page = client.get(page_of(case, "review"))

    assert "letter.pdf Given as it is" in words(page)


def test_nothing_to_review_says_so(client, case):
    assert "nothing to review" in words(client.get(page_of(case, "review")))


def test_a_line_and_a_word_are_marked_by_checkboxes(client, review):
    page = client.get(review)
    chosen = [value_of(page, "about a bill"), value_of(page, "Telltale")]

    client.post(f"{review}mark/", {"page": "1", "place": chosen, "add": "1"})

    page = client.get(review)
    assert "2 places will be black" in words(page)
    assert "Page 1: about a bill" in words(page)
    assert "Page 1: Telltale" in words(page)
    client.post(f"{review}mark/", {"page": "1", "place": chosen[:1], "off": "1"})
    assert "1 place will be black" in words(client.get(review))


def test_every_place_of_a_name_is_found_and_marked_at_once(client, review):
    found = client.post(f"{review}mark/", {"page": "1", "word": "kim telltale", "find": "1"})

    assert "Found 1 time" in words(found)
    assert "Page 1: Robin wrote to Kim Telltale" in words(found)
    place = value_of(found, "Page 1: Robin wrote to Kim Telltale")
    client.post(f"{review}mark/", {"page": "1", "place": place, "add": "1"})
    assert "Page 1: Kim Telltale" in words(client.get(review))


def test_a_word_that_is_not_there_and_none_at_all(client, review):
    nothing = client.post(f"{review}mark/", {"page": "1", "word": "Robinson", "find": "1"})
    empty = client.post(f"{review}mark/", {"page": "1", "word": "", "find": "1"})

    assert "No page holds these words" in words(nothing)
    assert empty.status_code == 400
    assert "Write what to look for." in words(empty)


def test_a_part_is_marked_by_its_place(client, review):
    part = {"page": "1", "numbers": "1", "left": "10", "right": "90", "top": "5", "bottom": "50"}

    wrong = client.post(f"{review}mark/", part | {"right": "10"})
    client.post(f"{review}mark/", part)

    assert wrong.status_code == 400
    assert "This has to be more than where it begins." in words(wrong)
    assert "a part without text" in words(client.get(review))


def test_the_page_is_shown_with_what_is_marked_and_kept_nowhere(client, review):
    part = {"page": "1", "numbers": "1", "left": "20", "right": "80", "top": "20", "bottom": "80"}
    client.post(f"{review}mark/", part)

    shown = client.get(f"{review}1/")

    picture = Image.open(io.BytesIO(shown.content)).convert("L")
    assert picture.getpixel((picture.width // 2, picture.height // 2)) < 128
    assert picture.getpixel((picture.width // 2, picture.height - 20)) > 240
    assert shown["Content-Type"] == "image/png"
    assert "no-store" in shown["Cache-Control"]
    assert Event.objects.filter(event="document.viewed").exists()
    assert client.get(f"{review}2/").status_code == 404


def test_the_requester_is_given_a_copy_without_the_marked_words(client, case, review):
    place = value_of(client.get(review), "Telltale")
    client.post(f"{review}mark/", {"page": "1", "place": place, "add": "1"})
    decision = {"decide": "1", "decision": "redact", "consulted": "unasked", "others": "Kim"}

    refused = decide(client, review, decision)
    decide(client, review, decision | {"ground": "rights-of-others"})

    assert refused.status_code == 409
    assert "Choose a ground that the law knows" in words(refused)
    copy = b"".join(files.read(files_of(case).get().file))
    assert copy != LETTER
    assert redacting.read(copy)[0].lines == ()
    assert "Named in the answerDocument 1" in words(client.get(review))
    page = words(client.get(page_of(case, "review")))
    assert "blacked out" in page
    assert "An answer would harm the rights of others (Art. 15(4) and 20(4) UK GDPR)" in page
    assert "Officer" in page


def test_a_decision_about_marks_that_nobody_saw_is_refused(client, review):
    seen = {"seen": client.get(review).context["seen"]}
    place = value_of(client.get(review), "Telltale")
    client.post(f"{review}mark/", {"page": "1", "place": place, "add": "1"})
    decision = {"decide": "1", "decision": "keep", "consulted": "nobody"}

    refused = client.post(review, decision | seen)

    assert refused.status_code == 409
    assert "Somebody changed the marks since you saw this page" in words(refused)
    assert Finding.objects.get().decision == ""
    client.post(review, decision | {"seen": refused.context["seen"]})
    assert Finding.objects.get().decision == "keep"


def test_black_without_a_mark_is_refused(client, review):
    said = decide(client, review, {
        "decide": "1", "decision": "redact", "consulted": "nobody", "ground": "rights-of-others",
    })  # fmt: skip

    assert said.status_code == 409
    assert "Mark the places to black out first." in words(said)


def test_a_decision_can_be_taken_anew(client, review):
    decide(client, review, {"decide": "1", "decision": "keep", "consulted": "nobody"})
    assert "Give all of it" in words(client.get(review))

    client.post(review, {"again": "1"})

    assert Finding.objects.get().decision == ""


def test_an_empty_decision_is_asked_for_what_is_missing(client, review):
    said = client.post(review, {"decide": "1"})

    assert said.status_code == 400
    assert "Choose what happens with the document." in words(said)


def test_a_table_cannot_be_blacked_out_and_says_what_to_do(client, case):
    desk.attached(desk.identified(case))
    address = page_of(case, "review", str(files_of(case).get().pk))
    client.post(address, {"open": "1"})

    page = words(client.get(address))

    assert "A file of this kind cannot be blacked out" in page
    assert "blacked out Withhold" not in page
    assert "Give it with the marked places" not in page


@pytest.mark.parametrize("place", ["x", "0,1,2", "0,.5,.5,.4,.4", "-1,0,0,1,1", "0,nan,0,1,1"])
def test_a_place_that_no_form_of_ours_sends_is_nowhere(client, review, place):
    said = client.post(f"{review}mark/", {"page": "1", "place": place, "add": "1"})

    assert said.status_code == 404


@pytest.mark.parametrize("number", ["0", "2", "x", "99999999999"])
def test_a_page_that_is_not_there_is_not_there(client, review, number):
    assert client.get(f"{review}?page={number}").status_code == 404


def test_a_held_answer_leads_to_what_is_undecided(client, case, review):
    said = client.get(page_of(case, "send_to_review"))

    assert "1 document waits for a decision" in words(said)
    assert f'href="{page_of(case, "review")}"' in said.content.decode()


def test_the_redacted_copy_itself_is_not_reviewed(client, case, review):
    place = value_of(client.get(review), "Telltale")
    client.post(f"{review}mark/", {"page": "1", "place": place, "add": "1"})
    decision = {"decide": "1", "decision": "redact", "consulted": "unasked", "others": "Kim"}
    decide(client, review, decision | {"ground": "rights-of-others"})

    assert client.get(page_of(case, "review", str(files_of(case).get().pk))).status_code == 404


def test_after_the_answer_nothing_is_decided_anew(client, case, document):
    address = page_of(case, "review", str(document.pk))
    client.post(address, {"open": "1"})
    decide(client, address, {"decide": "1", "decision": "keep", "consulted": "nobody"})
    desk.released(case)

    assert "Decide anew" not in words(client.get(address))
    client.post(address, {"again": "1"})
    assert Finding.objects.get().decision == "keep"
