"""What the doorbell starts. No arguments: all there is to know stands in the rows."""

from celery import shared_task
from django.utils import timezone

from dsar.outbox.sweep import drain
from dsar.outbox.sweeps import run_all


@shared_task(name="dsar.outbox.tasks.sweep_outbox")
def sweep_outbox() -> int:
    return drain(now=timezone.now())


@shared_task(name="dsar.outbox.tasks.run_sweeps")
def run_sweeps() -> None:
    run_all(now=timezone.now())
