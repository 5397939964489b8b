"""Signed heads of the chains in a second place: when one is made, and what follows from what."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from dsar.audit import anchoring
from dsar.audit.anchoring import Refused, anchor_at_once, anchor_chains
from dsar.audit.anchors import BEFORE_THE_FIRST, line_digest
from dsar.audit.chain import tree_root
from dsar.audit.keys import new_key, public_text, signing_key
from dsar.audit.models import Event
from dsar.audit.verifying import Problem, verify
from dsar.outbox import sweeps
from tests.audit.anchored import Folder
from tests.audit.conftest import ACME, GLOBEX, NOW, happen, sql

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def three_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand would only take longer."""
    monkeypatch.setattr(anchoring, "ROWS", 3)


def happen_times(count: int) -> None:
    for _ in range(count):
        happen()


def test_an_anchor_says_how_the_chain_ended(folder: Folder) -> None:
    happen_times(2)

    assert anchor_chains(now=NOW) == 1

    (anchor,) = folder.anchors()
    first, last = Event.objects.order_by("seq")
    assert (anchor.company_id, anchor.first, anchor.seq) == (ACME, 1, 2)
    assert anchor.head == bytes(last.digest)
    assert anchor.root == tree_root([bytes(first.digest), bytes(last.digest)])
    assert anchor.at == NOW.isoformat()
    (report,) = verify()
    assert report.clean
    assert (report.anchors, report.anchored_to, report.anchored_at) == (1, 2, NOW.isoformat())


def test_looking_again_anchors_nothing_new(folder: Folder) -> None:
    happen()
    anchor_chains(now=NOW)

    assert anchor_chains(now=NOW + 5 * HOUR) == 0
    assert len(folder.lines()) == 1


def test_a_new_row_waits_for_the_hour(folder: Folder) -> None:
    happen()
    anchor_chains(now=NOW)
    happen()

    assert anchor_chains(now=NOW + HOUR - MINUTE) == 0
    assert anchor_chains(now=NOW + HOUR) == 1
    assert [anchor.seq for anchor in folder.anchors()] == [1, 2]


def test_many_rows_do_not_wait(folder: Folder, three_rows: None) -> None:
    happen()
    anchor_chains(now=NOW)
    happen_times(2)
    assert anchor_chains(now=NOW + MINUTE) == 0

    happen()

    assert anchor_chains(now=NOW + MINUTE) == 1
    assert [(anchor.first, anchor.seq) for anchor in folder.anchors()] == [(1, 1), (2, 4)]


def test_hours_without_a_sweep_are_one_anchor(folder: Folder) -> None:
    happen()
    anchor_chains(now=NOW)
    for hours in range(1, 9):
        happen(now=NOW + hours * HOUR)

    assert anchor_chains(now=NOW + 9 * HOUR) == 1
    assert anchor_chains(now=NOW + 9 * HOUR + MINUTE) == 0
    assert verify(now=NOW + 9 * HOUR)[0].clean


def test_a_chain_older_than_its_anchors_is_caught_up_with(folder: Folder, three_rows: None) -> None:
    happen_times(8)

    assert anchor_chains(now=NOW) == 3
    assert [anchor.seq for anchor in folder.anchors()] == [3, 6, 8]
    assert verify()[0].clean


def test_each_line_follows_from_the_one_before_it(folder: Folder, three_rows: None) -> None:
    happen_times(6)
    anchor_chains(now=NOW)

    first, second = folder.anchors()
    assert first.prev == BEFORE_THE_FIRST
    assert second.prev == line_digest(folder.lines()[0])


def test_each_company_has_a_file_and_the_installation_too(folder: Folder) -> None:
    for company in (0, ACME, GLOBEX):
        happen(company_id=company)

    assert anchor_chains(now=NOW) == 3
    assert {path.name for path in folder.path.iterdir()} == {
        "company-0.jsonl",
        "company-1.jsonl",
        "company-2.jsonl",
    }


def test_without_a_place_there_are_no_anchors_and_no_complaint() -> None:
    happen()

    assert anchor_chains(now=NOW) == 0
    assert verify(now=NOW + 9 * HOUR)[0].anchors is None


def test_it_comes_round_with_the_other_sweeps(folder: Folder) -> None:
    happen()

    assert sweeps.run_all(now=NOW)["anchors"] == 1


def test_a_line_that_a_crash_cut_short_is_followed_by_a_whole_one(
    folder: Folder, three_rows: None
) -> None:
    happen_times(6)
    anchor_chains(now=NOW)
    whole = folder.file().read_bytes()
    for kept in range(len(folder.lines()[0]) + 1, len(whole)):
        folder.file().write_bytes(whole[:kept])

        assert anchor_chains(now=NOW + HOUR) == 1

        assert folder.file().read_bytes().startswith(whole[:kept])
        assert verify(ACME, now=NOW + HOUR)[0].problems == []
        assert verify(ACME)[0].anchored_to == 6


