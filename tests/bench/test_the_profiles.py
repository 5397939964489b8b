"""What `make profile` says of where the time goes."""

import pytest
from django.test import Client
from django.utils import timezone

from bench import profiling
from tests import desk


@pytest.mark.django_db
def test_the_time_is_told_by_functions_of_ours_and_the_database() -> None:
    company = desk.publish()

    found = profiling.looked_into(lambda: desk.receive(company, at=timezone.now()), 3)

    assert found["milliseconds"] > 0
    assert found["statements"] > 5
    assert "waiting for PostgreSQL" in found["parts"]
    ours = [name for name in found["parts"] if name.startswith("`dsar.cases.")]
    assert ours
    assert all(0 < part < 90 for part in found["parts"].values())


@pytest.mark.django_db
def test_the_statements_of_a_page_are_counted(client: Client) -> None:
    # The page of what is unwell asks the database; each request empties Django's list of it.
    found = profiling.looked_into(lambda: client.get("/readyz"), 3)

    assert found["statements"] > 0


def test_each_of_the_three_has_its_table_and_what_was_done() -> None:
    parts = {"waiting for PostgreSQL": 24.0, "`dsar.outbox.operations.enqueue`": 7.5}
    found = {
        name: {"milliseconds": 16.1, "statements": 24, "parts": parts} for name in profiling.DONE
    }

    page = profiling.page(found, of="0123abc", at="2026-11-23T12:00+00:00", cases=100_000)

    assert page.count("| waiting for PostgreSQL | 24 |") == len(profiling.DONE) == 3
    assert "at commit 0123abc" in page
    assert "with 100,000 cases" in page
    assert all(done in page for done in profiling.DONE.values())
