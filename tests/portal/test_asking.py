"""The form: every right at every company, within its budget of questions."""

from collections.abc import Callable

import pytest

from dsar.cases.models import Case
from dsar.cases.operations.new_contact import colleague_of
from dsar.cases.operations.passing_on import elsewhere_of
from dsar.companies.models import Company
from dsar.companies.rights import CHOICES
from dsar.vault.operations import unseal
from tests.budget import BUDGET
from tests.portal.conftest import SLUGS
from tests.portal.visitor import Visitor, upload

Publish = Callable[[str], Company]


def test_the_choices_are_ten_and_the_same_everywhere(publish: Publish) -> None:
    for slug in SLUGS:
        publish(slug)
        visitor = Visitor(slug)
        visitor.see("ask/what/")

        assert [label for _, label in visitor.page.context["form"].fields["right"].choices] == [
            label for _, label in CHOICES
        ]
    assert len(CHOICES) == 10


def test_a_tab_is_called_what_its_page_asks(publish: Publish) -> None:
    publish("connexai")
    visitor = Visitor("connexai")
    visitor.answer("what", right="erasure")

    question = "Is there something specific we should delete?"
    assert f"<title>{question} – ConnexAI</title>" in visitor.text
    assert f"<h1>{question}" in visitor.text


@pytest.mark.parametrize("slug", SLUGS)
def test_every_right_can_be_asked_for(publish: Publish, slug: str) -> None:
    publish(slug)
    for right, _ in CHOICES:
        case = Visitor(slug).walk(right).send()

        assert (case.company.slug, case.right) == (slug, right)


@pytest.mark.parametrize("slug", SLUGS)
def test_whoever_has_no_proof_at_hand_can_still_send(publish: Publish, slug: str) -> None:
    publish(slug)

    case = Visitor(slug).walk("access", without=True).send()

    asked = case.verification.items.exclude(kind="email")
    assert {item.state for item in asked} <= {"not_held"}


@pytest.mark.parametrize(("slug", "said", "required", "optional", "documents", "pages"), BUDGET)
def test_no_more_is_asked_than_the_budget_allows(
    publish: Publish,
    slug: str,
    said: dict[str, str],
    required: int,
    optional: int,
    documents: int,
    pages: int,
) -> None:
    publish(slug)

    visitor = Visitor(slug).walk(**said)

    assert len(visitor.required) <= required, visitor.required
    assert len(visitor.optional) <= optional, visitor.optional
    assert sum(name.endswith(".file") for name in visitor.required) <= documents
    assert len(visitor.pages) <= pages, visitor.pages


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_is_asked_twice_and_never_a_phone_number(publish: Publish, slug: str) -> None:
    publish(slug)
    for right, _ in CHOICES:
        visitor = Visitor(slug).walk(right)
        names = [name.split(".")[1] for name in (*visitor.required, *visitor.optional)]

        assert len(names) == len(set(names)) or right == "rectification"
        assert not [name for name in names if "phone" in name]


@pytest.mark.parametrize("slug", SLUGS)
def test_deleting_takes_at_most_one_page_more_than_a_copy(publish: Publish, slug: str) -> None:
    publish(slug)

    copy = Visitor(slug).walk("access").pages
    delete = Visitor(slug).walk("erasure", still="yes").pages

    assert len(delete) <= len(copy) + 1


def test_an_alternative_contact_is_asked_for_only_while_they_work_together(
    visitor: Visitor,
) -> None:
    assert "instead" in visitor.walk("erasure", still="yes").pages
    assert "instead" not in Visitor("nexus-ip").walk("erasure", still="no").pages


def test_the_colleague_they_name_is_held_for_whoever_records_it(visitor: Visitor) -> None:
    named = {"contact-name": "Alex", "contact-email": "alex@bank.example"}

    visitor.walk("erasure", still="yes", **named)

    assert colleague_of(visitor.send()) == ("Alex", "alex@bank.example")
    assert colleague_of(Visitor("nexus-ip").walk("erasure", still="yes").send()) is None


def test_the_answers_reach_the_case_in_words(visitor: Visitor) -> None:
    case = visitor.walk("erasure", still="unsure", know="supplier").send()

    said = dict(unseal(case, "details")["answers"])
    assert said["Does your company still work with Nexus IP?"] == "I’m not sure"
    assert said["How do you know us?"] == "I am, or was, a supplier or partner"


def test_someone_can_ask_for_someone_else(visitor: Visitor) -> None:
    visitor.walk("access")
    visitor.see("ask/behalf/")
    visitor.answer("behalf", representing="Mira Demo", authority="I am her guardian")
    visitor.answer("proof-mandate", instead="none")

    person = unseal(visitor.send(), "person")

    assert person["representing"] == "Mira Demo"
    assert person["authority"] == "I am her guardian"


def test_asking_for_someone_else_can_be_taken_back(visitor: Visitor) -> None:
    visitor.walk("access")
    visitor.answer("behalf", representing="Mira Demo", authority="I am her guardian")
    visitor.answer("behalf", **{"take-back": "1"})

    assert unseal(visitor.send(), "person")["representing"] == ""


