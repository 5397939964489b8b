"""A company is added: its names, who may, and what it sends from."""

from dataclasses import replace

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.companies.models import Company, Membership
from dsar.companies.operations import save_draft
from dsar.companies.rules import Said
from tests import desk
from tests.dashboard.adding.steps import (
    ADD,
    HERE,
    NAMES,
    draft,
    fill,
    publish,
)
from tests.dashboard.conftest import spaced, words


def test_the_list_names_versions_and_drafts(admin, company, sixth):
    shown = spaced(admin.get("/desk/companies/"))

    assert "Version 1 of Nexus IP" in shown
    assert "Sixth Lamps SIX Not published. Put its names right: Sixth Lamps Go on with" in shown
    assert "Technology Nexus" not in shown


def test_without_any_company_whoever_can_sign_in_adds_the_first(db, signed_in):
    first = signed_in(desk.person(Role.ADMIN, name="ada"))

    assert "Add your first company: paste its policy" in words(first.get("/desk/companies/"))
    first.post(ADD, NAMES)
    assert Membership.objects.get().role == Role.ADMIN


def test_a_company_is_added_with_a_draft_of_what_the_law_gives(admin, ada, sixth):
    rules = draft(sixth).rules

    assert sixth.published_at is None
    assert sixth.code == "SIX"
    assert (rules.regime.value, rules.calendar.value) == ("uk-gdpr", "GB-ENG")
    assert rules.regulator.source == "law"
    assert Membership.objects.get(company=sixth).user == ada
    events = Event.objects.filter(company_id=sixth.pk).order_by("seq")
    assert [one.event for one in events] == ["company.added", "role.given"]
    assert Client().get("/sixth-lamps/").status_code == 404


def test_a_near_name_is_asked_about_once(admin, company):
    near = NAMES | {"name": "Nexus Lamps"}
    response = admin.post(ADD, near)

    assert "Looks like Nexus IP" in words(response)
    assert not Company.objects.filter(slug="nexus-lamps").exists()
    assert admin.post(ADD, near | {"told": "Nexus Lamps"}).status_code == 302
    assert Company.objects.get(slug="nexus-lamps").code == "LAM"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "NPI"}, "NPI is one slip away from NIP. Choose another code."),
        ({"code": "N1"}, "A code is two to six letters from A to Z."),
        ({"name": "Nexus IP"}, "There is a company of that name."),
        ({"name": "API"}, "There is a company of that name."),
        ({"name": "北京"}, "Write the name with letters from A to Z as well."),
        ({"country": ""}, "Choose the country of its main office."),
        ({"sender_email": "nobody"}, "Write an email address, such as privacy@example.com."),
    ],
)
def test_wrong_names_get_a_sentence(admin, company, wrong, sentence):
    response = admin.post(ADD, NAMES | wrong)

    assert response.status_code == 400
    assert sentence in words(response)
    assert Company.objects.count() == 1


def test_nobody_sends_from_the_address_of_another_company(admin, ready, company):
    taken = "Another company sends from this address already."

    first = admin.post(ADD, NAMES | {"name": "Seventh Sofas", "sender_email": "Info@NexusIP.com"})
    later = fill(admin, sender_email="INFO@nexusip.com")

    assert taken in words(first)
    assert not Company.objects.filter(slug="seventh-sofas").exists()
    assert taken in words(later)
    assert draft(ready).rules.sender_email.value == "privacy@sixth.example"


def test_of_two_drafts_with_one_address_only_the_first_is_published(admin, ready, company):
    rules = draft(ready).rules
    save_draft(
        company_id=ready.pk,
        rules=replace(rules, sender_email=Said("INFO@nexusip.com", "administrator")),
    )

    response = admin.get("/desk/policies/sixth-lamps/preview/")

    assert "Another company sends from this address already." in words(response)
    admin.post("/desk/policies/sixth-lamps/preview/", {"draft": response.context["digest"]})
    assert draft(ready).published_at is None


def test_a_company_goes_on_sending_from_its_own_address(admin, ready):
    publish(admin)

    assert fill(admin, sender_email="Privacy@sixth.example").status_code == 302


def test_only_administrators_add(company, signed_in):
    for role in (Role.OFFICER, Role.LEAD, Role.DPO, Role.AUDITOR):
        somebody = signed_in(desk.person(role, company))
        assert somebody.get("/desk/companies/").status_code == 403
        assert somebody.post(ADD, NAMES).status_code == 403
    assert Company.objects.count() == 1


def test_a_stranger_finds_no_step(sixth, stranger, signed_in):
    browser = signed_in(stranger)
    for step in ("text", "rules", "gaps"):
        assert browser.get(f"{HERE}{step}/").status_code == 404
        assert browser.post(f"{HERE}{step}/").status_code == 404
    for step in ("try", "try/portal"):
        assert browser.get(f"{HERE}{step}/").status_code == 404
