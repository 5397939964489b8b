"""The same submission at a desk of the largest size, and while what is due there is taken."""

import subprocess
import sys
from typing import Any

from django.db import connection
from django.utils import timezone

from bench import submitting
from bench.turns import rounded
from deadlines.models import Reminder
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk

CLIENTS = 8


def measure(company: Any, *, empty: float, due: int, seconds: float) -> dict[str, Any]:
    """`empty`: how many a second were taken in when there was no case yet."""
    for one in Company.objects.all():
        desk.open_day_and_night(one)  # else nothing is taken after hours
    cases = Case.objects.count()
    quiet = submitting.alone(company, clients=CLIENTS, seconds=seconds, during=lambda: None)
    made_due = _make_due(due)
    busy = submitting.alone(company, clients=CLIENTS, seconds=seconds, during=_take_what_is_due)
    left = Reminder.objects.filter(at__lte=timezone.now(), taken_at=None).count()
    return {
        "cases": cases,
        "reminders made due": made_due,
        "of them left": left,
        "errors": quiet.errors + busy.errors,
        "a second": rounded({"none there": empty, "all there": quiet.rate, "and due": busy.rate}),
        "ms at the 95th percentile": rounded({"all there": quiet.p95, "and due": busy.p95}),
        "ratios": rounded(
            {
                "rate, large to empty": quiet.rate / empty,
                "p95, undisturbed to while what is due is taken": quiet.p95 / busy.p95,
            }
        ),
    }


def _make_due(count: int) -> int:
    """Of those that wait, the first ones."""
    waiting = Reminder.objects.filter(taken_at=None, clock__stopped_on=None).order_by("at", "pk")
    first = list(waiting.values_list("pk", flat=True)[:count])
    return Reminder.objects.filter(pk__in=first).update(at=timezone.now())


def _take_what_is_due() -> None:
    """By a worker, as beside the web processes."""
    name, now = str(connection.settings_dict["NAME"]), timezone.now().isoformat()
    command = [sys.executable, "-m", "bench.worker", name, now]
    said = subprocess.run(command, input="go\n", stdout=subprocess.PIPE, text=True, check=True)
    assert said.stdout.split() == ["ready", "done"]
