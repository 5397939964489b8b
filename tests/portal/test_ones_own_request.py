"""The page of a request: where it stands, what to do, and what can be done from it."""

import pytest
from django.test import Client

from dsar.cases.models import Case, Message
from dsar.cases.operations import clarifying, messaging, refusing, verifying
from dsar.companies.models import Company
from dsar.vault.models import SealedFile
from dsar.vault.operations import unseal
from identity.operations import ItemSpec
from tests import desk
from tests.portal.conftest import ago, received
from tests.portal.visitor import follow, upload
from tests.samples import PNG

PAGES = ["", "answer/", "write/", "withdraw/", "proof/identity-document/"]


def text_of(client: Client, path: str = "/status/request/") -> str:
    return client.get(path).content.decode()


def test_it_says_where_it_stands_by_when_and_why(case: Case) -> None:
    text = text_of(follow(case))

    assert "We need to check who you are" in text
    assert "Why this date" in text
    for step in case.clock.explained.steps:
        assert step.text.replace("'", "&#x27;") in text


def test_with_nothing_to_do_it_says_so(case: Case) -> None:
    desk.identified(case)

    text = text_of(follow(case))

    assert "We are working on it" in text
    assert "You do not need to do anything." in text


def test_a_question_can_be_answered_once(case: Case) -> None:
    desk.asked(case)
    client = follow(case)
    assert "We need an answer from you" in text_of(client)

    page = client.post("/status/request/answer/", {"text": "The ones in May"}, follow=True)

    assert "We have your answer" in page.content.decode()
    case.refresh_from_db()
    assert case.status != "awaiting_requester"

    page = client.post("/status/request/answer/", {"text": "And in June"})
    assert page.status_code == 409
    assert "And in June" in page.content.decode()
    assert Message.objects.filter(kind="answer").count() == 1


def test_a_message_of_an_officer_stands_on_the_page(case: Case) -> None:
    words = {"text": "We found three more calls."}
    messaging.send_message(case_id=case.pk, **words, actor=desk.OFFICER, now=ago())

    assert words["text"] in text_of(follow(case))


def test_an_empty_answer_is_asked_for_again(case: Case) -> None:
    desk.asked(case)

    page = follow(case).post("/status/request/answer/", {"text": "  "})

    assert page.status_code == 422
    assert "Write your answer" in page.content.decode()


def test_a_message_is_kept_whatever_the_status(case: Case) -> None:
    desk.closed(desk.identified(case))
    client = follow(case)

    page = client.post("/status/request/write/", {"text": "Thank you"}, follow=True)

    assert "We have your message" in page.content.decode()
    assert "Thank you" in page.content.decode()


def test_a_note_of_the_officers_is_not_shown(case: Case) -> None:
    verifying.ask_for_identity(
        case_id=case.pk,
        items=[ItemSpec("site", "text", "Your site address")],
        doubt="details-differ",
        facts="A secret remark",
        actor="user:1",
        now=ago(days=2),
    )

    assert "A secret remark" not in text_of(follow(case))


def test_a_proof_asked_for_later_can_be_typed(case: Case) -> None:
    verifying.ask_for_identity(
        case_id=case.pk,
        items=[ItemSpec("site", "text", "Your site address")],
        doubt="details-differ",
        facts="Two people of that name",
        actor="user:1",
        now=ago(days=2),
    )
    client = follow(case)
    assert "Your site address" in text_of(client)

    client.post("/status/request/proof/site/", {"text": "1 Example Street"})

    assert case.verification.items.get(code="site").state == "given"
    assert "1 Example Street" in unseal(Message.objects.get(kind="evidence"), "body")["text"]


def test_another_address_asked_for_later_can_be_given_and_no_other_is_asked(
    next_connex: Company,
) -> None:
    case = received(next_connex)
    verifying.ask_for_identity(
        case_id=case.pk,
        items=[ItemSpec("company-email", "email", "Your company email address")],
        doubt="unknown-address",
        facts="Nobody with this address",
        actor="user:1",
        now=ago(days=2),
    )
    client, path = follow(case), "/status/request/proof/company-email/"
    assert path in text_of(client)
    assert "/proof/email/" not in text_of(client)
    assert 'type="email"' in text_of(client, path)

    wrong = client.post(path, {"email": "robin at work"})
    assert wrong.status_code == 422
    client.post(path, {"email": "robin@company.example"})

    item = case.verification.items.get(code="company-email")
    assert (item.state, item.confirmed_at) == ("given", None)
    assert "robin@company.example" in unseal(Message.objects.get(kind="evidence"), "body")["text"]


