"""A hold is seen wherever its case is; of an erased case only its entry in the register."""

from datetime import timedelta

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.cases.operations import erasing, holding
from tests import desk
from tests.portal.visitor import follow
from tests.proving import just_proved

NOW = desk.MONDAY + timedelta(days=30)
NAME, ADDRESS = "Robin Requester", "robin@example.org"


@pytest.fixture
def case(company) -> Case:
    return desk.closed(desk.identified(desk.receive(company)))


@pytest.fixture
def asker(company) -> Client:
    client = Client()
    client.force_login(desk.person(Role.OFFICER, company, name="asker"))
    return client


@pytest.fixture
def decider(company) -> Client:
    client = Client()
    client.force_login(desk.person(Role.LEAD, company, name="decider"))
    just_proved(client, now=desk.MONDAY)
    return client


def at(case: Case, action: str = "") -> str:
    return f"/desk/cases/{case.reference}/{action}{'/' if action else ''}"


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_hold_is_placed_shown_and_lifted(case, asker, decider) -> None:
    reply = asker.post(at(case, "place_hold"), {"reason": "A court case."})
    assert reply.status_code == 302
    page = read(asker, at(case))
    assert "Legal hold" in page
    assert "A court case." in page
    assert "Legal hold" in read(asker, "/desk/cases/?status=closed")
    assert at(case, "ask_erasure") not in page
    assert asker.get(at(case, "lift_hold")).status_code == 403
    assert "A court case." in read(decider, at(case, "lift_hold"))

    assert decider.post(at(case, "lift_hold"), {"reason": "It is over."}).status_code == 302
    assert "Legal hold</span>" not in read(asker, at(case))


def test_one_asks_another_agrees_and_the_entry_is_left(case, asker, decider) -> None:
    asked = {"ground": "asked", "reason": "They phoned."}
    assert asker.post(at(case, "ask_erasure"), asked).status_code == 302
    seen = read(asker, at(case))
    assert "Erasure asked for." in seen
    assert "Its erasure waits for a decision." in seen
    assert "Nothing is left to do." not in seen
    assert "They phoned. Somebody else decides." in seen
    page = read(decider, at(case, "agree_erasure"))
    assert "They phoned." in page
    assert "Asker asked for it" in page
    assert decider.post(at(case, "agree_erasure"), {}).status_code == 302

    page = read(asker, at(case))
    assert "Entry in the register" in page
    assert "Fulfilled" in page
    assert "by destroying key" in page
    assert NAME not in page
    assert ADDRESS not in page
    assert "erased" in read(asker, "/desk/cases/?status=closed")


def test_who_asked_cannot_agree(case, decider) -> None:
    decider.post(at(case, "ask_erasure"), {"ground": "spam", "reason": "It sells watches."})
    reply = decider.post(at(case, "agree_erasure"), {})
    assert reply.status_code == 409
    assert "Somebody else has to agree" in reply.content.decode()
    case.refresh_from_db()
    assert case.erased_at is None


def test_from_outside_an_erased_case_is_one_that_never_was(case) -> None:
    client = follow(case)
    assert client.get("/status/request/").status_code == 200
    erase(case)
    assert client.get("/status/request/").headers["Location"] == "/status/"
    known = client.post("/status/", {"reference": case.reference, "email": ADDRESS})
    unknown = client.post("/status/", {"reference": "NIP-2222-22", "email": ADDRESS})
    assert (known.status_code, known.headers["Location"]) == (302, unknown.headers["Location"])
    assert client.post("/status/code/again/").status_code == 302


def test_one_who_had_asked_for_a_code_gets_none_after_the_erasure(case, client) -> None:
    client.post("/status/", {"reference": case.reference, "email": ADDRESS})
    erase(case)
    assert client.post("/status/code/again/").status_code == 302


def test_a_letter_whose_time_is_over_says_so(case, asker) -> None:
    case.messages.update(body=None)
    assert "the time for which the policy keeps it is over" in read(asker, at(case))
    letter = case.messages.filter(direction="out").first()
    assert "is over" in read(asker, at(case, f"letters/{letter.pk}"))


def test_an_erased_case_takes_no_action(case, asker) -> None:
    erase(case)
    reply = asker.post(at(case, "place_hold"), {"reason": "Late."})
    assert reply.status_code == 409
    assert "has been erased" in reply.content.decode()


def erase(case: Case) -> None:
    erasing.ask_erasure(case_id=case.pk, ground="asked", reason="x", actor="user:1", now=NOW)
    erasing.agree_erasure(case_id=case.pk, actor="user:2", now=NOW)


def test_a_hold_stands_in_the_timeline_without_its_reason(case, asker) -> None:
    holding.place_hold(case_id=case.pk, reason="A court case.", actor="system", now=NOW)
    assert "Legal hold placed" in read(asker, at(case))
