"""The searches of a case on its page, and the list of systems that an administrator keeps."""

import pytest

from dsar.accounts.roles import Role
from dsar.fulfilment.models import System
from dsar.fulfilment.operations import asking, recording
from dsar.fulfilment.operations.listing import list_named
from tests import desk

from .conftest import NOW, page_of, words

GIVEN = {
    "name": "Archive",
    "keeps": "Old contracts",
    "owner_name": "Olive Owner",
    "owner_email": "olive@example.com",
    "searched_by": ["name"],
}


@pytest.fixture
def admin(company, signed_in):
    return signed_in(desk.person(Role.ADMIN, company))


@pytest.fixture
def listed(company):
    list_named(company_id=company.pk, actor="system", now=desk.MONDAY)
    return company.systems


def asked(case, *codes, **given):
    systems = System.objects.filter(company=case.company, code__in=codes)
    return asking.ask_search(
        case_id=case.pk,
        systems=[system.pk for system in systems],
        actor=desk.OFFICER,
        now=desk.MONDAY,
        **given,
    )


def test_the_page_says_so_where_no_system_is_listed(case, client):
    page = client.get(page_of(case))

    assert "No systems are listed. An administrator adds them." in words(page)
    assert (
        "ask_search" not in page.content.decode().split('id="searches"')[1].split("</section>")[0]
    )


def test_all_systems_are_ticked_and_the_rule_is_explained(case, client, listed):
    page = client.get(page_of(case, "ask_search"))

    assert page.content.decode().count(" checked>") == 3
    assert "5 working days before the case’s own date" in words(page)
    assert "no address: you record what its owner says" in words(page)


def test_a_search_shows_who_by_when_and_what_was_signed(case, client, listed):
    [task] = asked(case, "crm")
    assert "Customer relationship system (CRM) Open" in words(client.get(page_of(case)))

    recording.record_search(
        case_id=case.pk, task_id=task.pk, result="nothing", terms="robin*", found="",
        name="Olive Owner", actor=desk.OFFICER, now=NOW,
    )  # fmt: skip

    page = words(client.get(page_of(case)))
    for said in ("Nothing was found", "Signed: Olive Owner", "robin*", "Correct it"):
        assert said in page


def test_a_link_beside_a_search_chooses_it(case, client, listed):
    tasks = asked(case, "crm", "remote-access")

    for task in tasks:
        page = client.get(page_of(case, "drop_search") + f"?task={task.pk}").content.decode()
        assert f'value="{task.pk}"' in page.split("checked")[0].rsplit("<input", 1)[1]


def test_an_open_search_is_said_before_the_answer_is_put_forward(case, client, listed):
    asked(desk.identified(case), "crm")

    page = client.get(page_of(case, "send_to_review"))

    assert "Nobody has answered yet for Customer relationship system (CRM)" in words(page)
    assert f'href="{page_of(case)}#searches"' in page.content.decode()


def test_a_late_one_is_marked(case, client, listed, clock):
    asked(case, "crm", due_on=desk.MONDAY.date())
    clock.set(NOW.replace(day=25))

    assert "Customer relationship system (CRM) Late" in words(client.get(page_of(case)))


def test_an_administrator_lists_adds_changes_and_retires(company, admin):
    assert "No systems are listed" in words(admin.get("/desk/systems/nexus-ip/"))
    admin.post("/desk/systems/nexus-ip/")
    assert "Installation records" in words(admin.get("/desk/systems/nexus-ip/"))

    admin.post("/desk/systems/nexus-ip/add/", GIVEN)
    archive = company.systems.get(name="Archive")
    path = f"/desk/systems/nexus-ip/{archive.pk}/"
    assert "olive@example.com" in admin.get(path).content.decode()
    admin.post(path, {**GIVEN, "keeps": "New contracts"})
    assert "New contracts" in words(admin.get("/desk/systems/nexus-ip/"))

    admin.post(path, {"do": "retire"})
    assert "Retired Archive" in words(admin.get("/desk/systems/nexus-ip/"))
    admin.post(path, {"do": "use"})
    archive.refresh_from_db()
    assert archive.is_used


def test_a_name_that_is_taken_is_said_at_the_field(company, admin, listed):
    page = admin.post("/desk/systems/nexus-ip/add/", {**GIVEN, "name": "Installation records"})

    assert page.status_code == 400
    assert "There is a system called Installation records already" in words(page)


def test_a_system_of_another_company_is_not_found(company, swedish, admin):
    other = System.objects.create(company=swedish, code="x", name="X")

    assert admin.get(f"/desk/systems/nexus-ip/{other.pk}/").status_code == 404
