"""What a monitoring system reads, and that nobody else does."""

import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
import yaml
from django.conf import settings as product
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from deadlines.models import Reminder
from dsar import audit_check, metrics
from dsar.accounts.roles import Role
from dsar.cases.models import Escalation, Notice
from dsar.outbox import clocks, held
from dsar.outbox.models import Message, State
from dsar.outbox.ticks import BACKUP
from dsar.vault.models import CompanyKey
from tests import desk
from tests.ageing import aged, all_well

pytestmark = pytest.mark.django_db
TOKEN = "0123456789abcdef" * 2
LINE = re.compile(r'^(\w+)(?:\{(\w+)="([^"]*)"\})? (\S+)$')


@pytest.fixture
def scrape(client: Client, settings: Settings) -> Callable[[], dict[tuple[str, str], float]]:
    settings.METRICS_TOKEN = TOKEN

    def read() -> dict[tuple[str, str], float]:
        response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert response.status_code == 200
        assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        found = {}
        for line in response.content.decode().splitlines():
            if not line.startswith("#"):
                match = LINE.match(line)
                assert match, line
                found[match[1], match[3] or ""] = float(match[4])
        return found

    return read


@pytest.mark.parametrize(
    ("configured", "header"),
    [
        ("", {}),
        ("", {"Authorization": "Bearer "}),
        (TOKEN, {}),
        (TOKEN, {"Authorization": "Bearer "}),
        (TOKEN, {"Authorization": f"Bearer {TOKEN}x"}),
        (TOKEN, {"Authorization": f"Basic {TOKEN}"}),
        (TOKEN, {"Authorization": "Bearer Überraschung"}),
    ],
)
def test_without_the_token_there_is_nothing_here(
    client: Client, settings: Settings, configured: str, header: dict[str, str]
) -> None:
    settings.METRICS_TOKEN = configured

    assert client.get("/metrics", headers=header).status_code == 404
    assert client.get("/metrics", headers=header).content == client.get("/nothing/").content


def test_a_quiet_desk_has_zeros(scrape) -> None:
    all_well()

    found = scrape()

    for kind in ("outbox", "reminder", "notice", "escalation"):
        assert found["dsar_overdue_oldest_seconds", kind] == 0
        assert found["dsar_overdue_rows", kind] == 0
    assert {found["dsar_outbox_messages", state] for state in ("queued", "claimed", "failed")} == {
        0
    }
    assert 0 <= found["dsar_sweep_age_seconds", "round"] < 10
    assert found["dsar_sweep_duration_seconds", "round"] == pytest.approx(0.1)
    assert found["dsar_clock_wrong_seconds", "back"] == 0


def test_a_sweep_that_never_came_round_is_older_than_any_limit(scrape) -> None:
    aged("outbox", minutes=5)

    found = scrape()

    assert found["dsar_sweep_age_seconds", "round"] == float("inf")
    assert found["dsar_sweep_age_seconds", "outbox"] == pytest.approx(300, abs=5)


def test_the_oldest_of_each_kind_is_told_in_seconds(scrape, monkeypatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: desk.MONDAY)  # when offices are open
    company = desk.publish()
    officer = desk.person(Role.OFFICER, company)
    case = desk.receive(company, at=timezone.now() - timedelta(days=2))
    ago = timezone.now() - timedelta(hours=1)
    Message.objects.all().update(due_at=ago, next_try_at=ago)
    Reminder.objects.filter(clock=case.clock).delete()
    overdue_reminder(case, days=3)
    Notice.objects.create(
        company=company, case=case, user=officer, key="a", kind="due-0", raised_at=ago
    )
    Escalation.objects.create(
        company=company, case=case, level="lead", kind="due-0", raised_at=ago, next_at=ago
    )

    found = scrape()

    for kind in ("outbox", "notice", "escalation"):
        assert found["dsar_overdue_oldest_seconds", kind] == pytest.approx(3600, abs=10)
    assert found["dsar_overdue_oldest_seconds", "reminder"] >= 3 * 86400
    assert found["dsar_overdue_rows", "reminder"] == 1