def test_a_first_line_cut_short_is_no_end(folder: Folder) -> None:
    happen()
    anchor_chains(now=NOW)
    folder.file().write_bytes(folder.lines()[0][:40])

    assert anchor_chains(now=NOW) == 1
    assert verify()[0].clean


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM audit_event WHERE company_id = 1 AND seq = 2",
        "DELETE FROM audit_event WHERE company_id = 1",
        "UPDATE audit_event SET digest = sha256(digest) WHERE company_id = 1 AND seq = 2",
    ],
)
def test_nothing_is_signed_over_a_chain_that_lost_what_was_anchored(
    folder: Folder, caplog: pytest.LogCaptureFixture, harm: str
) -> None:
    happen_times(2)
    happen(company_id=GLOBEX)
    anchor_chains(now=NOW)
    sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
    sql(harm)
    sql("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_append")
    happen(company_id=GLOBEX)

    with pytest.raises(Refused, match=r"\[1\]"):
        anchor_chains(now=NOW + HOUR)

    assert len(folder.lines()) == 1
    assert "company 1: row 2 was anchored, and is gone or was written anew" in caplog.text
    assert len(folder.lines(GLOBEX)) == 2


def test_nothing_is_signed_over_a_row_that_was_altered_since(
    folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    happen()
    anchor_chains(now=NOW)
    happen_times(2)
    sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
    sql("UPDATE audit_event SET actor = 'user:8' WHERE seq = 3")

    with pytest.raises(Refused):
        anchor_chains(now=NOW + HOUR)

    assert len(folder.lines()) == 1
    assert "company 1: row 3 was altered" in caplog.text


def test_nothing_is_signed_after_an_anchor_that_somebody_else_wrote(
    folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    happen()
    anchor_chains(now=NOW)
    line = folder.lines()[0]
    happen()
    for harmed, said in [
        (line.replace(b'"seq":1', b'"seq":2'), "carries a forged signature"),
        (line[:-9], "cannot be read"),
    ]:
        folder.rewrite(harmed)
        with pytest.raises(Refused):
            anchor_chains(now=NOW + HOUR)
        assert f"company 1: its last anchor {said}" in caplog.text


def test_an_anchor_of_another_company_is_not_gone_on_from(folder: Folder) -> None:
    happen()
    happen(company_id=GLOBEX)
    anchor_chains(now=NOW)
    folder.rewrite(*folder.lines(GLOBEX))

    with pytest.raises(Refused):
        anchor_chains(now=NOW + HOUR)


def test_a_new_key_goes_on_where_the_old_one_is_known(folder: Folder, settings) -> None:
    happen()
    anchor_chains(now=NOW)
    old, settings.ANCHOR_KEY = public_text(signing_key().public_key()), new_key()
    happen()
    with pytest.raises(Refused):
        anchor_chains(now=NOW + HOUR)

    settings.ANCHOR_OLD_SIGNERS = [old]

    assert anchor_chains(now=NOW + HOUR) == 1
    assert verify()[0].problems == []
    settings.ANCHOR_OLD_SIGNERS = []
    key = json.loads(folder.lines()[0])["key"]
    assert verify()[0].problems[0] == Problem(
        1,
        f"line 1 of the anchors, for row 1 on, is signed with the key {key}, "
        "which is not known here",
    )


def test_the_key_that_is_shown_checks_what_the_made_one_signs(capsys, settings) -> None:
    call_command("make_anchor_key")
    settings.ANCHOR_KEY = capsys.readouterr().out.strip()

    call_command("show_anchor_key")

    assert capsys.readouterr().out.strip() == public_text(signing_key().public_key())


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_anchor(folder: Folder) -> None:
    happen()
    start, made = threading.Barrier(2), []

    def work() -> None:
        start.wait()
        made.append(anchor_chains(now=NOW))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert sorted(made) == [0, 1]
    assert verify()[0].clean


@pytest.mark.django_db(transaction=True)
def test_a_worker_leaves_it_to_the_one_who_is_at_it(folder: Folder) -> None:
    happen()

    def meanwhile() -> None:
        assert anchor_chains(now=NOW) == 0
        connection.close()

    with transaction.atomic():
        sql("SELECT pg_advisory_xact_lock(hashtextextended('dsar.audit.anchor', 0))")
        other = threading.Thread(target=meanwhile)
        other.start()
        other.join(30)
    assert not folder.path.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_signed_that_may_yet_be_rolled_back(folder: Folder) -> None:
    def within_another(sign: Callable[..., int]) -> None:
        with transaction.atomic():
            happen()
            sign(now=NOW)

    for sign in (anchor_chains, partial(anchor_at_once, company_id=ACME)):
        with pytest.raises(RuntimeError, match="durable"):
            within_another(sign)
    assert not folder.path.exists()
