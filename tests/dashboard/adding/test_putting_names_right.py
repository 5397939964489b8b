"""What a company is called, put right before anybody outside can know it."""

import pytest

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.companies.models import Company
from dsar.companies.operations import AlreadyPublished, correct_names
from tests import desk
from tests.dashboard.adding.steps import ADD, HERE, NAMES
from tests.dashboard.conftest import words

PAGE = f"{HERE}names/"
RIGHT = {
    "name": "Sixth Lights",
    "website": "lights.example",
    "what_it_does": "Lights",
    "code": "LIT",
}


def test_it_opens_with_what_was_typed(admin, sixth):
    page = admin.get(PAGE)

    assert "Put the names of Sixth Lamps right" in words(page)
    assert 'value="Lamps and shades"' in page.content.decode()
    assert 'name="legal_name"' not in page.content.decode()


def test_name_address_and_code_are_others_from_then_on(admin, sixth):
    done = admin.post(PAGE, RIGHT, follow=True)

    assert done.redirect_chain == [("/desk/companies/sixth-lights/gaps/", 302)]
    sixth.refresh_from_db()
    assert (sixth.name, sixth.slug, sixth.code) == ("Sixth Lights", "sixth-lights", "LIT")
    assert sixth.website == "lights.example"
    assert admin.get(PAGE).status_code == 404
    event = Event.objects.get(event="company.corrected")
    assert event.subject == "company:sixth-lights"
    assert event.facts["changed"] == ["slug", "code", "name", "website", "what_it_does"]


def test_its_own_name_and_code_are_not_in_its_way(admin, sixth):
    same = {name: NAMES[name] for name in ("name", "website")} | {"code": "SIX"}

    assert admin.post(PAGE, same | {"what_it_does": "Lamps only"}).status_code == 302

    sixth.refresh_from_db()
    assert sixth.what_it_does == "Lamps only"
    assert Event.objects.get(event="company.corrected").facts["changed"] == ["what_it_does"]


def test_saving_what_stands_there_changes_nothing(admin, sixth):
    same = {name: NAMES[name] for name in ("name", "website", "what_it_does")} | {"code": "SIX"}

    admin.post(PAGE, same)

    assert not Event.objects.filter(event="company.corrected").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "NIQ"}, "one slip away from NIP"),
        ({"name": "Nexus IP"}, "There is a company of that name"),
        ({"name": "Desk"}, "There is a company of that name"),
        ({"name": ""}, "Write the name that people know the company by."),
    ],
)
def test_what_another_has_is_refused(admin, sixth, change, said):
    page = admin.post(PAGE, RIGHT | change)

    assert page.status_code == 400
    assert said in words(page)
    assert Company.objects.filter(slug="sixth-lamps", name="Sixth Lamps").exists()


def test_a_near_name_is_asked_about_once(admin, sixth):
    near = RIGHT | {"name": "Nexus Lights"}

    assert "Looks like Nexus IP" in words(admin.post(PAGE, near))
    assert admin.post(PAGE, near | {"told": "Nexus Lights"}).status_code == 302


def test_a_published_company_keeps_its_names(admin, company):
    assert admin.get("/desk/companies/nexus-ip/names/").status_code == 404
    with pytest.raises(AlreadyPublished, match="Nexus IP is published"):
        correct_names(company_id=company.pk, slug="other", **RIGHT, actor="user:1", now=desk.MONDAY)


def test_who_runs_another_company_does_not_find_it(sixth, swedish, signed_in):
    other = signed_in(desk.person(Role.ADMIN, swedish, name="other"))

    assert other.post(PAGE, RIGHT).status_code == 404
    assert other.get(ADD).status_code == 200
