"""More than one right in one request: asked once, sent once, followed each on its own page."""

import re

import pytest
from django.test import Client

from dsar.cases.models import Case
from dsar.cases.models import Message as Letter
from dsar.cases.operations import closing, erasing
from dsar.companies.models import Company
from dsar.outbox.models import Message
from dsar.portal import limits
from dsar.portal.models import Draft
from dsar.vault.operations import seal, unseal
from tests import desk
from tests.portal.conftest import ago
from tests.portal.visitor import Visitor, code_sent, follow, upload


def cases() -> list[Case]:
    return list(Case.objects.order_by("created_at", "pk"))


def two(visitor: Visitor) -> tuple[Case, Case]:
    visitor.walk("access")
    visitor.answer("also", rights=["erasure"])
    visitor.answer("erasure-still", still="no", specific="My old number")
    visitor.send()
    copy, deletion = Case.objects.get(right="access"), Case.objects.get(right="erasure")
    return copy, deletion


def beside_on(browser: Client) -> str:
    """What their page says of other requests."""
    page = browser.get("/status/request/").content.decode()
    return page.partition("Your other requests with it")[2].partition("<h2>Messages")[0]


def answers_of(case: Case) -> dict[str, str]:
    return dict(unseal(case, "details")["answers"])


def test_a_second_right_asks_only_its_own_question(visitor: Visitor) -> None:
    visitor.walk("access")
    assert "Add another request" in visitor.text

    visitor.answer("also", rights=["erasure"])
    assert visitor.at == "ask/erasure-still/"
    visitor.answer("erasure-still", still="no")

    assert visitor.at == "ask/check/"
    assert "Send your requests" in visitor.text


def test_each_case_has_its_own_answers_and_those_given_for_all(visitor: Visitor) -> None:
    copy, deletion = two(visitor)

    assert answers_of(deletion)["What would you like us to do?"] == "Delete my data"
    assert answers_of(deletion)["Is there something specific we should delete?"] == "My old number"
    assert "How do you know us?" in answers_of(deletion)
    assert "My old number" not in str(answers_of(copy))
    assert copy.together == deletion.together is not None


def test_the_receipt_names_all_references_and_dates(visitor: Visitor) -> None:
    copy, deletion = two(visitor)

    assert "Requests sent" in visitor.text
    for case in (copy, deletion):
        assert case.reference in visitor.text
        assert f"{case.clock.due_on:%A} {case.clock.due_on.day}" in visitor.text
    assert visitor.text.count("Why this date") == 2


def test_taking_one_away_again_leaves_a_request_of_one(visitor: Visitor) -> None:
    visitor.walk("access")
    visitor.answer("also", rights=["erasure"])
    visitor.answer("also", rights=[])

    case = visitor.send()

    assert cases() == [case]
    assert case.together is None


def test_the_first_choice_is_not_offered_again(visitor: Visitor) -> None:
    visitor.walk("access")

    offered = visitor.see("ask/also/").content.decode()

    assert "Delete my data" in offered
    assert "Get a copy of my data" not in offered


def test_changing_the_first_choice_to_one_that_was_added_asks_for_it_once(
    visitor: Visitor,
) -> None:
    visitor.walk("access")
    visitor.answer("also", rights=["rectification"])
    visitor.answer("rectification-correct", wrong="Street", right="Road")
    visitor.answer("what", right="rectification")
    visitor.answer("correct", wrong="Street", right="Road")

    visitor.send()

    assert [case.right for case in cases()] == ["rectification"]


def test_what_is_ticked_a_hundred_times_is_one_request(visitor: Visitor) -> None:
    visitor.walk("access")
    visitor.answer("also", rights=["erasure"] * 100)
    visitor.answer("erasure-still", still="no")
    visitor.send()

    assert sorted(case.right for case in cases()) == ["access", "erasure"]


def test_an_address_given_to_stop_marketing_is_not_typed_again(visitor: Visitor) -> None:
    visitor.walk("marketing")
    visitor.answer("also", rights=["rectification"])
    visitor.answer("rectification-correct", wrong="Street", right="Road")
    visitor.answer("know", know="unsure")

    assert visitor.at == "ask/contact/"
    assert f'value="{desk.REQUESTER.email}"' in visitor.text


