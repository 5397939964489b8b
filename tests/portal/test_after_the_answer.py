"""What the requester can say of an answer: something is missing, it does not open, I complain."""

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.audit.queries import history
from dsar.cases import queries
from dsar.cases.models import Case, Message, Notice
from dsar.cases.operations import closing, complaining
from dsar.cases.operations.misdelivering import report_incident
from dsar.companies.models import Company
from dsar.outbox.models import Message as Owed
from dsar.portal import limits
from dsar.vault.operations import seal, unseal
from tests import desk
from tests.portal.conftest import ago, received
from tests.portal.visitor import follow

CANNOT = "/status/request/files/{}/cannot-open/"


@pytest.fixture
def answered(nexus_ip: Company) -> Case:
    desk.person(Role.OFFICER, nexus_ip)
    return desk.released(desk.attached(desk.identified(received(nexus_ip))))


def page_of(client: Client) -> str:
    return client.get("/status/request/").content.decode()


def words(case: Case, kind: str) -> str:
    return str(unseal(case.messages.get(kind=kind), "body")["text"])


def events(case: Case) -> list[str]:
    return [event.event for event in history(case.company_id, case.reference)]


def test_what_is_missing_reaches_whoever_works_on_it(answered: Case) -> None:
    browser = follow(answered)
    assert "Was this what you asked for?" in page_of(browser)

    to = browser.post(
        "/status/request/was-it-this/",
        {"verdict": "partly", "text": "My calls of May"},
        follow=True,
    )

    assert "If something is missing, we look at it" in to.content.decode()
    assert words(answered, "verdict") == "Partly\n\nMy calls of May"
    assert Notice.objects.get(kind="not-content").case == answered
    assert "answer.judged" in events(answered)


def test_a_yes_disturbs_nobody(answered: Case) -> None:
    follow(answered).post("/status/request/was-it-this/", {"verdict": "yes"})

    assert words(answered, "verdict") == "Yes"
    assert not Notice.objects.filter(kind="not-content").exists()


def test_whoever_is_not_content_says_what_is_missing(answered: Case) -> None:
    page = follow(answered).post("/status/request/was-it-this/", {"verdict": "no"})

    assert page.status_code == 422
    assert "Tell us what is missing or wrong" in page.content.decode()
    assert not answered.messages.filter(kind="verdict").exists()


def test_there_is_nothing_to_say_before_the_answer(case: Case) -> None:
    browser = follow(case)

    page = browser.post("/status/request/was-it-this/", {"verdict": "yes"})

    assert page.status_code == 409
    assert "Was this what you asked for?" not in page_of(browser)


def test_a_file_that_does_not_open_is_asked_for_another_way(answered: Case) -> None:
    browser = follow(answered)
    assert "I cannot open this" in page_of(browser)
    path = CANNOT.format(answered.documents.get().pk)

    assert "I cannot open answer.csv" in browser.get(path).content.decode()
    to = browser.post(path, {"why": "form", "text": "Large print"}, follow=True)

    assert "another way" in to.content.decode()
    assert words(answered, "cannot-open").startswith("answer.csv: I need it another way")
    assert "answer.unreadable" in events(answered)
    assert Notice.objects.filter(kind="not-content").count() == 1


def test_told_twice_a_day_they_are_disturbed_once(answered: Case) -> None:
    browser, path = follow(answered), CANNOT.format(answered.documents.get().pk)
    browser.post(path, {"why": "broken"})
    browser.post(path, {"why": "broken"})

    assert Notice.objects.filter(kind="not-content").count() == 1


def test_a_file_of_somebody_else_is_not_found(answered: Case, nexus_ip: Company) -> None:
    theirs = desk.released(desk.attached(desk.identified(received(nexus_ip))))
    path = CANNOT.format(theirs.documents.get().pk)

    assert follow(answered).get(path).status_code == 404


def test_one_must_say_what_is_wrong_with_the_file(answered: Case) -> None:
    page = follow(answered).post(CANNOT.format(answered.documents.get().pk), {})

    assert page.status_code == 422
    assert "Choose what is wrong with the file" in page.content.decode()


def complain(case: Case, client: Client | None = None, **said: str) -> Client:
    browser = client or follow(case)
    browser.post("/status/request/complain/", {"wrong": "You are slow", "better": "Hurry"} | said)
    return browser


