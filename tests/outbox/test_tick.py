import gc
import json
import signal
from datetime import UTC, datetime
from io import StringIO

import pytest
from celery.signals import worker_process_init, worker_ready
from celery.utils.dispatch import Signal
from django.core.management import CommandError, call_command
from django.utils import timezone

import dsar.celery  # noqa: F401  listens
from dsar.outbox import sweeps
from dsar.outbox.models import Tick
from dsar.outbox.sweep import sweep
from dsar.outbox.tasks import sweep_outbox
from dsar.outbox.ticks import last_tick, tick
from tests.smtp import Sink

from .owing import NOW, owe, start


@pytest.fixture(autouse=True)
def _only_our_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "_SWEEPS", {})


def said(*words: str) -> str:
    out = StringIO()
    call_command("tick", *words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_tick_does_everything_and_says_how_much(smtp: Sink) -> None:
    owe()
    sweeps.register("reminders", lambda *, now: 3)

    assert said() == "reminders 3\noutbox 1\n"
    assert last_tick("reminders") == last_tick("outbox")


@pytest.mark.django_db
def test_what_a_sweep_owes_leaves_in_the_same_tick(smtp: Sink) -> None:
    def remind(*, now: datetime) -> int:
        owe("a reminder")
        return 1

    sweeps.register("reminders", remind)

    assert json.loads(said("--json")) == {"reminders": 1, "outbox": 1}


@pytest.mark.django_db
def test_a_sweep_that_fails_stops_no_other_and_the_command_says_so(
    smtp: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*, now: datetime) -> int:
        raise LookupError("rosa@example.org")

    sweeps.register("broken", broken)
    owe()

    with pytest.raises(CommandError, match="A sweep failed"):
        said()

    assert len(smtp.messages) == 1
    assert not Tick.objects.filter(name="broken").exists()


@pytest.mark.django_db
def test_the_error_of_a_sweep_is_logged_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    address = "@".join(["rosa", "example.org"])

    def broken(*, now: datetime) -> int:
        raise LookupError(address)

    sweeps.register("broken", broken)

    assert sweeps.run_all(now=NOW)["broken"] is None
    assert "LookupError" in caplog.text
    assert address not in caplog.text


@pytest.mark.django_db
def test_every_sweep_leaves_a_tick_even_with_nothing_to_do() -> None:
    sweep(now=NOW)

    assert last_tick("outbox") == NOW
    assert last_tick("reminders") is None


@pytest.mark.django_db
def test_a_tick_has_one_row() -> None:
    later = datetime(2026, 10, 19, 8, 46, tzinfo=UTC)
    tick(name="outbox", now=NOW)
    tick(name="outbox", now=later)

    assert [row.at for row in Tick.objects.all()] == [later]


@pytest.mark.django_db
def test_the_celery_task_sweeps_too(smtp: Sink) -> None:
    owe()

    assert sweep_outbox() == 1
    assert sweep_outbox.name == "dsar.outbox.tasks.sweep_outbox"


@pytest.mark.parametrize("seconds", ["0", "-1"])
def test_a_loop_without_a_pause_is_refused(seconds: str) -> None:
    with pytest.raises(CommandError, match="above 0"):
        call_command("tick", f"--loop={seconds}")


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_loop_goes_on_until_it_is_asked_to_stop(smtp: Sink) -> None:
    looping = start(["manage.py", "tick", "--loop", "0.2", "--json"], sink=smtp)
    assert looping.stdout is not None
    assert json.loads(looping.stdout.readline())["outbox"] == 0

    owe()
    rounds = [json.loads(looping.stdout.readline())["outbox"] for _ in range(3)]
    looping.send_signal(signal.SIGTERM)

    assert sum(rounds) == 1
    assert looping.wait(10) == 0
    assert (timezone.now() - (last_tick("outbox") or NOW)).total_seconds() < 15
    looping.communicate()


@pytest.mark.parametrize("begins", [worker_ready, worker_process_init])
def test_a_worker_spares_the_collector_what_it_has_loaded(begins: Signal) -> None:
    """Else each of its walks goes through all of the code, too, a third of a sweep's time."""
    gc.unfreeze()
    try:
        begins.send(sender=None)
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
