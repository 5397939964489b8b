"""A copy leaves with all that Art. 15(1) and (2) list: from the company's record, or an officer."""

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases import listed
from dsar.cases.action_taken import ActionTaken
from dsar.cases.answers import digest_of
from dsar.cases.gates import Held
from dsar.cases.models import Case
from dsar.cases.operations import answering
from dsar.companies.presets import PRESETS
from dsar.companies.processing import (
    ITEMS,
    Entry,
    ProcessingRefused,
    processing_of,
    set_processing,
)
from dsar.vault.operations import shred
from tests import desk

from .conftest import NOW, page_of, words

PAGE = "/desk/processing/nexus-ip/"
TELEPHONE = "To provide telephone services and what belongs to them"
BY = {"actor": desk.OFFICER, "now": NOW}


@pytest.fixture
def admin(company, signed_in) -> Client:
    return signed_in(desk.person(Role.ADMIN, company, name="ada"))


def filled(company, **change: str) -> dict[str, str]:
    """The form of the company as it opens, with these changed."""
    said = processing_of(company)
    sent = {"language": said.language}
    for item in ITEMS:
        sent |= {item: said.entry(item).says, f"{item}_none": said.entry(item).none}
    return sent | change


def forget(company, *items: str) -> None:
    said = processing_of(company).entries
    kept = {item: entry for item, entry in said.items() if item not in items}
    set_processing(company_id=company.pk, language="en", entries=kept, **BY)


# What a policy does not settle: how long, by purpose; and what protects data in the United States.
UNSETTLED = {"technology-nexus": ["storage"], "connexai": ["transfers"]}


@pytest.mark.parametrize("slug", PRESETS)
def test_each_of_the_five_is_shipped_with_every_item_that_its_policy_settles(db, slug):
    assert processing_of(desk.publish(slug)).missing() == UNSETTLED.get(slug, [])


@pytest.mark.parametrize("slug", UNSETTLED)
def test_an_officer_is_asked_for_what_the_policy_does_not_settle(db, slug):
    case = desk.identified(desk.receive(desk.publish(slug)))

    with pytest.raises(Held, match="Answer what the law lists"):
        answering.send_to_review(case_id=case.pk, answer="Here.", **BY)


def test_the_answer_tells_it_by_itself(case):
    desk.released(desk.identified(case))

    letter = desk.letter(case, "answer")
    assert f"What we use your data for\n{TELEPHONE}" in letter
    assert "Decisions taken without a person\nWe take no decision about you" in letter
    assert "you can object to what we do with them" in letter


def test_our_words_are_the_persons_and_the_companys_stay_as_they_are(company):
    case = desk.receive(company, language="sv")
    desk.released(desk.identified(case))

    letter = desk.letter(case, "answer")
    assert f"Vad vi använder dina uppgifter till\n{TELEPHONE}" in letter


def test_nothing_of_it_is_told_to_who_asked_for_something_else(company):
    case = desk.receive(company, "erasure")
    desk.in_review(desk.identified(case))

    assert not case.actions_taken.filter(kind="listed").exists()


def test_an_item_that_nobody_answered_holds_the_answer_back(company, case, client):
    forget(company, "storage", "transfers")
    desk.identified(case)

    page = client.post(page_of(case, "send_to_review"), {"answer": "Here."})

    assert page.status_code == 409
    assert "how long they are kept (Art. 15(1)(d))" in words(page)
    assert f'href="{page_of(case, "answer_items")}"' in page.content.decode()
    case.refresh_from_db()
    assert case.status == "in_progress"


def test_an_officer_answers_it_for_this_person(company, case, client):
    forget(company, "storage")
    desk.identified(case)
    own = filled(company, storage="Until June.", automated_none="No machine decided about you.")

    assert client.post(page_of(case, "answer_items"), own).status_code == 302
    desk.released(case)

    letter = desk.letter(case, "answer")
    assert "How long we keep them\nUntil June." in letter
    assert "No machine decided about you." in letter
    page = client.get(page_of(case)).content.decode()
    assert '(Art. 15(1)(d))</dt><dd class="words">Until June.</dd>' in page
    assert "Does not apply: No machine decided about you." in page


def test_half_an_answer_is_none(company, case, client):
    desk.identified(case)

    for change in ({"source": ""}, {"source_none": "From nowhere."}, {"source": "  "}):
        page = client.post(page_of(case, "answer_items"), filled(company, **change))
        assert page.status_code == 400
        assert "“Where they come from”: give an answer, or the reason" in words(page)
    assert not case.actions_taken.exists()