def test_a_complaint_is_a_case_of_its_own_and_asks_nothing_twice(answered: Case) -> None:
    browser = follow(answered)
    fields = browser.get("/status/request/complain/").context["form"].fields

    complain(answered, browser)

    complaint = Case.objects.get(right="complaint")
    assert set(fields) == {"wrong", "better"}
    assert complaint.about == answered
    assert complaint.clock.rule == "uk-complaint-ack-30"
    assert unseal(complaint, "person") == unseal(answered, "person")
    assert complaint.contact_confirmed_at is not None
    assert "complaint.made" in events(answered)
    assert "complaint.made" in events(complaint)
    assert queries.as_json(complaint, now=complaint.created_at)["complaint_about"] == (
        answered.reference
    )


def test_the_complaint_is_confirmed_by_letter_and_leads_there_and_back(answered: Case) -> None:
    browser = complain(answered)
    complaint = Case.objects.get(right="complaint")
    letter = unseal(Owed.objects.filter(key__startswith="letter:").latest("created_at"), "payload")
    assert complaint.reference in letter["text"]
    assert complaint.reference in page_of(browser)

    browser.post(f"/status/request/beside/{complaint.reference}/")
    assert "You are slow" in page_of(browser)
    assert answered.reference in page_of(browser)


def test_an_address_changed_a_moment_ago_is_as_young_for_the_complaint(answered: Case) -> None:
    changed = ago(minutes=5)
    new = {"contact_changed_at": changed, "contact_confirmed_at": ago(minutes=4)}
    Case.objects.filter(pk=answered.pk).update(**new)

    complain(answered)

    assert Case.objects.get(right="complaint").contact_changed_at == changed


def test_who_got_anothers_answer_proves_no_address_by_complaining(answered: Case) -> None:
    now = ago(minutes=1)
    by = {"actor": "user:1", "now": now, "aware_at": now}
    report_incident(case_id=answered.pk, what="wrong-address", facts="Robyn has it.", **by)

    complaining.complain_about(case_id=answered.pk, wrong="Slow", better="", now=ago(seconds=1))

    assert Case.objects.get(right="complaint").contact_confirmed_at is None


def test_words_for_a_complaint_that_answers_elsewhere_open_another(answered: Case) -> None:
    browser = complain(answered)
    first = Case.objects.get(right="complaint")
    seal(first, "person", unseal(first, "person") | {"email": "elsewhere@example.org"})
    first.save(update_fields=["person"])

    complain(answered, browser, wrong="And rude")

    assert Case.objects.filter(right="complaint", about=answered).count() == 2
    assert not first.messages.filter(kind="message").exists()


def test_more_words_go_to_the_open_complaint(answered: Case) -> None:
    complain(answered, complain(answered), wrong="And rude")

    complaint = Case.objects.get(right="complaint")
    assert "And rude" in words(complaint, "message")


def test_after_its_end_a_new_one_can_be_made(answered: Case) -> None:
    browser = complain(answered)
    first = Case.objects.get(right="complaint")
    closing.withdraw(case_id=first.pk, actor="requester", now=first.created_at)

    complain(answered, browser)

    assert Case.objects.filter(right="complaint", about=answered).count() == 2


def test_a_complaint_without_words_is_asked_for_them(answered: Case) -> None:
    page = follow(answered).post("/status/request/complain/", {"wrong": " "})

    assert page.status_code == 422
    assert "Tell us what went wrong" in page.content.decode()
    assert not Case.objects.filter(right="complaint").exists()


def test_complaints_are_limited_too(answered: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SENDS", ("send", 0, 3600))

    page = follow(answered).post("/status/request/complain/", {"wrong": "Slow"})

    assert page.status_code == 429


def test_a_complaint_whose_address_is_another_by_now_is_not_reached(answered: Case) -> None:
    browser = complain(answered)
    complaint = Case.objects.get(right="complaint")
    seal(complaint, "person", unseal(complaint, "person") | {"email": "new@example.org"})
    complaint.save(update_fields=["person"])

    to = browser.post(f"/status/request/beside/{complaint.reference}/")

    assert to["Location"] == "/status/"


@pytest.mark.parametrize(("days", "words"), [(40, "We are late."), (80, "more than a month ago")])
def test_somebody_who_has_waited_long_is_not_told_to_be_patient(
    nexus_ip: Company, days: int, words: str
) -> None:
    late = desk.receive(nexus_ip, at=ago(days=days), now=ago(days=days))

    page = page_of(follow(late))

    assert words in page
    assert 'href="/status/request/complain/"' in page
    assert 'id="remedies"' in page


def test_no_word_of_theirs_stands_in_clear(answered: Case) -> None:
    browser = complain(answered)
    browser.post("/status/request/was-it-this/", {"verdict": "no", "text": "Septembral"})

    assert not any(b"Septembral" in bytes(m.body or b"") for m in Message.objects.all())
