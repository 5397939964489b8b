"""Letters of a company at the desk: read, worded, shown as mail and paper before they are saved."""

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.cases.letter_kinds import KINDS
from dsar.companies.letter_wording import LetterWording
from dsar.companies.letter_words import Where, words_for
from tests import desk
from tests.typeset import pdfs

from .conftest import page_of, words

LIST = "/desk/letters/nexus-ip/"
PAGE = f"{LIST}extension/"
OWN = {"looked_at": "0", "opening": "Hello {company}.", "more": "", "closing": "Yours, the team"}


@pytest.fixture
def admin(company, signed_in) -> Client:
    return signed_in(desk.person(Role.ADMIN, company, name="ada"))


def test_every_letter_is_listed_with_what_is_the_companys_own(company, admin):
    admin.post(f"{PAGE}?language=de&right=access", OWN)

    page = words(admin.get(LIST))

    assert all(kind.name in page for kind in KINDS.values())
    assert "Deutsch, Access" in page


def test_a_lead_words_a_letter_and_reads_who_did(company, lead, signed_in):
    browser = signed_in(lead)
    saved = browser.post(PAGE, OWN, follow=True)

    assert saved.redirect_chain[0][0].startswith(PAGE)
    page = words(saved)
    assert "Hello Nexus IP." in page
    assert "Version 1, Lead, Monday 23 November 2026, 17:00" in page
    assert words_for(company, Where("extension", "en")).closing == "Yours, the team"


def test_what_was_typed_is_shown_and_not_saved(company, admin):
    page = admin.post(PAGE, OWN | {"show": "page"})

    assert page.status_code == 200
    assert "Hello Nexus IP." in words(page)
    assert "go to court." in words(page)
    assert not LetterWording.objects.exists()


def test_it_is_downloaded_as_mail_and_as_paper(company, admin):
    mail = admin.post(PAGE, OWN | {"show": "html"})
    paper = admin.post(PAGE, OWN | {"show": "pdf"})

    assert mail.headers["Content-Type"].startswith("text/html")
    assert mail.headers["Content-Disposition"].startswith("attachment")
    assert "<p>Hello Nexus IP.</p>" in mail.content.decode()
    assert "Hello Nexus IP." in pdfs.text(paper.content)
    assert "1 Example Street" in pdfs.text(paper.content)


def test_an_unknown_field_is_refused_beside_its_part(company, admin):
    page = admin.post(PAGE, OWN | {"opening": "Dear {name}"})

    assert page.status_code == 400
    assert "Opening: there is no field {name}." in words(page)
    assert "Dear {name}" in page.content.decode()


def test_what_cannot_be_printed_is_refused(company, admin):
    page = admin.post(PAGE, OWN | {"opening": "Grüße 🦄"})

    assert page.status_code == 400
    assert not LetterWording.objects.exists()


def test_somebody_who_looked_at_older_words_is_told(company, admin):
    admin.post(PAGE, OWN)

    page = admin.post(PAGE, OWN | {"opening": "Mine."})

    assert page.status_code == 409
    assert "Somebody saved other words" in words(page)
    assert "Mine." in page.content.decode()


def test_emptying_all_takes_the_words_back(company, admin):
    admin.post(PAGE, OWN)

    page = admin.post(PAGE, {"looked_at": "1"}, follow=True)

    assert "Took the words back." in words(page)
    assert "Hello {company}." in words(page)  # in the version before


def test_wider_words_are_named_as_such(company, admin):
    admin.post(PAGE, OWN)

    page = words(admin.get(f"{PAGE}?right=erasure"))

    assert "takes the words of a wider one" in page
    assert "Hello Nexus IP." in page


def test_a_letter_that_carries_a_key_takes_no_words(company, admin):
    page = admin.post(f"{LIST}code/", OWN)

    assert page.status_code == 200
    assert "Nothing can be added to this letter" in words(page)
    assert "Hello" not in words(page)
    assert not LetterWording.objects.exists()


@pytest.mark.parametrize("path", [f"{LIST}nothing/", "/desk/letters/technology-nexus/"])
def test_what_is_not_there_or_elsewhere_is_not_found(company, admin, path):
    assert admin.get(path).status_code == 404


def test_what_is_not_offered_counts_as_the_first(company, admin):
    page = admin.get(f"{PAGE}?language=xx&right=nothing&regime=mars")

    assert page.status_code == 200
    assert "We need more time for your request" in words(page)


def test_the_officer_reads_them_before_sending(case, company, admin, client):
    admin.post(PAGE, OWN)

    page = client.get(page_of(case, "extend"))

    assert "Hello Nexus IP." in words(page)


def test_before_a_policy_is_published_there_is_nothing_to_read(company, admin):
    company.published_at = None
    company.save(update_fields=["published_at"])

    assert "can be read once" in words(admin.get(LIST))
    assert admin.get(PAGE).status_code == 404
