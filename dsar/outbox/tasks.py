"""What the doorbell starts. No arguments: all there is to know stands in the rows."""

from celery import shared_task
from django.utils import timezone

from dsar import tenancy
from dsar.outbox.sweep import drain
from dsar.outbox.sweeps import run_all

WHY = "what is due is due whosesoever it is; each row keeps its company"


@shared_task(name="dsar.outbox.tasks.sweep_outbox")
def sweep_outbox() -> int:
    with tenancy.every_company(WHY):
        return drain(now=timezone.now())


@shared_task(name="dsar.outbox.tasks.run_sweeps")
def run_sweeps() -> None:
    with tenancy.every_company(WHY):
        run_all(now=timezone.now())