def test_where_nothing_is_held_there_is_nothing_to_tell(company, case, client):
    forget(company, "storage")
    desk.identified(case)
    client.post(page_of(case, "answer_items"), filled(company, nothing_held="on"))
    desk.released(case)

    assert TELEPHONE not in desk.letter(case, "answer")
    assert "Nothing is held about this person." in words(client.get(page_of(case)))


def test_what_is_approved_is_what_is_told(company, case, client):
    """Neither the company's record nor an officer changes it behind the second person's back."""
    desk.ready(desk.identified(case))
    before = digest_of(case)
    set_processing(
        company_id=company.pk, language="en", entries={"purposes": Entry("Something else.")}, **BY
    )
    assert digest_of(case) == before
    assert client.post(page_of(case, "answer_items"), filled(company)).status_code == 409
    answering.release(case_id=case.pk, **BY)
    assert TELEPHONE in desk.letter(case, "answer")


def test_whoever_changes_it_in_review_has_it_approved_anew(company, case, client, officer):
    desk.in_review(desk.identified(case))
    before = case.approvals.get()

    client.post(page_of(case, "answer_items"), filled(company, storage="Until June."))

    asked = case.approvals.get(state="asked")
    assert asked.digest != before.digest
    assert officer.actor in asked.prepared_by


def test_one_that_is_put_forward_again_says_what_the_company_says_by_then(company, case):
    desk.in_review(desk.identified(case))
    answering.send_back(case_id=case.pk, reason="Later.", **BY)
    said = processing_of(company).entries | {"storage": Entry("Ten years.")}
    set_processing(company_id=company.pk, language="en", entries=said, **BY)

    desk.released(case)

    assert "How long we keep them\nTen years." in desk.letter(case, "answer")


def test_what_an_officer_fitted_stays_whatever_the_company_says(company, case, client):
    desk.identified(case)
    client.post(page_of(case, "answer_items"), filled(company, storage="Until June."))
    said = processing_of(company).entries | {"storage": Entry("Ten years.")}
    set_processing(company_id=company.pk, language="en", entries=said, **BY)

    desk.released(case)

    assert "Until June." in desk.letter(case, "answer")


def test_a_list_that_was_put_forward_never_is_not_told_unread(company, case):
    desk.ready(desk.identified(case))
    ActionTaken.objects.filter(case=case).delete()  # put forward before there was a list

    with pytest.raises(Held, match="never put forward: send it back"):
        answering.release(case_id=case.pk, **BY)

    answering.send_back(case_id=case.pk, reason="Its list.", **BY)
    desk.released(case)
    assert TELEPHONE in desk.letter(case, "answer")


def test_an_answer_that_went_out_without_a_list_gets_none_afterwards(company, case):
    desk.released(desk.identified(case))
    ActionTaken.objects.filter(case=case).delete()  # answered before there was a list
    case.refresh_from_db()

    assert listed.lines(case) == []


def test_what_was_erased_is_not_told_in_the_companys_words(company, case):
    desk.released(desk.identified(case))
    assert listed.lines(case)

    shred(data_key_id=case.data_key_id, now=NOW)

    assert listed.lines(Case.objects.get(pk=case.pk)) == []


def test_an_administrator_puts_the_record_right(company, admin):
    assert TELEPHONE in admin.get(PAGE).content.decode()

    saved = admin.post(PAGE, filled(company, storage="Six years after the last bill."))

    assert saved.status_code == 302
    assert processing_of(company).entry("storage").says == "Six years after the last bill."
    event = Event.objects.get(event="processing.set")
    assert event.facts == {"items": ["storage"]}


def test_saving_what_stands_there_changes_nothing(company, admin):
    admin.post(PAGE, filled(company))

    assert not Event.objects.filter(event="processing.set").exists()


def test_saying_and_denying_at_once_is_refused(company, admin):
    page = admin.post(PAGE, filled(company, transfers="To Norway."))

    assert page.status_code == 400
    assert "not both" in words(page)
    with pytest.raises(ProcessingRefused):
        set_processing(
            company_id=company.pk, language="en", entries={"source": Entry("a", "b")}, **BY
        )


def test_what_is_left_empty_is_named(company, admin):
    admin.post(PAGE, filled(company, storage=""))

    assert "Not answered here" in words(admin.get(PAGE))
