"""What lets somebody act for another goes with the form, is posted, or comes later."""

import pytest

from dsar.cases.models import Case
from dsar.portal.models import Draft
from dsar.vault.models import SealedFile
from dsar.vault.operations import unseal
from identity.models import Item
from tests.portal.visitor import Visitor, follow, upload
from tests.samples import PNG

STEP = "proof-mandate"


@pytest.fixture
def guardian(visitor: Visitor) -> Visitor:
    visitor.walk("access")
    visitor.answer("behalf", representing="Mira Demo", authority="I am her guardian")
    return visitor


def mandate(case: Case) -> Item:
    return case.verification.items.get(code="mandate")


def test_the_page_after_whose_data_it_is_asks_what_shows_it(guardian: Visitor) -> None:
    assert guardian.at == f"ask/{STEP}/"
    heading = guardian.text.split("<h1>")[1].split("</h1>")[0]
    assert "What shows that you may act for this person" in heading
    assert "I do not have it now" in guardian.text
    assert "I will post a copy" in guardian.text
    assert "we give you nothing about this person" in guardian.text


def test_a_file_that_shows_it_goes_with_the_request(guardian: Visitor) -> None:
    guardian.answer(STEP, file=upload(PNG, "letter.png"))
    assert "letter.png" in guardian.text

    case = guardian.send()

    item = mandate(case)
    assert (item.kind, item.state) == ("mandate", "given")
    assert SealedFile.objects.get(pk=item.file_id, destroyed_at=None).data_key == case.data_key
    assert "mandate" not in follow(case).get("/status/request/").content.decode()


@pytest.mark.parametrize(
    ("instead", "state", "said"),
    [
        ("none", "not_held", "you said that you do not have it"),
        ("post", "by_post", "you said that you will post it"),
    ],
)
def test_who_posts_it_or_lacks_it_is_not_asked_as_if_never_asked(
    guardian: Visitor, instead: str, state: str, said: str
) -> None:
    guardian.answer(STEP, instead=instead)
    case = guardian.send()

    assert mandate(case).state == state
    assert "how we can do that without" not in guardian.text
    browser = follow(case)
    assert said in browser.get("/status/request/").content.decode()

    browser.post("/status/request/proof/mandate/", {"file": upload(PNG)})
    assert mandate(case).state == "given"


def test_taken_back_nothing_of_it_is_kept(guardian: Visitor) -> None:
    guardian.answer(STEP, file=upload(PNG, "letter.png"))
    file = SealedFile.objects.get()

    guardian.answer("behalf", **{"take-back": "1"})

    file.refresh_from_db()
    assert file.destroyed_at is not None
    assert "letter.png" not in str(unseal(Draft.objects.get(), "answers"))
    assert not guardian.send().verification.items.filter(code="mandate").exists()


def test_nobody_else_is_asked_for_it(visitor: Visitor) -> None:
    visitor.walk("access")

    assert visitor.see(f"ask/{STEP}/").status_code == 404
    assert not visitor.send().verification.items.filter(code="mandate").exists()


def test_a_file_given_on_a_page_that_the_request_no_longer_has_is_destroyed(
    guardian: Visitor,
) -> None:
    guardian.answer(STEP, file=upload(PNG, "birth.png"))
    guardian.answer("what", right="marketing")

    guardian.walk("marketing").send()

    assert not SealedFile.objects.filter(destroyed_at=None).exists()
