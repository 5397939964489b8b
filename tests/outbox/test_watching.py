"""`manage.py watch`: a worker that hears nothing is ended, so that Docker starts another."""

import signal
import sys
import time

import pytest
from django.core.management import CommandError, call_command

from dsar.local.processes import birth, wait_until
from dsar.outbox.ticks import ROUND
from dsar.outbox.watching import SILENT_GRACE
from tests.ageing import aged
from tests.smtp import Sink

from .owing import start

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "os.fork() or print(os.getpid(), flush=True); time.sleep(60)",
]


@pytest.mark.django_db
def test_a_health_check_passes_while_sweeps_come_round(capsys: pytest.CaptureFixture[str]) -> None:
    aged(ROUND, seconds=20)

    call_command("watch")

    assert capsys.readouterr().out == "The last sweep came round 20 seconds ago.\n"


@pytest.mark.django_db
def test_a_health_check_fails_within_90_seconds_of_silence() -> None:
    with pytest.raises(CommandError, match="No sweep ever came round"):
        call_command("watch")
    aged(ROUND, seconds=90)

    with pytest.raises(CommandError, match="No sweep for 90 seconds"):
        call_command("watch")


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_program_around_which_nothing_is_swept_is_ended(smtp: Sink) -> None:
    aged(ROUND, seconds=300)
    watching = start(["manage.py", "watch", "--first", "2", "--", *SLEEPER], sink=smtp)
    began = time.monotonic()

    assert watching.wait(30) == 1
    assert time.monotonic() - began > 2
    assert b"No sweep came round" in watching.communicate()[1]


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_one_that_does_not_hear_is_ended_all_the_same_with_what_it_had_started(smtp: Sink) -> None:
    aged(ROUND, seconds=300)
    watching = start(["manage.py", "watch", "--first", "1", "--", *STUBBORN], sink=smtp)
    assert watching.stdout is not None
    forked = int(watching.stdout.readline())
    began = time.monotonic()

    assert watching.wait(30) == 1

    assert time.monotonic() - began < SILENT_GRACE + 5
    assert wait_until(lambda: birth(forked) is None, within=5)
    watching.communicate()


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_program_runs_on_while_sweeps_come_round_and_ends_when_asked(smtp: Sink) -> None:
    aged(ROUND, seconds=0)
    watching = start(["manage.py", "watch", "--first", "1", "--", *SLEEPER], sink=smtp)
    assert watching.stdout is not None
    assert watching.stdout.readline() == b"up\n"
    time.sleep(3)
    assert watching.poll() is None

    watching.send_signal(signal.SIGTERM)

    assert watching.wait(10) == -signal.SIGTERM % 256
    watching.communicate()


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_the_end_of_the_program_is_passed_on(smtp: Sink) -> None:
    aged(ROUND, seconds=0)
    ended = [sys.executable, "-c", "raise SystemExit(3)"]

    watching = start(["manage.py", "watch", "--", *ended], sink=smtp)

    assert watching.wait(20) == 3
    watching.communicate()
