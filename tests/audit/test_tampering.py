"""A superuser switches the triggers off, does harm, and switches them on again."""

import pytest

from dsar.audit.chain import digest
from dsar.audit.verifying import PROBLEMS_KEPT, Problem, verify
from tests.audit.conftest import ACME, GLOBEX, happen, sql

pytestmark = pytest.mark.django_db

LENGTH, VICTIM = 9, 5


@pytest.fixture(autouse=True)
def _two_chains(db):
    for number in range(1, LENGTH + 1):
        happen(f"case.changed-{number}", facts={"number": number})
    happen(company_id=GLOBEX)
    sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
    yield
    assert verify(GLOBEX)[0].clean


def harm(statement: str) -> None:
    sql(statement.format(where=f"WHERE company_id = {ACME} AND seq = {VICTIM}"))


def said() -> list[Problem]:
    return verify(ACME)[0].problems


def test_the_chains_are_clean_before_anyone_touches_them():
    assert said() == []


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'user:8'",
        "actor = 'user:7 '",
        "subject = 'ACME-2'",
        "subject = 'ACME-1u', actor = 'ser:7'",  # the same letters, cut elsewhere
        "event = 'case.closed'",
        "facts = '{{}}'",
        "facts = '{{\"number\": 5.0}}'",
        "at = at + interval '1 microsecond'",
        "at = 'infinity'",
        "at = '294276-01-01'",
        "at = '4000-01-01 BC'",
        "digest = set_byte(digest, 31, get_byte(digest, 31) # 1)",
        "digest = ''",
    ],
)
def test_an_edited_row_is_named(change):
    harm(f"UPDATE audit_event SET {change} {{where}}")
    assert said()[0] == Problem(VICTIM, f"row {VICTIM} was altered")
    assert {problem.seq for problem in said()} <= {VICTIM, VICTIM + 1}


def test_every_bit_of_a_link_counts():
    for bit in range(256):
        flip = f"UPDATE audit_event SET prev = set_bit(prev, {bit}, 1 - get_bit(prev, {bit}))"
        harm(flip + " {where}")
        assert said() == [
            Problem(VICTIM, f"row {VICTIM} does not follow from row {VICTIM - 1}"),
            Problem(VICTIM, f"row {VICTIM} was altered"),
        ]
        harm(flip + " {where}")
    assert said() == []


def test_an_edited_row_with_its_digest_made_anew_breaks_the_next():
    (prev,) = sql("SELECT prev FROM audit_event WHERE company_id = 1 AND seq = 5")[0]
    (at,) = sql("SELECT trunc(extract(epoch FROM at) * 1000000)::text FROM audit_event LIMIT 1")[0]
    forged = digest(
        prev=bytes(prev),
        company_id=ACME,
        seq=VICTIM,
        at=at,
        event="case.changed-5",
        subject="ACME-1",
        actor="user:8",
        facts='{"number": 5}',
    )
    harm(f"UPDATE audit_event SET actor = 'user:8', digest = '\\x{forged.hex()}' {{where}}")
    assert said() == [Problem(VICTIM + 1, f"row {VICTIM + 1} does not follow from row {VICTIM}")]


def test_a_deleted_row_is_named():
    harm("DELETE FROM audit_event {where}")
    assert said() == [Problem(VICTIM, f"row {VICTIM} is missing")]


def test_deleted_rows_are_named_together():
    sql("DELETE FROM audit_event WHERE company_id = 1 AND seq BETWEEN 1 AND 3")
    assert said() == [Problem(1, "rows 1 to 3 are missing")]


def test_a_deleted_row_whose_number_was_given_away_is_named():
    harm("DELETE FROM audit_event {where}")
    for number in range(VICTIM + 1, LENGTH + 1):
        sql("UPDATE audit_event SET seq = seq - 1 WHERE company_id = 1 AND seq = %s", number)
    assert said()[0] == Problem(VICTIM, f"row {VICTIM} does not follow from row {VICTIM - 1}")


def test_rows_that_changed_places_are_named():
    for old, new in [(3, -3), (6, 3), (-3, 6)]:
        sql("UPDATE audit_event SET seq = %s WHERE company_id = 1 AND seq = %s", new, old)
    altered = {problem.seq for problem in said() if problem.what.endswith("was altered")}
    assert altered == {3, 6}


def test_a_row_that_was_put_in_is_named():
    sql("ALTER TABLE audit_event DROP CONSTRAINT audit_no_two_in_one_place")
    sql(
        "INSERT INTO audit_event (company_id, seq, at, event, subject, actor, facts, prev, digest) "
        "SELECT company_id, seq, at, event, subject, 'user:8', facts, prev, digest "
        "FROM audit_event WHERE company_id = 1 AND seq = 5"
    )
    assert said()[0] == Problem(VICTIM, f"row {VICTIM} stands in a place already taken")


def test_a_row_of_another_company_is_named():
    sql("UPDATE audit_event SET company_id = 1, seq = 10 WHERE company_id = 2")
    assert {problem.seq for problem in said()} == {10}


def test_a_chain_wrong_from_end_to_end_is_reported_in_bounds():
    sql("ALTER TABLE audit_event ENABLE TRIGGER USER")
    for _ in range(PROBLEMS_KEPT):
        happen()
    sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
    sql("UPDATE audit_event SET actor = 'user:8' WHERE company_id = 1")

    (report,) = verify(ACME)
    assert len(report.problems) == PROBLEMS_KEPT
    assert report.more_problems == LENGTH


def test_a_missing_end_changes_the_head():
    """The chain alone cannot show it; the head and the count, kept elsewhere, can."""
    (before,) = verify(ACME)
    sql("DELETE FROM audit_event WHERE company_id = 1 AND seq = %s", LENGTH)
    (after,) = verify(ACME)
    assert after.clean
    assert (after.head, after.events) != (before.head, before.events)