def test_an_answer_can_be_wanted_by_post(visitor: Visitor) -> None:
    visitor.walk("access")
    visitor.answer(
        "by-post", name="Robin Requester", postal="1 Example Street\nExample Town", country="Sweden"
    )

    case = visitor.send()

    assert unseal(case, "person")["email"] == ""
    assert unseal(case, "person")["postal"] == "1 Example Street\nExample Town\nSWEDEN"
    assert "by letter" in visitor.text
    assert "See how your request is going" not in visitor.text


def test_whoever_has_no_company_address_gives_any(at_next_connex: Visitor) -> None:
    at_next_connex.walk("access")
    at_next_connex.see("ask/contact/?without=1")
    assert "Your company email address" not in at_next_connex.page.context["form"].as_p()

    at_next_connex.answer("contact", name="Jo Demo", email="jo@example.org", without="1")
    case = at_next_connex.send()

    assert case.verification.items.get(code="company-email").state == "not_held"
    assert unseal(case, "person")["email"] == "jo@example.org"


def test_a_document_is_sealed_and_waits_for_an_officer(at_next_connex: Visitor) -> None:
    case = at_next_connex.walk("access", file=upload()).send()

    item = case.verification.items.get(code="identity-document")
    assert item.state == "given"
    assert item.file_id is not None


def test_a_document_can_be_posted(at_next_connex: Visitor) -> None:
    at_next_connex.walk("access")
    at_next_connex.answer("proof-identity-document", instead="post")

    case = at_next_connex.send()

    assert case.verification.items.get(code="identity-document").state == "by_post"


def test_only_a_document_can_be_posted(at_next_connex: Visitor) -> None:
    at_next_connex.walk("access")

    page = at_next_connex.answer("proof-agreement-reference", instead="post")

    assert page.status_code == 422


def test_an_answer_can_be_changed_from_the_check(visitor: Visitor) -> None:
    visitor.walk("access")
    visitor.answer("contact", name="Another Name", email="robin@example.org")

    assert visitor.at == "ask/check/"
    assert "Another Name" in visitor.text
    assert unseal(visitor.send(), "person")["name"] == "Another Name"


def test_changing_the_right_asks_what_belongs_to_the_new_one(visitor: Visitor) -> None:
    visitor.walk("access")

    visitor.answer("what", right="rectification")

    assert visitor.at == "ask/correct/"


def test_a_complaint_has_its_own_way_in(visitor: Visitor) -> None:
    assert Case.objects.count() == 0
    visitor.page = visitor.client.post("/nexus-ip/complain/", follow=True)
    visitor.answer("complaint", wrong="Nobody answered")
    visitor.answer("contact", name="Robin Requester", email="robin@example.org")

    case = visitor.send()

    assert case.right == "complaint"
    assert case.clock.rule == "uk-complaint-ack-30"
    assert "We must confirm that we have your complaint by" in visitor.text


def test_a_name_in_a_message_keeps_its_capitals(at_next_connex: Visitor) -> None:
    at_next_connex.walk("access")

    page = at_next_connex.answer("proof-agreement-reference", text="")

    assert "Fill this in: Customer Agreement reference" in page.content.decode()


def test_whoever_comes_through_another_organisation_is_told_and_still_sends(
    publish: Publish,
) -> None:
    publish("nexuscore")
    visitor = Visitor("nexuscore").walk(
        "access", know="through", organisation="Example Bank", **{"pass-on": "yes"}
    )
    assert "elsewhere" in visitor.pages
    assert "that customer decides" in visitor.see("ask/elsewhere/").content.decode()

    case = visitor.send()
    said = dict(unseal(case, "details")["answers"])

    assert said["Which organisation is it?"] == "Example Bank"
    assert said["May we pass your request on to it?"] == "Yes, pass it on"
    assert (elsewhere_of(case).organisation, elsewhere_of(case).may) == ("Example Bank", "yes")


def test_the_other_organisation_is_told_only_what_is_asked(publish: Publish) -> None:
    publish("nexuscore")
    visitor = Visitor("nexuscore").walk("access", know="through", **{"pass-on": "unsure"})
    visitor.answer("which", specific="My calls of May")

    asks = elsewhere_of(visitor.send()).asks

    assert asks == "Is there something specific you want?\nMy calls of May"


def test_the_other_organisation_hears_nothing_of_a_colleague(visitor: Visitor) -> None:
    named = {"contact-name": "Alex", "contact-email": "alex@bank.example"}
    visitor.walk("erasure", still="yes", know="through", **{"pass-on": "yes"}, **named)

    case = visitor.send()

    assert colleague_of(case) == ("Alex", "alex@bank.example")
    assert elsewhere_of(case).may == "yes"
    assert "lex" not in elsewhere_of(case).asks


def test_nobody_else_is_asked_about_another_organisation(publish: Publish) -> None:
    publish("nexuscore")
    publish("connexai")

    assert "elsewhere" not in Visitor("nexuscore").walk("access").pages
    assert "another organisation" not in Visitor("connexai").see("ask/know/").content.decode()


def test_a_review_is_promised_by_a_person(publish: Publish) -> None:
    publish("nexuscore")
    visitor = Visitor("nexuscore").walk("automated")

    visitor.send()

    assert "A person, not a system, will decide." in visitor.text
