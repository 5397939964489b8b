"""Celery is the doorbell: it says "look now". What has to be done stands in PostgreSQL."""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init, worker_process_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dsar.settings")

app = Celery("dsar")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# The whole schedule. Intervals in UTC seconds only: due times are ours, computed and stored.
# A beat only says "look now", so two of them, or a missed one, change nothing.
app.conf.beat_schedule = {
    "look-now": {"task": "dsar.outbox.tasks.run_sweeps", "schedule": 15.0},
}


@worker_init.connect
@beat_init.connect
def start_only_when_safe(**_: Any) -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured

    from .checks import refuse_when_unsafe

    django.setup()
    try:
        refuse_when_unsafe()
    except ImproperlyConfigured as refusal:
        print(refusal, file=sys.__stderr__)  # Celery has put its own in place of sys.stderr
        sys.exit(1)  # after any other error in here Celery goes on


@worker_ready.connect  # works itself where it has no children
@worker_process_init.connect
def keep_what_is_loaded(**_: Any) -> None:
    from .memory import settle

    settle()
