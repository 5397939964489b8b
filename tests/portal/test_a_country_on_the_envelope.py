"""Who wants letters is asked for the country by itself; it ends the address, as posts want it."""

import pytest

from dsar.cases import on_paper
from dsar.portal.models import Draft
from dsar.vault.operations import seal, unseal
from tests.portal.visitor import Visitor
from tests.typeset import pdfs

LINES = "1 Example Street\nExample Town"


@pytest.mark.parametrize(
    ("postal", "country", "kept"),
    [
        (LINES, "Sweden", f"{LINES}\nSWEDEN"),
        (f"{LINES}\nsweden\n", " Sweden ", f"{LINES}\nSWEDEN"),
        (LINES, "Österreich", f"{LINES}\nÖSTERREICH"),
    ],
)
def test_it_stands_last_and_in_capitals(
    visitor: Visitor, postal: str, country: str, kept: str
) -> None:
    visitor.walk("access")
    visitor.answer("by-post", name="Robin Requester", postal=postal, country=country)

    case = visitor.send()

    assert unseal(case, "person")["postal"] == kept
    letter = on_paper.pdf_of([case.messages.get(kind="received")])
    assert pdfs.within(letter, 20, 50, 110, 90) == ["Robin Requester", *kept.splitlines()]


def test_it_is_asked_for_in_a_box_that_browsers_can_fill(visitor: Visitor) -> None:
    visitor.walk("access")

    page = visitor.answer("by-post", name="Robin Requester", postal=LINES)

    assert page.status_code == 422
    assert "Enter the country" in visitor.text
    assert 'autocomplete="country-name"' in visitor.text


def test_a_draft_from_before_it_was_asked_is_sent_as_it_is(visitor: Visitor) -> None:
    visitor.walk("access")
    visitor.answer("by-post", name="Robin Requester", postal=LINES, country="Sweden")
    draft = Draft.objects.get()
    answers = unseal(draft, "answers")
    del answers["by-post"]["country"]
    seal(draft, "answers", answers)
    draft.save(update_fields=["answers"])

    assert unseal(visitor.send(), "person")["postal"] == LINES
