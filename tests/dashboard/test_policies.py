"""Who works at a company can read what decides about its requests, and who says so."""

from django.test import Client

from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.companies.operations import install_preset
from tests import desk

from .conftest import NOW, words


def test_the_case_leads_to_the_version_it_was_received_under(
    case: Case, officer: User, client: Client
) -> None:
    client.force_login(officer)

    page = client.get(f"/desk/cases/{case.reference}/")

    assert "/desk/policies/nexus-ip/1/" in page.content.decode()
    assert "Installation records" in words(page)


def test_each_rule_says_whether_the_policy_or_the_law_gives_it(
    company: Company, officer: User, client: Client
) -> None:
    client.force_login(officer)

    page = words(client.get("/desk/policies/nexus-ip/1/"))

    assert "Within 28 days of receiptPolicy, Requests for information" in page
    assert "Law, UK GDPR Art. 20" in page
    assert "another contact takes the person's place" in page
    assert "As long as we are legally required to" in page


def test_an_administrator_reads_what_is_asked_of_them(db: None, client: Client) -> None:
    core = install_preset(slug="nexuscore", actor="system", now=NOW)
    client.force_login(desk.person(Role.ADMIN, core))

    assert "Version 1 of NexusCore Draft" in words(client.get("/desk/policies/"))
    assert "In which country does the company act?" in words(
        client.get("/desk/policies/nexuscore/1/")
    )


def test_who_works_on_a_deletion_reads_where_the_policy_asks_too_much(
    company: Company, officer: User, client: Client
) -> None:
    client.force_login(officer)
    warned = "A continuing relationship is no ground to refuse"

    def page_of(right: str) -> str:
        return words(client.get(f"/desk/cases/{desk.receive(company, right).reference}/"))

    assert warned in page_of("erasure")
    assert warned not in page_of("access")
    assert "a correction is recorded beside the old entry" in page_of("rectification")


def test_words_that_the_law_has_overtaken_are_marked_with_what_we_do(
    company: Company, officer: User, client: Client
) -> None:
    client.force_login(officer)

    page = words(client.get("/desk/policies/nexus-ip/1/"))

    assert "The Data Protection Act 1998 is repealed." in page
    assert "Stale (DPA 2018)" in page
    assert page.count("substantial cost to Nexus IP in terms of retrieving the data") < 3
