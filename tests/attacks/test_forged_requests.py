"""Another site cannot act through somebody's browser, and no link does anything by being opened."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.db import connection
from django.test import Client

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk
from tests.portal.visitor import follow
from tests.test_every_address import TABLE, address_of

from .conftest import ago

# Who looked is written down, and when a person or a key was seen last.
NOTED = {"django_session", "audit_event", "cases_calendarfeed", "accounts_user", "outbox_tick"}

# Another site is meant to post there, and says by a signature that it is the right one.
SIGNED = {"status/account/": 422, "status/vendor/<slug:slug>/": 403}
# Programs call these, by another verb.
NOT_POSTED = {
    f"drp/v1/{what}{end}": 405
    for what in ("data-rights-request/<str:request_id>", "business/<str:business_id>")
    for end in ("", "/")
}


@pytest.fixture
def case(company: Company) -> Case:
    """In the middle of it, with a file."""
    return desk.attached(desk.identified(desk.receive(company, at=ago(days=3))))


def visitors(case: Case, **options: Any) -> Iterator[Client]:
    yield Client(**options)
    # What the others may do is part of what these may.
    for role in (Role.DPO, Role.ADMIN):
        client = Client(**options)
        client.force_login(desk.person(role, case.company))
        yield client
    followed = follow(case)
    client = Client(**options)
    client.cookies = followed.cookies
    yield client


def test_no_post_is_taken_from_another_site(case: Case) -> None:
    """With the cookies of everybody, and nothing that only our own page knows."""
    everybody = list(visitors(case, enforce_csrf_checks=True))
    before = tables()
    taken = [
        (route, response.status_code)
        for client in everybody
        for route in TABLE
        if not route.startswith("api/")
        for response in [client.post(address_of(route, case), {"right": "access", "send": "1"})]
        if response.status_code not in (403, 404, (SIGNED | NOT_POSTED).get(route))
    ]

    assert taken == []
    assert changed(before) == set()


def test_a_token_of_another_browser_is_no_help(case: Case) -> None:
    thief, victim = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    token = thief.get("/desk/sign-in/").cookies["csrftoken"].value
    victim.cookies = follow(case).cookies
    victim.get("/status/request/withdraw/")

    response = victim.post("/status/request/withdraw/", {"csrfmiddlewaretoken": token})

    assert response.status_code == 403
    case.refresh_from_db()
    assert case.is_open


def test_the_origin_of_another_site_is_refused_even_with_the_token(case: Case) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = follow(case).cookies
    client.get("/status/request/withdraw/")
    token = client.cookies["csrftoken"].value

    response = client.post(
        "/status/request/withdraw/",
        {"csrfmiddlewaretoken": token},
        headers={"Origin": "https://evil.example"},
    )

    assert response.status_code == 403
    case.refresh_from_db()
    assert case.is_open


AWAY = ("https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example")


def test_looking_at_every_address_changes_nothing_and_leads_to_no_other_host(case: Case) -> None:
    names = ("next", "url", "redirect", "return", "to", "back", "continue", "ref")
    asked = "&".join(f"{name}={quote(AWAY[at % 4])}" for at, name in enumerate(names))
    looking = list(visitors(case, raise_request_exception=False))
    before, led_away = tables(), []

    for client in looking:
        for route in TABLE:
            answer = client.get(f"{address_of(route, case)}?{asked}")
            parts = urlsplit(answer.get("Location", "").replace("\\", "/"))
            if parts.netloc not in ("", "testserver"):
                led_away.append((route, answer["Location"]))

    assert changed(before) == set()
    assert led_away == []


def tables() -> dict[str, str]:
    """What stands in each table, as one number; not where it is only noted that somebody looked."""
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - NOTED
        found = {}
        for name in sorted(names):
            cursor.execute(
                f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t'
            )
            found[name] = cursor.fetchone()[0]
    return found


def changed(before: dict[str, str]) -> set[str]:
    return {name for name, content in tables().items() if before[name] != content}


@pytest.mark.parametrize("away", AWAY)
def test_whoever_signs_in_is_not_sent_away(company: Company, away: str) -> None:
    user = desk.person(Role.OFFICER, company)
    given = {"login": user.email, "password": desk.PASSWORD, "next": away}

    answer = Client().post("/desk/sign-in/", given)

    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).netloc == ""
    assert "evil" not in answer["Location"] or answer["Location"].startswith("/desk/")
