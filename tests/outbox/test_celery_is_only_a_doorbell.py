"""What Celery may be asked, and how it is set so that it survives."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery.schedules import schedule
from django.conf import settings

from dsar.celery import app
from dsar.outbox.claims import LEASE

ROOT: Path = settings.BASE_DIR
# A task with an ETA waits in a worker's memory, and runs again for each visibility timeout.
LATER = {"eta", "countdown", "expires", "retry_backoff", "default_retry_delay"}


def product() -> Iterator[Path]:
    for package in ("dsar", "deadlines", "identity"):
        yield from (ROOT / package).rglob("*.py")


def asked_for_later(source: str) -> set[str]:
    """Names by which this code has Celery wait, wherever one could stand."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg in LATER:
            found.add(node.arg)
        elif isinstance(node, ast.Constant) and node.value in LATER:
            found.add(node.value)
        elif isinstance(node, ast.Attribute) and node.attr in {"apply_async", "retry"}:
            found.add(node.attr)
    return found


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("remind.apply_async(countdown=5)", "countdown"),
        ("app.send_task(name, eta=soon)", "eta"),
        ("app.send_task(name, **{'eta': soon})", "eta"),
        ("self.retry()", "retry"),
        ("schedule = {'options': {'expires': 15}}", "expires"),
    ],
)
def test_the_search_finds_each_way_to_ask_for_later(source: str, name: str) -> None:
    assert name in asked_for_later(source)


def test_no_task_is_asked_for_later() -> None:
    found = {str(path.relative_to(ROOT)): asked_for_later(path.read_text()) for path in product()}

    assert len(found) > 200
    assert {path: names for path, names in found.items() if names} == {}


def test_beat_knows_intervals_in_seconds_and_nothing_of_local_time() -> None:
    assert app.conf.beat_schedule
    for entry in app.conf.beat_schedule.values():
        every = entry["schedule"]
        assert isinstance(every, float | int)
        assert timedelta(seconds=15) <= schedule(every).run_every <= timedelta(seconds=30)
        assert set(entry) == {"task", "schedule"}  # no arguments: the rows say what is due
    assert app.conf.timezone == "UTC"
    assert app.conf.enable_utc is True


def test_every_setting_that_survival_needs_has_arrived_in_celery() -> None:
    wanted = {
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "task_time_limit": 180,
        "task_soft_time_limit": 150,
        "task_ignore_result": True,
        "accept_content": ["json"],
        "broker_connection_max_retries": None,
        "broker_channel_error_retry": True,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_soft_shutdown_timeout": 30,
        "worker_enable_soft_shutdown_on_idle": True,
        "worker_max_memory_per_child": 300_000,
        "worker_max_tasks_per_child": 1000,
        "worker_eta_task_limit": 100,
        "visibility_timeout": 600,
    }

    assert {name: app.conf[name] for name in wanted} == wanted
    assert app.conf.broker_transport_options["visibility_timeout"] == 600
    assert app.conf.result_backend_transport_options["visibility_timeout"] == 600


def test_a_lease_outlives_whoever_may_still_work_under_it() -> None:
    assert timedelta(seconds=app.conf.task_time_limit) < LEASE