def test_marketing_stops_at_once_beside_a_request_that_has_to_wait(visitor: Visitor) -> None:
    visitor.walk("marketing")
    visitor.answer("also", rights=["consent"])
    visitor.send()

    assert all(case.identity_settled_at for case in cases())
    assert len(cases()) == 2


def test_what_was_given_as_proof_lies_with_one_of_them(at_next_connex: Visitor) -> None:
    at_next_connex.walk("marketing")
    at_next_connex.answer("also", rights=["access"])
    for _ in range(8):
        if at_next_connex.at == "ask/check/":
            break
        at_next_connex._answer_this_page({"file": upload()}, without=False)
    at_next_connex.send()

    copy = Case.objects.get(right="access")
    assert copy.verification.items.filter(state="given", file_id__isnull=False).count() == 1
    assert Draft.objects.get().sent_case == copy


def test_somebody_whose_mailbox_is_full_has_both_requests_and_no_mail(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAILS", ("mail", 0, 3600))

    two(visitor)

    assert len(cases()) == 2
    assert Letter.objects.filter(kind="received_together").count() == 2
    mails = Message.objects.filter(channel="email", key__startswith="letter:")
    assert [mail.state for mail in mails] == ["dropped"]


def test_their_pages_lead_to_each_other_without_another_code(visitor: Visitor) -> None:
    copy, deletion = two(visitor)
    browser = follow(copy)
    page = browser.get("/status/request/").content.decode()
    assert re.search(rf"Your other requests with it.*{deletion.reference}", page, re.DOTALL)

    to = browser.post(f"/status/request/beside/{deletion.reference}/", follow=True)

    assert f'<span class="ref">{deletion.reference}</span></p>' in to.content.decode()
    assert "Delete my data" in to.content.decode()


def test_a_request_of_somebody_else_is_not_reached_that_way(
    visitor: Visitor, nexus_ip: Company
) -> None:
    copy, _ = two(visitor)
    strangers = desk.receive(nexus_ip, at=ago(days=1))
    browser = follow(copy)

    to = browser.post(f"/status/request/beside/{strangers.reference}/")

    assert to["Location"] == "/status/"
    assert copy.reference in browser.get("/status/request/").content.decode()


def test_nor_one_whose_address_is_another_by_now(visitor: Visitor) -> None:
    copy, deletion = two(visitor)
    browser = follow(copy)
    seal(deletion, "person", unseal(deletion, "person") | {"email": "new@example.org"})
    deletion.save(update_fields=["person"])

    to = browser.post(f"/status/request/beside/{deletion.reference}/")

    assert to["Location"] == "/status/"


def test_nor_is_it_told_of_there(visitor: Visitor) -> None:
    copy, deletion = two(visitor)
    browser = follow(copy)
    seal(deletion, "person", unseal(deletion, "person") | {"email": "new@example.org"})
    deletion.save(update_fields=["person"])

    assert deletion.reference not in beside_on(browser)


def test_one_that_was_erased_is_not_told_of(visitor: Visitor) -> None:
    copy, deletion = two(visitor)
    browser = follow(copy)
    closing.withdraw(case_id=deletion.pk, actor="requester", now=ago(days=0))
    erasing.ask_erasure(
        case_id=deletion.pk, ground="asked", reason="They rang.", actor="user:1", now=ago(days=0)
    )
    erasing.agree_erasure(case_id=deletion.pk, actor="user:2", now=ago(days=0))

    assert deletion.reference not in beside_on(browser)


def test_nor_one_that_wants_a_code_again(visitor: Visitor) -> None:
    copy, deletion = two(visitor)
    browser = follow(copy)
    Case.objects.filter(pk=deletion.pk).update(opened_anew_at=ago(days=-1))

    to = browser.post(f"/status/request/beside/{deletion.reference}/")

    assert to["Location"] == "/status/"


def test_without_an_open_page_nothing_opens(visitor: Visitor) -> None:
    copy, _ = two(visitor)

    to = Client().post(f"/status/request/beside/{copy.reference}/")

    assert to["Location"] == "/status/"


def test_one_code_confirms_the_address_for_both(visitor: Visitor) -> None:
    copy, deletion = two(visitor)
    client = Client()
    client.post("/status/", {"reference": copy.reference, "email": desk.REQUESTER.email})
    client.post("/status/code/", {"code": code_sent()})

    deletion.refresh_from_db()
    assert deletion.contact_confirmed_at is not None
