"""A desk with as many invented cases as are wanted, each a real one for whoever works on it."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from deadlines.models import Reminder
from dsar.audit.anchoring import anchor_at_once
from dsar.audit.models import Event
from dsar.audit.verifying import verify
from dsar.cases.demo.people import PASSWORD, STAFF
from dsar.cases.models import Case, Message
from dsar.cases.queries import search_cases
from dsar.cases.seeding.people import person
from dsar.cases.seeding.planting import plant
from dsar.cases.transitions import Status
from dsar.companies.models import Company
from dsar.vault.operations import unseal
from tests import desk
from tests.audit.anchored import keep_anchors

COUNT = 200


@pytest.fixture
def company(settings: Settings, db: None) -> Company:
    settings.DEMO = True
    return desk.publish("nexus-ip")


def test_each_copy_is_a_case_of_its_own(company: Company, client: Client) -> None:
    assert plant(COUNT, now=timezone.now()) == COUNT

    addresses = {person(number).email: person(number).name for number in range(COUNT)}
    said = [
        (case, unseal(case, "person"))
        for case in Case.objects.select_related("clock", "data_key__company_key")
    ]
    copies = {who["email"]: case for case, who in said if who["email"] in addresses}
    originals = [case for case, who in said if who["email"] not in addresses]
    assert copies.keys() == addresses.keys()
    assert len({case.data_key_id for case, _ in said}) == len(said)
    assert sum(case.status != Status.CLOSED for case in copies.values()) == COUNT // 100
    # The dates are those of a request that was really received.
    assert {case.clock.due_on for case in copies.values()} <= {
        case.clock.due_on for case in originals
    }

    for email, case in list(copies.items())[::40]:
        words = [unseal(one, "body")["text"] for one in Message.objects.filter(case=case)]
        assert any(f"Dear {addresses[email]}," in text for text in words)
        assert all("Dear" not in text or addresses[email] in text for text in words)
        assert any(case.reference in text for text in words)
        found = search_cases(Case.objects.all(), company_ids=[company.pk], text=email)
        assert list(found) == [case]

    assert not any(report.problems for report in verify())
    client.login(email=STAFF[0][0], password=PASSWORD)
    _same_as_the_original(next(iter(copies.values())), originals)
    page = client.get(f"/desk/cases/{next(iter(copies.values())).reference}/")
    assert page.status_code == 200


def _same_as_the_original(copy: Case, originals: list[Case]) -> None:
    like = next(one for one in originals if one.received_at == copy.received_at)
    for of in (
        lambda one: Message.objects.filter(case=one).count(),
        lambda one: Event.objects.filter(subject=one.reference).count(),
        lambda one: Reminder.objects.filter(clock=one.clock).count(),
        lambda one: one.clock.events.count(),
        lambda one: one.verification.items.count(),
        lambda one: (one.status, one.outcome, one.right, one.policy_id),
    ):
        assert of(copy) == of(like)


def test_nobody_has_anothers_address() -> None:
    people = [person(number) for number in range(5_000)]

    assert len({one.email for one in people}) == len(people)
    assert all(one.name.endswith(" Demo") for one in people)


@pytest.mark.django_db(transaction=True)
def test_the_command_says_how_many_it_made(settings: Settings) -> None:
    settings.DEMO = True
    desk.publish("nexus-ip")
    said = StringIO()

    call_command("seed_cases", count=3, stdout=said)

    assert said.getvalue().splitlines()[-1].startswith("3 cases in ")


@pytest.mark.django_db(transaction=True)
def test_what_it_planted_in_the_past_is_no_alarm(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    keep_anchors(tmp_path, settings)
    company = desk.publish("nexus-ip")
    anchor_at_once(company_id=company.pk, now=timezone.now())

    call_command("seed_cases", count=3, stdout=StringIO())

    assert Event.objects.filter(at__lt=timezone.now() - timedelta(days=1)).exists()
    assert [report.problems for report in verify(company.pk, now=timezone.now())] == [[]]


@pytest.mark.parametrize(("demo", "count"), [(False, 10), (True, 0)])
@pytest.mark.django_db
def test_it_is_refused_where_it_would_do_harm(settings: Settings, demo: bool, count: int) -> None:
    settings.DEMO = demo

    with pytest.raises(CommandError):
        call_command("seed_cases", count=count)
    assert not Case.objects.exists()


def test_an_empty_desk_is_told_what_comes_first(settings: Settings, db: None) -> None:
    settings.DEMO = True

    with pytest.raises(CommandError, match="install_presets"):
        call_command("seed_cases", count=1, stdout=StringIO())
