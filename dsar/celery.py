"""Celery is the doorbell: it says "look now". What has to be done stands in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dsar.settings")

app = Celery("dsar")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# The whole schedule. Intervals in UTC seconds only: due times are ours, computed and stored.
app.conf.beat_schedule = {
    "sweep-outbox": {"task": "dsar.outbox.tasks.sweep_outbox", "schedule": 15.0},
    "take-reminders": {"task": "dsar.cases.tasks.take_reminders", "schedule": 30.0},
    "purge": {"task": "dsar.cases.tasks.purge", "schedule": 60.0},
}
