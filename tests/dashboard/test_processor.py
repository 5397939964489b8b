"""An administrator sets the processor of a system and tries it; the officer reads how it stands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.fulfilment.models import System
from dsar.fulfilment.operations.listing import list_named
from dsar.opendsr import words as said
from dsar.opendsr.models import Processor, ProcessorRequest
from dsar.opendsr.rounds import go_round
from dsar.outbox.sweep import sweep
from tests import desk
from tests.opendsr import certified, processor
from tests.opendsr.conftest import known, search
from tests.opendsr.processor import Processor as StandIn

from .conftest import NOW, page_of, words

TYPED = {
    "domain": certified.DOMAIN,
    "route": "requests",
    "algorithm": "rsa-pkcs1",
    "door": "basic",
    "credential": "key:quiet-word",
    "identities": ["email:sha256"],
}


@pytest.fixture
def there(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[StandIn]:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    certified.trust(monkeypatch, tmp_path)
    with processor.at_work() as at_work:
        yield at_work


@pytest.fixture
def admin(company, signed_in) -> Client:
    return signed_in(desk.person(Role.ADMIN, company, name="ada"))


@pytest.fixture
def crm(company) -> System:
    list_named(company_id=company.pk, actor="system", now=desk.MONDAY)
    return company.systems.get(code="crm")


def page_at(system: System) -> str:
    return f"/desk/systems/{system.company.slug}/{system.pk}/processor/"


def save(admin: Client, system: System, there: StandIn, **given: Any):
    return admin.post(page_at(system), TYPED | {"base_url": there.url} | given)


def test_it_is_set_tried_and_then_switched_on(admin, crm, there):
    assert save(admin, crm, there).status_code == 302
    assert "It was not asked yet" in words(admin.get(page_at(crm)))

    tried = admin.post(page_at(crm), {"do": "try"}, follow=True)
    assert "It works: what it says of itself stands below." in words(tried)
    assert "access, portability, erasure" in words(tried)

    assert save(admin, crm, there, credential="", is_on="on").status_code == 302
    assert Processor.objects.get().is_on
    change = words(admin.get(f"/desk/systems/{crm.company.slug}/{crm.pk}/"))
    assert "Its processor is asked by OpenDSR instead of the owner." in change


def test_what_opens_its_door_is_never_shown(admin, crm, there):
    save(admin, crm, there)
    page = admin.get(page_at(crm)).content.decode()

    assert "quiet-word" not in page
    assert "One is kept." in page


def test_a_field_that_cannot_be_says_why(admin, crm, there):
    response = save(admin, crm, there, base_url="ftp://x", is_on="on")

    assert response.status_code == 400
    assert "Give an address that begins with https://" in words(response)
    assert not Processor.objects.exists()


def test_a_try_that_fails_says_why(admin, crm, there):
    save(admin, crm, there)
    there.certificate = certified.certificate(domain="other.example")

    tried = admin.post(page_at(crm), {"do": "try"}, follow=True)

    assert "It cannot be used: its certificate is not good for its domain." in words(tried)
    assert "When it was last asked what it takes" in words(tried)


def test_nothing_is_tried_before_it_is_set(admin, crm):
    assert admin.post(page_at(crm), {"do": "try"}).status_code == 404


def test_only_who_just_proved_who_they_are_names_whom_people_are_told_to(company, crm, there):
    user = desk.person(Role.ADMIN, company, name="ada")
    client = Client()
    client.force_login(user)

    assert save(client, crm, there).status_code == 403
    assert not Processor.objects.exists()


def test_the_officer_reads_at_the_search_how_it_stands(company, case, client, crm, there):
    known(crm, there)
    search(case, crm)
    assert "A processor is asked by OpenDSR, once it may be." in words(client.get(page_of(case)))

    desk.identified(case)
    go_round(now=NOW)
    sweep(now=NOW)
    page = words(client.get(page_of(case)))
    assert "The processor has the request and has not begun." in page
    assert "It expects to be done by Tuesday 1 December 2026." in page

    ProcessorRequest.objects.update(state="failed", code="file-refused")
    page = words(client.get(page_of(case)))
    assert "The processor did not do it: a person has to search." in page
    assert "Its file is of a kind that is not let in; fetch it from the processor." in page


def test_who_asks_for_a_search_reads_what_a_machine_is_told(company, case, client, crm, there):
    known(crm, there)
    page = words(client.get(f"{page_of(case)}ask_search/"))
    assert "Customer relationship system (CRM): its processor is asked by OpenDSR" in page
    assert "without anybody doing more: the email address as SHA-256." in page

    deletion = desk.receive(company, "erasure")
    page = words(client.get(f"{page_of(deletion)}ask_search/"))
    assert "its processor is not asked by OpenDSR for this case. The owner is mailed." in page


def test_its_page_has_its_last_answers(admin, case, crm, there):
    known(crm, there)
    search(desk.identified(case), crm)
    go_round(now=NOW)
    sweep(now=NOW)

    page = words(admin.get(page_at(crm)))

    assert case.reference in page
    assert str(ProcessorRequest.objects.get().subject_request_id) in page
    assert "opendsr/v2/callbacks/" in page


def test_every_state_has_its_words(case, crm, there):
    made = ProcessorRequest(case=case, processor=Processor(system=crm))
    for state in ProcessorRequest.State.values:
        made.state = state
        assert said.stands(made).endswith(".")
    assert said.why("http-500") == "it answered 500"
