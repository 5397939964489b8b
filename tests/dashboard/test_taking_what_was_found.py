"""At the desk: from what an owner handed in to a document under review."""

import pytest

from dsar.cases.models import Document
from tests import desk

from .conftest import page_of, words
from .test_acting_on_a_case import with_found


@pytest.fixture
def found(case) -> Document:
    with_found(case)
    return case.documents.get()


def test_the_case_and_the_review_lead_to_taking_it(client, case, found):
    address = page_of(case, "take_found")

    at_the_case = client.get(page_of(case))
    at_the_review = client.get(page_of(case, "review"))
    form = client.get(f"{address}?document={found.pk}").content.decode()

    assert f'href="{address}?document={found.pk}"' in at_the_case.content.decode()
    assert "Found by searches, and not in the answer calls.csvFound in Archive" in words(
        at_the_review
    )
    assert f'href="{address}"' in at_the_review.content.decode()
    assert f'value="{found.pk}"' in form
    assert form.count(" checked") == 2


def test_once_taken_it_says_where_it_came_from(client, case, found):
    sent = {"documents": [str(found.pk)], "explanation": "Your calls.", "review": "on"}
    client.post(page_of(case, "take_found"), sent)

    listed = words(client.get(page_of(case, "review")))
    one = client.get(page_of(case, "review", str(found.pk)))

    assert "calls.csvFound in Archive, Monday 23 November 2026, 09:00" in listed
    assert "To be decided" in listed
    assert "not in the answer" not in listed
    assert "Found in Archive" in words(one)
    assert f'{page_of(case)}#searches"' in one.content.decode()


def test_what_is_not_in_the_answer_cannot_be_reviewed(client, case, found):
    assert client.get(page_of(case, "review", str(found.pk))).status_code == 404


def test_with_nothing_found_there_is_nothing_to_take(client, case):
    desk.identified(case)

    page = words(client.get(page_of(case, "take_found")))

    assert "No search found a file that is not in the answer already." in page
