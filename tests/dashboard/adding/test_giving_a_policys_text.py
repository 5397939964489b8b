"""A policy is pasted or given as a file."""

import pytest

from dsar.audit.models import Event
from dsar.companies.drafts import source_of
from dsar.companies.models import PolicyText
from tests.companies.test_proposing_rules import TEXT
from tests.dashboard.adding.steps import (
    HERE,
    draft,
    paste,
    upload,
)
from tests.dashboard.conftest import words
from tests.pdf import a_pdf


def test_a_text_is_kept_with_the_draft_and_publishes_nothing(admin, sixth):
    response = paste(admin)

    assert response.redirect_chain == [(HERE + "rules/", 302)]
    assert source_of(draft(sixth)).body == TEXT
    assert Event.objects.filter(event="policy.text-given", company_id=sixth.pk).count() == 1
    assert TEXT[:30] not in str(Event.objects.get(event="policy.text-given").facts)
    assert draft(sixth).rules.promise["access"] is None


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "policy.txt", "The file is empty."),
        (b"\x00\x01\x02\xff" * 5000, "policy.txt", "This is no text."),
        (b"PK\x03\x04" + b"x" * 500, "policy.docx", "This is an office document."),
        (b"%PDF-1.7 broken", "policy.pdf", "This file could not be read."),
        (b"Short.", "policy.txt", "There is hardly any text."),
        (b"word " * 300_000, "policy.txt", "The file is larger than 1 MB."),
    ],
)
def test_what_is_no_policy_gets_a_sentence(admin, sixth, content, name, sentence):
    response = upload(admin, content, name)

    assert response.status_code == 400
    assert sentence in words(response)
    assert not PolicyText.objects.exists()


def test_an_empty_page_says_what_to_do(admin, sixth):
    assert "Paste the policy’s words, or choose its file." in words(paste(admin, "  "))


def test_a_web_page_is_read_by_its_words(admin, sixth):
    lines = "".join(f"<p>{line}</p>" for line in TEXT.splitlines() if line)
    page = f"<html><head><script>var a='You have the right'</script></head><body>{lines}</body>"

    upload(admin, page.encode(), "policy.html")

    body = source_of(draft(sixth)).body
    assert "var a" not in body
    assert "We will respond to your request within 14 days of receiving it." in body


def test_a_pdf_is_read_by_its_words(admin, sixth):
    upload(admin, a_pdf(TEXT.splitlines()), "policy.pdf")

    assert "within 14 days" in source_of(draft(sixth)).body


def test_another_language_is_told_plainly(admin, sixth):
    swedish = "Du har rätt att få veta vilka uppgifter vi har om dig och att få dem rättade. " * 5

    shown = words(paste(admin, swedish))

    assert "Language of the text: Swedish." in shown
    assert "Only English can be read." in shown
    assert "We found no rules. You can type them." in shown