def test_a_document_asked_for_later_can_be_sent_or_refused_kindly(next_connex: Company) -> None:
    case = received(next_connex)
    verifying.ask_for_identity(
        case_id=case.pk,
        items=[ItemSpec("identity-document", "document", "Passport or driving licence")],
        doubt="unknown-address",
        facts="Nobody with this address",
        actor="user:1",
        now=ago(days=2),
    )
    client, path = follow(case), "/status/request/proof/identity-document/"

    wrong = client.post(path, {"which": "Passport", "file": upload(b"hello")})
    assert wrong.status_code == 422
    assert "The file must be a JPEG, a PNG or a PDF." in wrong.content.decode()

    client.post(path, {"instead": "none"})
    assert case.verification.items.get(code="identity-document").state == "not_held"

    client.post(path, {"which": "Passport", "file": upload(PNG)})
    item = case.verification.items.get(code="identity-document")
    assert item.state == "given"
    assert SealedFile.objects.filter(pk=item.file_id, destroyed_at=None).exists()


def test_a_proof_nobody_asked_for_is_not_found(case: Case) -> None:
    client = follow(case)

    assert client.get("/status/request/proof/passport/").status_code == 404
    assert client.post("/status/request/proof/passport/", {"instead": "none"}).status_code == 404


def test_withdrawing_asks_first_and_then_ends_it(case: Case) -> None:
    client = follow(case)
    client.get("/status/request/withdraw/")
    case.refresh_from_db()
    assert case.is_open

    page = client.post("/status/request/withdraw/", follow=True)

    case.refresh_from_db()
    assert case.outcome == "withdrawn"
    assert "You withdrew your request" in page.content.decode()


def test_withdrawing_twice_changes_nothing_and_says_why(case: Case) -> None:
    client = follow(case)
    client.post("/status/request/withdraw/")

    page = client.post("/status/request/withdraw/")

    assert page.status_code == 409
    assert "That could not be done" in page.content.decode()
    assert Message.objects.filter(kind="withdrawn").count() == 1


def test_a_late_case_says_so_first(nexus_ip: Company) -> None:
    case = desk.receive(nexus_ip, at=ago(days=60))

    text = text_of(follow(case))

    assert "We are late." in text
    assert "Late by" in text
    assert text.index("We are late.") < text.index("Messages")


def test_the_ways_to_complain_are_all_there(case: Case) -> None:
    text = text_of(follow(case))

    assert "/nexus-ip/complain/" in text
    assert "https://ico.org.uk/" in text
    assert "A court." in text


def test_a_refusal_is_shown_with_its_reasons(case: Case) -> None:
    desk.identified(case)
    refusing.refuse(
        case_id=case.pk,
        ground="rights-of-others",
        facts="The recording has another voice on it.",
        actor="user:2",
        now=ago(hours=1),
    )

    text = text_of(follow(case))

    assert "We have said no, with reasons" in text
    assert "The recording has another voice on it." in text


def test_one_person_never_sees_another_ones_case(case: Case, next_connex: Company) -> None:
    other = received(next_connex, person=desk.intake.Person(name="Jo", email="jo@example.org"))

    text = text_of(follow(case))

    assert other.reference not in text
    assert "Next Connex" not in text


@pytest.mark.parametrize("page", PAGES)
def test_without_a_code_every_page_asks_for_one(case: Case, page: str) -> None:
    for answer in (
        Client().get(f"/status/request/{page}"),
        Client().post(f"/status/request/{page}", {"text": "x", "instead": "none"}),
    ):
        assert (answer.status_code, answer.get("Location")) in [(302, "/status/"), (405, None)]
    case.refresh_from_db()
    assert case.is_open


def test_a_paused_clock_has_no_date_and_says_what_is_left(case: Case) -> None:
    clarifying.ask_question(
        case_id=case.pk, question="Which calls?", which_data=True, actor="user:1", now=ago(days=1)
    )

    text = text_of(follow(case))

    assert "due date open" in text
    assert "stay left" in text
    assert "do not count" in text
