"""F20: an action whose event cannot be written did not happen; one that did is written."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.audit.verifying import verify
from dsar.cases.operations.assigning import assign
from dsar.companies.models import Company
from tests import desk
from tests.audit.conftest import sql
from tests.faults.conftest import FULL

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600), pytest.mark.django_db]

ACTIONS = 5_000 if FULL else 250


@pytest.fixture
def company(db: None) -> Company:
    return desk.publish("nexus-ip")


def fail_at_random() -> None:
    sql(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF random() < 0.3 THEN RAISE 'no room' USING ERRCODE = 'XX000'; END IF; "
        "RETURN NEW; END $$"
    )
    sql(
        "CREATE TRIGGER zz_no_room BEFORE INSERT ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION no_room()"
    )


def test_what_cannot_be_written_down_does_not_happen(
    company: Company, dice: random.Random, figures: dict[str, Any]
) -> None:
    officers = [desk.person(Role.OFFICER, company, name=name) for name in ("asha", "lena")]
    case = desk.receive(company)
    sql("SELECT setseed(%s)", dice.random())
    fail_at_random()
    before, done, failed = Event.objects.count(), 0, 0

    for number in range(ACTIONS):
        was = case.owner_id
        now = desk.MONDAY + timedelta(seconds=number)
        owner = dice.choice([*officers, None])
        try:
            assign(case_id=case.pk, owner=owner, actor="user:1", now=now)
        except InternalError:
            failed += 1
            case.refresh_from_db()
            assert case.owner_id == was
            assert Event.objects.count() == before + done
        else:
            done += 1
            case.refresh_from_db()
            last = Event.objects.filter(subject=case.reference).latest("seq")
            wanted = owner and f"user:{owner.pk}"
            assert (case.owner, last.at, last.facts["owner"]) == (owner, now, wanted)

    assert done + failed == ACTIONS
    assert failed > ACTIONS // 10
    assert Event.objects.count() == before + done
    assert verify(company.pk)[0].clean
    figures |= {"actions": ACTIONS, "done": done, "refused": failed, "without_a_row": 0}