def overdue_reminder(case, *, days: int) -> None:
    Reminder.objects.create(
        clock=case.clock,
        company_id=case.company_id,
        kind="due-3",
        on=timezone.now().date() - timedelta(days=days),
        at=timezone.now() - timedelta(days=days),
        by=timezone.now() - timedelta(days=days),  # whether or not the office is open now
        audience=["owner"],
    )


def test_what_leaves_is_counted_by_state(scrape) -> None:
    company = desk.publish()
    for _ in range(3):
        desk.receive(company)
    first, second, *_ = Message.objects.order_by("pk")
    Message.objects.filter(pk=first.pk).update(state=State.FAILED)
    Message.objects.filter(pk=second.pk).update(lease_until=timezone.now() + timedelta(minutes=1))

    found = scrape()

    assert found["dsar_outbox_messages", "failed"] == 1
    assert found["dsar_outbox_messages", "claimed"] == 1
    assert found["dsar_outbox_messages", "queued"] == Message.objects.count() - 2


def test_a_wrong_clock_is_told(scrape, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_last", None)
    clocks.compare(now=timezone.now() + timedelta(hours=1))

    assert scrape()["dsar_clock_wrong_seconds", "apart"] == pytest.approx(3600, abs=5)


def test_nobody_is_named(scrape, client: Client) -> None:
    company = desk.publish()
    desk.receive(company)
    aged("round", seconds=1)

    text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    scrape()

    for private in ("Robin", "robin", company.name, company.legal_name, "example"):
        assert private not in text


def rules() -> list[dict[str, object]]:
    groups = yaml.safe_load((product.BASE_DIR / "docs/alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_every_number_has_an_alert_and_every_alert_a_number(scrape) -> None:
    all_well()
    told = {name for name, _ in scrape()}
    asked = {name for rule in rules() for name in re.findall(r"dsar_\w+", str(rule["expr"]))}

    assert asked == told


SELECTED = re.compile(r"(dsar_\w+)\{([^}]*)\}")
MATCHED = re.compile(r'(\w+)(?:=~|!=|=)"([^"]*)"')


def test_every_rule_selects_what_is_told_and_no_kind_of_trouble_is_left_out() -> None:
    """A rule that goes by a label that nobody tells never rings."""
    told = {one.name: (one.label, set(one.values)) for one in metrics.gauges()}
    named: dict[str, set[str]] = {}
    for rule in rules():
        for number, within in SELECTED.findall(str(rule["expr"])):
            label, values = told[number]
            for name, wanted in MATCHED.findall(within):
                assert name == label
                assert set(wanted.split("|")) <= values, rule["alert"]
                named.setdefault(number, set()).update(wanted.split("|"))
        for name in re.findall(r"by \((\w+)\)", str(rule["expr"])):
            [number] = set(re.findall(r"dsar_\w+", str(rule["expr"])))
            assert name == told[number][0]

    for number in ("dsar_overdue_oldest_seconds", "dsar_key_problems"):
        assert named[number] == told[number][1]


def test_several_web_processes_ring_no_earlier_than_one() -> None:
    """Each says the same numbers, as they are the database's."""
    added_up = [one["alert"] for one in rules() if re.search(r"sum\(dsar_", str(one["expr"]))]

    assert added_up == []


def test_each_alert_names_the_paragraph_that_says_what_to_do() -> None:
    page = (product.BASE_DIR / "docs/operations.md").read_text()
    headings = re.findall(r"^### (\w+)$", page, re.MULTILINE)

    assert headings == [rule["alert"] for rule in rules()]
    for rule in rules():
        assert rule["annotations"]["summary"]  # type: ignore[index]
        paragraph = f"operations.md#{str(rule['alert']).lower()}"
        address = rule["annotations"]["runbook_url"]  # type: ignore[index]
        assert address == f"https://runbooks.example.org/{paragraph}"
        assert rule["labels"]["severity"] in {"page", "ticket"}  # type: ignore[index]
    for paragraph in re.split(r"^### \w+$", page, flags=re.MULTILINE)[1:]:
        assert len(paragraph.split()) > 25


def test_the_line_of_the_manual_sets_where_every_alert_leads() -> None:
    page = (product.BASE_DIR / "docs/operations.md").read_text()
    [line] = re.findall(r"^sed .*(?= > /etc/prometheus)", page, re.MULTILINE)

    done = subprocess.run(
        ["sh", "-c", line], cwd=product.BASE_DIR, capture_output=True, text=True, check=True
    )

    told = re.findall(r"runbook_url: (.*)", done.stdout)
    begins = "https://git.example.com/desk/blob/main/docs/operations.md#"
    assert len(told) == len(rules())
    assert all(one.startswith(begins) for one in told)
    assert "runbooks.example.org" not in done.stdout


def test_what_is_wrong_with_keys_is_counted(scrape, tmp_path, settings: Settings) -> None:
    company = desk.publish()
    desk.receive(company, at=timezone.now())
    kinds = ("unopened", "service", "late", "folders", "copies")
    assert {kind: scrape()["dsar_key_problems", kind] for kind in kinds} == dict.fromkeys(kinds, 0)

    settings.KEY_DIRS = [*settings.KEY_DIRS, str(tmp_path / "none")]
    found = scrape()
    assert (found["dsar_key_problems", "folders"], found["dsar_key_problems", "copies"]) == (1, 2)

    settings.KEY_DIRS = [str(tmp_path)]
    assert scrape()["dsar_key_problems", "unopened"] > 0


def test_an_epoch_that_does_not_end_is_told(scrape) -> None:
    desk.receive(desk.publish())
    CompanyKey.objects.filter(epoch=1).update(
        created_at=timezone.now() - timedelta(days=36, hours=1)
    )
    assert scrape()["dsar_key_problems", "late"] == 1


def test_the_rule_for_a_desk_that_is_away_goes_by_the_name_of_its_job() -> None:
    page = (product.BASE_DIR / "docs/operations.md").read_text()
    [job] = re.findall(r"job_name: (\S+)", page)

    assert rules()[0]["alert"] == "DeskUnreachable"
    assert f'up{{job="{job}"}}' in str(rules()[0]["expr"])


def test_a_check_of_the_audit_is_told_with_what_it_found(scrape) -> None:
    desk.receive(desk.publish())
    assert scrape()["dsar_audit_check_age_seconds", ""] == float("inf")
    assert scrape()["dsar_audit_broken", ""] == 0

    call_command("verify_audit", stdout=StringIO())
    assert 0 <= scrape()["dsar_audit_check_age_seconds", ""] < 10
    assert scrape()["dsar_audit_broken", ""] == 0

    aged(audit_check.CHECKED, days=3)
    assert scrape()["dsar_audit_check_age_seconds", ""] == pytest.approx(3 * 86400, abs=10)


def test_how_old_the_newest_backup_is_is_told(scrape) -> None:
    assert scrape()["dsar_backup_age_seconds", ""] == float("inf")

    aged(BACKUP, days=2)
    assert scrape()["dsar_backup_age_seconds", ""] == pytest.approx(2 * 86400, abs=10)


def test_the_room_for_files_is_told(scrape, settings: Settings) -> None:
    settings.FILES_FLOOR_MB = 0
    free = scrape()["dsar_files_room_bytes", ""]
    settings.FILES_FLOOR_MB = 10**9

    assert free > 0 > scrape()["dsar_files_room_bytes", ""]


def test_held_mail_is_told(scrape) -> None:
    assert scrape()["dsar_mail_held", ""] == 0
    held.note(uuid4())
    assert scrape()["dsar_mail_held", ""] == 1
