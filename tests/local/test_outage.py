"""PostgreSQL away: a plain 503, never a false success and never a bare 500."""

import psycopg2
import pytest
from django.conf import settings
from django.db import DatabaseError, DataError, connection, transaction
from django.test import Client
from pytest_django import Settings

from dsar.outage import is_worth_another_try


@pytest.fixture
def client(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "tests.local.outage_urls"
    return Client(raise_request_exception=False)


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize("path", ["/ask", "/session"])
def test_a_page_says_that_the_answers_are_safe(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 503
    assert "Your answers are safe" in response.text
    assert response["Retry-After"] == "30"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("no_database")
def test_what_was_posted_is_kept_in_the_page(client: Client) -> None:
    response = client.post("/ask", {"words": "Everything about me", "password": "secret"})

    assert response.status_code == 503
    assert 'value="Everything about me"' in response.text
    assert "secret" not in response.text


@pytest.mark.usefixtures("no_database")
def test_who_has_a_session_gets_the_whole_page_in_their_language(client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "k" * 32

    response = client.post("/ask", {"words": "Allt"}, headers={"Accept-Language": "sv"})

    assert response.status_code == 503
    assert 'lang="sv"' in response.text
    assert 'value="Allt"' in response.text


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/session"])
def test_the_api_answers_with_a_problem(client: Client, path: str) -> None:
    response = client.post(path, {"words": "Everything"}, content_type="application/json")

    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 503
    assert "Nothing was stored" in response.json()["detail"]


@pytest.mark.usefixtures("no_database")
def test_an_agent_gets_the_error_object_of_its_protocol(client: Client) -> None:
    response = client.post("/drp/v1/ask", b"signed", content_type="text/plain")

    assert (response.status_code, response["Content-Type"]) == (503, "application/json")
    assert set(response.json()) == {"code", "message"}
    assert response.json()["code"] == "503"
    assert response["Retry-After"] == "30"
    assert client.get("/drp/v1/blunder").json()["code"] == "500"


@pytest.mark.usefixtures("no_database")
def test_a_person_whom_an_agent_sent_gets_a_page(client: Client) -> None:
    assert "Your answers are safe" in client.get("/drp/v1/verify/ask").text


def test_no_room_for_a_file_keeps_what_was_typed(client: Client) -> None:
    page = client.post("/no-room", {"words": "Everything about me"})

    assert page.status_code == 503
    assert 'value="Everything about me"' in page.text


def test_another_error_is_ours_and_says_nothing_of_it(client: Client) -> None:
    page, problem = client.get("/blunder"), client.get("/api/v1/blunder")

    assert (page.status_code, problem.status_code) == (500, 500)
    assert "Dana Demo" not in page.text + problem.text
    assert problem["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("code", "again"),
    [
        ("57014", False),  # a cancelled statement: the server is there and said no
        ("25P02", False),  # a statement after one that failed
        ("XX001", False),  # a page of a table that is no longer what it was
        ("53100", True),  # the disk is full
        ("58030", True),  # the disk fails
        ("XX000", True),  # a file may not grow (F9)
    ],
)
@pytest.mark.django_db
def test_whether_what_postgresql_refused_may_pass_later(code: str, again: bool) -> None:
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$")

    assert is_worth_another_try(refused.value) is again


@pytest.mark.django_db
def test_who_loses_a_deadlock_keeps_the_words_and_can_send_them_again(client: Client) -> None:
    page = client.post("/deadlock", {"words": "Everything about me"})
    problem = client.post("/api/v1/deadlock")

    assert (page.status_code, problem.status_code) == (503, 503)
    assert 'value="Everything about me"' in page.text
    assert page["Retry-After"] == problem["Retry-After"] == "30"
    assert "Send this again" in problem.json()["detail"]


@pytest.mark.parametrize(
    ("raised", "from_", "again"),
    [
        (DatabaseError, psycopg2.DatabaseError(), True),
        (DataError, psycopg2.DataError(), False),
        # Django's own, where the row that is to be saved is gone.
        (DatabaseError, None, False),
    ],
)
def test_a_line_that_broke_under_a_statement_is_an_outage(
    raised: type[DatabaseError], from_: psycopg2.Error | None, again: bool
) -> None:
    """As psycopg2 raised it where PostgreSQL was stopped at once under load (F10)."""
    error = raised("server closed the connection unexpectedly")
    error.__cause__ = from_

    assert is_worth_another_try(error) is again
