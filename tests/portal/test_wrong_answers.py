"""Whatever is put into the form: a sentence at the top and at the field, and nothing lost."""

import re

import pytest

from dsar.cases.models import Case
from tests.portal.visitor import Visitor, upload
from tests.samples import JPEG, PDF, PNG


def errors_of(visitor: Visitor) -> list[str]:
    return [error for errors in visitor.page.context["form"].errors.values() for error in errors]


def test_nothing_chosen(visitor: Visitor) -> None:
    page = visitor.answer("what")

    assert page.status_code == 422
    assert errors_of(visitor) == ["Choose what you would like us to do"]


def test_a_choice_that_is_none(visitor: Visitor) -> None:
    visitor.answer("what", right="everything")

    assert errors_of(visitor) == ["Choose what you would like us to do"]
    assert Case.objects.count() == 0


def test_the_summary_stands_first_has_the_focus_and_leads_to_the_field(visitor: Visitor) -> None:
    visitor.walk("access")
    visitor.answer("contact", name="", email="robin")

    main = visitor.text.split("<main", 1)[1]
    assert main.index("There is a problem") < main.index("<h1>")
    assert re.search(r'class="errors"[^>]*autofocus', main)
    assert main.count("Enter your name") == 2
    assert 'href="#id_name"' in main
    assert 'id="id_name"' in main
    assert "<title>Error: " in visitor.text
    assert "novalidate" in main


def test_a_summary_of_choices_leads_to_the_first_of_them(visitor: Visitor) -> None:
    visitor.answer("what")

    assert 'href="#id_right_0"' in visitor.text
    assert 'id="id_right_0"' in visitor.text


@pytest.mark.parametrize(
    "email", ["robin", "robin@", "@example.org", "robin at example.org", "a@b"]
)
def test_an_address_that_is_none_is_kept_in_its_field(visitor: Visitor, email: str) -> None:
    visitor.walk("access")

    page = visitor.answer("contact", name="Robin Requester", email=email)

    assert page.status_code == 422
    assert errors_of(visitor)[0].startswith("Enter an email address in the correct format")
    assert f'value="{email}"' in visitor.text
    assert 'value="Robin Requester"' in visitor.text


def test_spaces_are_no_name(visitor: Visitor) -> None:
    visitor.walk("access")

    visitor.answer("contact", name="   ", email="robin@example.org")

    assert errors_of(visitor) == ["Enter your name"]


def test_a_text_that_is_too_long_is_kept(visitor: Visitor) -> None:
    visitor.answer("what", right="rectification")
    visitor.answer("correct", wrong="x" * 5001, right="y")

    assert errors_of(visitor) == ["Use at most 5000 characters"]
    assert "x" * 5001 in visitor.text


def test_marks_of_html_stay_words(visitor: Visitor) -> None:
    visitor.walk("access")
    visitor.answer("contact", name="<script>alert(1)</script>", email="robin@example.org")

    assert "<script>" not in visitor.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in visitor.text


def test_a_byte_of_zero_is_refused(visitor: Visitor) -> None:
    visitor.walk("access")

    assert visitor.answer("contact", name="Ro\x00bin", email="r@example.org").status_code == 422


FILES = [
    (upload(b"hello", "passport.png"), "The file must be a JPEG, a PNG or a PDF."),
    (upload(b"MZ" + b"\0" * 200, "passport.pdf"), "The file must be a JPEG, a PNG or a PDF."),
    (
        upload(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "The file must be a JPEG, a PNG or a PDF.",
    ),
    (upload(b"\n" + PDF, "late.pdf"), "The file must be a JPEG, a PNG or a PDF."),
    (upload(b""), "The file is empty. Choose another one."),
    (upload(PNG + b"\0" * 10 * 1024 * 1024), "The file must be smaller than 10 MB."),
    (
        upload(PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 2 0 R"), "locked.pdf"),
        "The file is protected by a password. Send one without.",
    ),
]


@pytest.mark.parametrize(("file", "sentence"), FILES, ids=[s for _, s in FILES])
def test_a_file_we_cannot_use_has_its_own_sentence(
    at_next_connex: Visitor, file: object, sentence: str
) -> None:
    at_next_connex.walk("access")
    at_next_connex.answer("proof-identity-document", instead="none")
    file.seek(0)  # type: ignore[attr-defined]

    page = at_next_connex.answer("proof-identity-document", which="Passport", file=file)

    assert page.status_code == 422
    assert errors_of(at_next_connex) == [sentence]
    assert "I do not have this: check me another way" in at_next_connex.text
    assert re.search(r'value="Passport"[^>]*checked', at_next_connex.text)


def test_no_file_at_all_names_the_other_ways(at_next_connex: Visitor) -> None:
    at_next_connex.walk("access")
    at_next_connex.answer("proof-identity-document", instead="none")

    at_next_connex.answer("proof-identity-document", which="Passport")

    assert errors_of(at_next_connex) == ["Choose a file, or use one of the other ways below"]


@pytest.mark.parametrize("content", [PNG, JPEG, PDF])
def test_what_a_file_is_decides_its_content_not_its_name(
    at_next_connex: Visitor, content: bytes
) -> None:
    at_next_connex.walk("access")

    at_next_connex.answer(
        "proof-identity-document", which="Passport", file=upload(content, "scan.bin", "text/plain")
    )

    assert at_next_connex.at == "ask/check/"


def test_a_page_of_another_right_is_not_found_and_leads_on(visitor: Visitor) -> None:
    visitor.answer("what", right="access")

    page = visitor.see("ask/correct/")

    assert page.status_code == 404
    assert "Continue where you left" in visitor.text
    assert "info@nexusip.com" in visitor.text


def test_a_form_too_large_to_be_one_is_refused(visitor: Visitor) -> None:
    visitor.answer("what", right="rectification")
    page = visitor.answer("correct", wrong="x" * 2_000_000, right="y")

    assert page.status_code == 400


def test_an_old_form_token_loses_nothing(visitor: Visitor) -> None:
    visitor.walk("access")
    visitor.client.handler.enforce_csrf_checks = True

    page = visitor.answer("contact", name="Robin Requester", email="robin@example.org")

    assert page.status_code == 403
    assert 'name="name" value="Robin Requester"' in visitor.text
    assert "Send again" in visitor.text
