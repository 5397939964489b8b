"""What a letter keeps beside its words, so that it prints the same whenever it is printed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dsar.cases import on_paper
from dsar.cases.models import Message
from dsar.cases.operations import addressing, extending, posting
from dsar.cases.operations.intake import Person
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Said
from dsar.vault.operations import seal, unseal
from tests import desk
from tests.typeset import pdfs

PAPER = Person(name="Robin Paper", postal="1 Quay\nLeeds")
TUESDAY = desk.MONDAY + timedelta(days=1)


@pytest.fixture
def by_post(company):
    return desk.receive(company, person=PAPER)


def letter(case, kind="received") -> Message:
    return case.messages.filter(kind=kind).latest("at", "pk")


def pdf(case, kind="received") -> bytes:
    return on_paper.pdf_of([letter(case, kind)])


def test_it_goes_to_the_name_and_address_as_they_were(by_post):
    before = pdf(by_post)
    addressing.change_contact(
        case_id=by_post.pk, email="", postal="9 Hill\nYork", reason="Moved.", actor="user:1",
        now=TUESDAY,
    )  # fmt: skip

    assert pdfs.within(before, 20, 50, 110, 90) == ["Robin Paper", "1 Quay", "Leeds"]
    assert pdf(by_post) == before
    old, new = (pdf(by_post, kind) for kind in ("contact_changed", "new_address"))
    assert pdfs.within(old, 20, 50, 110, 90) == ["Robin Paper", "1 Quay", "Leeds"]
    assert pdfs.within(new, 20, 50, 110, 90) == ["Robin Paper", "9 Hill", "York"]


def test_its_head_stays_when_the_company_moves(company, by_post):
    before = pdf(by_post)
    rules = company.policy.rules
    moved = replace(rules, legal_name=Said("Aberdeen Ltd", "administrator"))
    publish_policy(company_id=company.pk, rules=moved, actor="system", now=TUESDAY)

    assert pdf(by_post) == before
    company.refresh_from_db()
    assert "Aberdeen" in pdfs.text(pdf(desk.receive(company, person=PAPER, at=TUESDAY)))


def test_it_explains_the_date_that_it_names_as_the_clock_does(by_post):
    said = pdfs.text(pdf(by_post))

    steps = by_post.clock.explained.steps
    assert len(steps) > 2
    for step in steps:
        assert " ".join(f"{step.text}".split()) in said
        assert f"{step.article}, {step.source}" in said
    assert "How this date came about" in said


def test_it_explains_the_date_that_moved(by_post):
    case = desk.identified_by_officer(by_post)
    extending.extend(
        case_id=case.pk, ground="complexity", reasons="Seven.", actor="user:1", now=TUESDAY
    )
    case.clock.refresh_from_db()

    rows = unseal(letter(case, "extension"), "body")["working"]
    assert [row[0] for row in rows] == [step.text for step in case.clock.explained.steps]


def test_a_letter_that_names_no_date_explains_none(by_post):
    case = desk.identified_by_officer(by_post)
    desk.released(case)

    assert "How this date came about" not in pdfs.text(pdf(case, "answer"))


def test_a_mail_prints_too_with_the_name_alone_and_no_table(case):
    made = pdf(case)

    assert pdfs.within(made, 20, 50, 110, 90) == ["Robin Requester"]
    assert "Step Date Days Rule" not in pdfs.text(made)
    assert "working" not in unseal(letter(case), "body")


def test_the_words_of_the_pdf_are_the_words_of_the_letter(by_post):
    plain = [word for word in desk.letter(by_post, "received").split() if word != "-"]

    said = [word for page in pdfs.words(pdf(by_post)) for word in page if word != "•"]

    start = said.index("Dear")
    assert said[start : start + len(plain)] == plain


@pytest.mark.parametrize(
    ("slug", "head"),
    [
        ("connexai", "Compliance, ConnexAI, Bauhaus, 27 Quay St, Manchester M3 3GY"),
        ("technology-nexus", "Telefonvägen 26"),
    ],
)
def test_the_address_of_the_policy_stands_at_its_head(db, slug, head):
    assert head in pdfs.text(pdf(desk.receive(desk.publish(slug), person=PAPER)))


def test_an_address_for_one_right_only_is_no_letterhead(db):
    """Next Connex takes copies at an outside firm's address."""
    case = desk.receive(desk.publish("next-connex"), person=PAPER)

    assert "Satswana" not in pdfs.text(pdf(case))


def test_a_letter_from_before_prints_with_what_is_known_now(by_post):
    old = letter(by_post)
    old.case = by_post
    body = unseal(old, "body")
    seal(old, "body", {"subject": body["subject"], "text": body["text"]})
    old.save(update_fields=["body"])

    made = pdf(by_post)
    assert pdfs.within(made, 20, 50, 110, 90) == ["Robin Paper", "1 Quay", "Leeds"]
    assert "How this date came about" not in pdfs.text(made)


def test_a_code_is_in_the_pdf_until_it_was_posted(by_post):
    posting.send_letter_code(
        case_id=by_post.pk, address="Robin\n2 Lane\nHull", actor="user:1", now=TUESDAY
    )
    lines = unseal(letter(by_post, "letter_code"), "body")["text"].splitlines()
    code = next(line.strip() for line in lines if line.startswith("    "))
    assert code in pdfs.text(pdf(by_post, "letter_code"))

    posting.letter_posted(
        case_id=by_post.pk, message_id=letter(by_post, "letter_code").pk, actor="user:1",
        now=TUESDAY,
    )  # fmt: skip

    assert code not in pdfs.text(pdf(by_post, "letter_code"))


def test_of_what_was_erased_nothing_is_printed(by_post):
    by_post.messages.update(body=None)

    with pytest.raises(on_paper.Gone):
        pdf(by_post)
