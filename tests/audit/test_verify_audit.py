import json

import pytest
from django.core.management import CommandError, call_command

from dsar import audit_check
from dsar.audit import names
from dsar.audit.verifying import verify
from tests.audit.conftest import ACME, GLOBEX, happen, sql

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _known_companies(monkeypatch):
    monkeypatch.setattr(names, "_sources", [])
    names.register(lambda: {ACME: "acme", GLOBEX: "globex"})


@pytest.fixture
def broken(db):
    for _ in range(3):
        happen()
    happen(company_id=GLOBEX)
    alter(actor="user:8")


def alter(*, actor):
    sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
    sql("UPDATE audit_event SET actor = %s WHERE company_id = 1 AND seq = 2", actor)
    for guard in ("audit_append", "audit_no_change", "audit_no_truncate"):
        sql(f"ALTER TABLE audit_event ENABLE ALWAYS TRIGGER {guard}")


def test_a_line_a_company_with_its_head(capsys):
    happen()
    happen()
    happen(company_id=0)
    call_command("verify_audit")

    installation, acme = (report.head.hex() for report in verify())
    assert capsys.readouterr().out.splitlines() == [
        f"installation: clean, 1 event, head {installation}, no anchors kept",
        f"acme: clean, 2 events, head {acme}, no anchors kept",
    ]


def test_a_broken_chain_is_an_error_status(broken, capsys):
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit")
    assert end.value.code == 1
    acme, row, globex = capsys.readouterr().out.splitlines()
    assert acme.startswith("acme: BROKEN, 3 events")
    assert row == "  row 2 was altered"
    assert globex.startswith("globex: clean")


def test_a_machine_reads_the_same(broken, capsys):
    with pytest.raises(SystemExit):
        call_command("verify_audit", "--json")
    found = json.loads(capsys.readouterr().out)
    acme, globex = found["companies"]
    assert (found["clean"], found["guards_off"]) == (False, [])
    assert acme | {"head": ""} == {
        "company_id": ACME,
        "company": "acme",
        "clean": False,
        "events": 3,
        "head": "",
        "anchors": None,
        "anchored_to": 0,
        "anchored_at": None,
        "problems": [{"seq": 2, "what": "row 2 was altered"}],
        "more_problems": 0,
    }
    assert globex["clean"]


@pytest.mark.parametrize("company", ["globex", str(GLOBEX)])
def test_one_company_can_be_asked_for(broken, capsys, company):
    call_command("verify_audit", "--company", company)
    assert capsys.readouterr().out.startswith("globex: clean, 1 event, head")


def test_what_was_found_is_noted_until_a_whole_check_finds_all_well(broken, capsys):
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    noted = audit_check.noted()
    assert noted.broken
    assert noted.age is not None

    call_command("verify_audit", "--company", "globex")
    assert audit_check.noted().broken

    alter(actor="user:7")  # as it was
    call_command("verify_audit")
    assert not audit_check.noted().broken


def test_a_check_of_one_company_is_not_the_daily_one(broken, capsys):
    with pytest.raises(SystemExit):
        call_command("verify_audit", "--company", "acme")

    assert audit_check.noted() == audit_check.Noted(age=None, broken=True)


def test_a_table_without_its_guards_is_noted(capsys):
    sql("ALTER TABLE audit_event DISABLE TRIGGER audit_no_change")
    with pytest.raises(SystemExit):
        call_command("verify_audit")

    assert audit_check.noted().broken


def test_an_unknown_company_is_named():
    with pytest.raises(CommandError, match="no company initech") as refusal:
        call_command("verify_audit", "--company", "initech")
    assert refusal.value.returncode == 2


def test_a_table_without_its_guards_is_an_error_status(capsys):
    sql("ALTER TABLE audit_event DISABLE TRIGGER audit_no_change")
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit")
    assert end.value.code == 1
    assert (
        "unguarded: trigger audit_no_change is off, changed or missing" in capsys.readouterr().out
    )


def test_an_empty_table_is_clean(capsys):
    call_command("verify_audit")
    assert capsys.readouterr().out == "no events yet\n"
