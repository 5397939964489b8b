"""What is not sent yet is kept for seven days, sealed, and can be deleted."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dsar.cases.models import Case
from dsar.outbox.sweeps import run_all
from dsar.portal import drafts
from dsar.portal.models import Draft
from dsar.portal.views import visiting
from dsar.vault.models import DataKey, SealedFile
from tests.portal.visitor import Visitor, upload
from tests.samples import PNG


def test_a_draft_is_found_again_by_its_cookie(visitor: Visitor) -> None:
    visitor.answer("what", right="rectification")
    visitor.answer("correct", wrong="My street", right="Example Street")

    later = Visitor("nexus-ip", Client(SERVER_NAME="testserver"))
    later.client.cookies = visitor.client.cookies
    later.see("ask/check/")

    assert later.at == "ask/know/"
    assert "My street" in later.see("ask/correct/").content.decode()


def test_another_browser_sees_no_draft(visitor: Visitor) -> None:
    visitor.answer("what", right="rectification")

    page = Visitor("nexus-ip").see("ask/correct/")

    assert page.status_code == 404
    assert "There is no draft here" in page.content.decode()


def test_a_draft_of_one_company_is_none_of_another(
    visitor: Visitor, at_next_connex: Visitor
) -> None:
    visitor.answer("what", right="access")
    elsewhere = Visitor("next-connex", visitor.client)

    assert elsewhere.see("ask/know/").status_code == 404


def test_nothing_of_it_stands_in_clear(at_next_connex: Visitor) -> None:
    at_next_connex.walk("access", file=upload(PNG, "robins-passport.png"))

    row = Draft.objects.get()
    assert b"Robin" not in bytes(row.answers)
    assert b"robins" not in bytes(SealedFile.objects.get().name)
    assert "robin" not in str(at_next_connex.client.session.items()).lower()


def test_the_cookies_are_two_and_last_seven_days(visitor: Visitor) -> None:
    assert not visitor.client.get("/nexus-ip/").cookies
    visitor.see("ask/what/")
    visitor.answer("what", right="access")

    assert set(visitor.client.cookies) == {"sessionid", "csrftoken"}
    assert visitor.client.cookies["sessionid"]["max-age"] == 7 * 24 * 3600
    assert visitor.client.cookies["sessionid"]["httponly"]


def test_it_says_how_long_it_is_kept(visitor: Visitor) -> None:
    visitor.answer("what", right="access")
    day = timezone.localdate() + timedelta(days=7)

    assert f"kept until {day:%A} {day.day} {day:%B %Y}" in visitor.text


def test_deleting_a_draft_destroys_key_and_files(at_next_connex: Visitor) -> None:
    at_next_connex.walk("access")

    page = at_next_connex.client.post("/next-connex/draft/delete/")

    assert "Your draft is deleted" in page.content.decode()
    assert not Draft.objects.exists()
    assert DataKey.objects.get().destroyed_at is not None
    assert SealedFile.objects.get().destroyed_at is not None
    assert at_next_connex.see("ask/check/").status_code == 404


def test_a_draft_goes_only_after_a_second_look(visitor: Visitor) -> None:
    visitor.answer("what", right="access")
    assert 'href="/nexus-ip/draft/delete/"' in visitor.text
    assert 'action="/nexus-ip/draft/delete/"' not in visitor.text

    visitor.see("draft/delete/")
    assert "are deleted at once" in visitor.text
    assert "Continue where you left" in visitor.text

    visitor.client.post("/nexus-ip/draft/delete/")
    assert not Draft.objects.exists()


def test_looking_at_the_delete_page_deletes_nothing(visitor: Visitor) -> None:
    visitor.answer("what", right="access")
    visitor.see("draft/delete/")

    assert Draft.objects.count() == 1


def test_after_seven_days_it_is_gone_even_before_the_purge(visitor: Visitor) -> None:
    visitor.walk("access")
    Draft.objects.update(expires_at=timezone.now())

    assert visitor.see("ask/check/").status_code == 404


def test_the_purge_takes_what_is_old_and_leaves_the_rest(visitor: Visitor) -> None:
    visitor.answer("what", right="access")
    Visitor("nexus-ip").answer("what", right="access")
    old = Draft.objects.earliest("started_at")
    Draft.objects.filter(pk=old.pk).update(expires_at=timezone.now())

    assert drafts.purge(now=timezone.now()) == 1
    assert Draft.objects.exclude(pk=old.pk).count() == Draft.objects.count() == 1


def test_the_purge_keeps_what_has_been_sent(visitor: Visitor) -> None:
    case = visitor.walk("access").send()

    drafts.purge(now=timezone.now() + timedelta(days=8))

    assert not Draft.objects.exists()
    case.data_key.refresh_from_db()
    assert case.data_key.destroyed_at is None


def test_a_file_given_once_is_not_asked_for_again(at_next_connex: Visitor) -> None:
    at_next_connex.walk("access", file=upload(PNG, "robins-passport.png"))
    assert (
        "robins-passport.png" in at_next_connex.see("ask/proof-identity-document/").content.decode()
    )

    at_next_connex.answer("proof-identity-document", which="Driving licence")

    assert at_next_connex.at == "ask/check/"
    assert SealedFile.objects.get().destroyed_at is None


def test_a_replaced_file_is_destroyed(at_next_connex: Visitor) -> None:
    at_next_connex.walk("access")
    first = SealedFile.objects.get()
    at_next_connex.answer("proof-identity-document", which="Passport", file=upload(PNG, "b.png"))

    first.refresh_from_db()
    assert first.destroyed_at is not None
    assert SealedFile.objects.filter(destroyed_at=None).count() == 1


def test_a_file_taken_back_is_destroyed(at_next_connex: Visitor) -> None:
    at_next_connex.walk("access")
    at_next_connex.answer("proof-identity-document", instead="none")

    assert not SealedFile.objects.filter(destroyed_at=None).exists()


def test_the_purge_comes_round_with_the_other_sweeps(visitor: Visitor) -> None:
    visitor.answer("what", right="access")

    counts = run_all(now=timezone.now() + timedelta(days=8))

    assert counts["drafts"] == 1


@pytest.fixture
def deleted_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """In another tab, after this one has found it."""
    found = visiting.draft_of

    def then_gone(*args: Any) -> Draft | None:
        if draft := found(*args):
            drafts.delete(draft_id=draft.pk, now=timezone.now())
        return draft

    monkeypatch.setattr(visiting, "draft_of", then_gone)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("know", {"know": "customer"}),
        ("behalf", {"take-back": "1"}),
        ("proof-identity-document", {"which": "Passport", "file": "passport"}),
        ("check", {}),
    ],
)
def test_a_draft_deleted_in_another_tab_leaves_the_page_that_says_so(
    at_next_connex: Visitor, step: str, said: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    at_next_connex.walk("access")
    request.getfixturevalue("deleted_meanwhile")
    if "file" in said:
        said = said | {"file": upload()}

    page = at_next_connex.answer(step, **said)

    assert page.status_code == 404
    assert "There is no draft here" in page.content.decode()
    assert not Draft.objects.exists()
    assert not Case.objects.exists()
