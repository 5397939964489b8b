"""Pausing, extending, charging and refusing at the desk (UX check 32), by what is sent to it."""

import re
from datetime import timedelta

import pytest

from dsar.accounts.roles import Role
from dsar.cases.models import Case, Message
from dsar.companies.models import Membership
from dsar.outbox.models import Message as Sent
from dsar.vault.operations import unseal
from tests import desk

from .conftest import NOW, page_of, words

WHY = {
    "ask_question": {"about": "which", "question": "Which calls do you mean?"},
    "extend": {"ground": "complexity", "reasons": "Three carriers keep the recordings."},
    "ask_fee": {
        "ground": "manifestly-excessive",
        "facts": "The fourth this year.",
        "amount": "7.50",
        "currency": "GBP",
    },
    "refuse": {"ground": "manifestly-excessive", "facts": "The fourth this year."},
}
# Unfounded or excessive is for two people to say; on these grounds one is enough.
AT_ONCE = WHY | {
    "ask_fee": WHY["ask_fee"] | {"ground": "further-copies"},
    "refuse": WHY["refuse"] | {"ground": "rights-of-others"},
}
BY_TWO = {"ask_fee": "approve_fee", "refuse": "approve_refusal"}
ONE_LESS = [(action, field) for action, sent in WHY.items() for field in sent]


@pytest.fixture
def desked(officer, signed_in):
    """A request of this company that the officer works on, and who asks."""

    def build(slug, right="access"):
        company = desk.publish(slug)
        Membership.objects.get_or_create(user=officer, company=company, role=Role.OFFICER)
        return desk.identified(desk.receive(company, right))

    return build


def stands(case: Case) -> tuple:
    """All that a move could have changed."""
    case = Case.objects.select_related("clock").get(pk=case.pk)
    letters = Message.objects.filter(case=case).count()
    sent = Sent.objects.filter(company_id=case.company_id).count()
    return case.status, case.clock.due_on, case.clock.extended, letters, sent


def letters_to_them(case: Case) -> int:
    return Message.objects.filter(case=case, direction="out").count()


@pytest.mark.parametrize(("action", "field"), ONE_LESS)
def test_ux32_none_is_done_without_each_of_its_reasons(desked, client, action, field):
    case = desked("connexai")
    before = stands(case)
    sent = {name: value for name, value in WHY[action].items() if name != field}

    response = client.post(page_of(case, action), sent)

    assert response.status_code == 400
    assert "There is a problem" in words(response)
    assert stands(case) == before


@pytest.mark.parametrize(("action", "second"), BY_TWO.items())
def test_ux32_unfounded_or_excessive_is_told_when_a_second_person_agrees(
    desked, client, signed_in, action, second
):
    case = desked("connexai")
    before = stands(case)
    told = letters_to_them(case)
    assert client.post(page_of(case, action), WHY[action]).status_code == 302
    assert stands(case)[:3] == before[:3]
    assert letters_to_them(case) == told

    lead = signed_in(desk.approver(case.company))
    assert lead.post(page_of(case, second), {"looked": "on"}).status_code == 302

    assert stands(case) != before
    assert letters_to_them(case) == told + 1


@pytest.mark.parametrize("action", AT_ONCE)
def test_ux32_each_tells_the_requester_in_the_same_step(desked, client, action):
    case = desked("connexai")
    *_, letters, sent = stands(case)

    assert client.post(page_of(case, action), AT_ONCE[action]).status_code == 302

    assert stands(case)[-2:] == (letters + 1, sent + 1)


@pytest.mark.parametrize("action", WHY)
def test_ux32_each_shows_the_date_before_and_what_it_becomes(desked, client, action):
    shown = words(client.get(page_of(desked("connexai"), action)))

    due = "Due Wednesday 23 December 2026 · 30 days left"
    assert re.search(f"Before ?{due} ?(After|If the request)", shown)


@pytest.mark.parametrize("ground", ["workload", "busy", "holidays", ""])
def test_ux32_work_is_no_reason_to_extend(desked, client, ground):
    case = desked("connexai")
    before = stands(case)

    response = client.post(page_of(case, "extend"), WHY["extend"] | {"ground": ground})

    assert response.status_code == 400
    assert stands(case) == before


def test_ux32_after_the_first_limit_nothing_is_extended(desked, client, clock):
    case = desked("connexai")
    clock.set(NOW + timedelta(days=31))
    before = stands(case)

    response = client.post(page_of(case, "extend"), WHY["extend"])

    assert response.status_code == 409
    assert "too late to extend" in words(response)
    assert stands(case) == before


def test_ux32_a_question_about_the_format_stops_no_clock(desked, client):
    case = desked("connexai")
    due = stands(case)[1]

    client.post(page_of(case, "ask_question"), {"about": "other", "question": "In which format?"})

    assert stands(case)[:2] == ("awaiting_requester", due)


@pytest.mark.parametrize("right", ["erasure", "rectification", "portability", "objection"])
def test_ux32_in_the_united_kingdom_only_a_copy_can_wait_for_them(desked, client, right):
    case = desked("connexai", right)
    before = stands(case)
    page = client.get(page_of(case, "ask_question")).content.decode()

    response = client.post(page_of(case, "ask_question"), WHY["ask_question"])

    assert 'value="which"' not in page
    assert response.status_code == 400
    assert stands(case) == before


def test_ux32_a_refusal_after_a_month_is_warned_of(desked, client, clock):
    case = desked("technology-nexus")
    assert "The last day to refuse is" in words(client.get(page_of(case, "refuse")))
    clock.set(NOW + timedelta(days=40))

    page = client.get(page_of(case, "refuse"))

    assert "The last day to refuse was Wednesday 23 December 2026." in words(page)
    assert "recorded as late" in words(page)


@pytest.mark.parametrize(
    ("slug", "routes"),
    [
        ("connexai", ["complain to us", "Information Commission", "court"]),
        ("technology-nexus", ["Integritetsskyddsmyndigheten", "court"]),
    ],
)
def test_ux32_a_refusal_names_every_way_to_complain(desked, client, slug, routes):
    case = desked(slug)
    client.post(page_of(case, "refuse"), WHY["refuse"])
    case.refresh_from_db()
    desk.agreed(case, now=NOW)

    letter = unseal(Message.objects.get(case=case, kind="refused"), "body")["text"]

    assert "The fourth this year." in letter
    assert [route for route in routes if route.casefold() not in letter.casefold()] == []


def test_ux32_what_a_search_costs_is_no_ground_for_a_fee(desked, client):
    case = desked("nexus-ip")
    before = stands(case)

    response = client.post(page_of(case, "ask_fee"), WHY["ask_fee"] | {"ground": "search-cost"})

    assert response.status_code == 400
    assert stands(case) == before
    shown = words(client.get(page_of(case, "ask_fee")))
    assert "It is in conflict with the law." in shown
    assert "The cost of searching is not a ground." in shown
