"""Somebody who can read and write the broker learns nothing of anybody and does nothing by it."""

import json
from inspect import signature
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from kombu.exceptions import ContentDisallowed
from kombu.serialization import dumps, loads

from dsar.cases.models import Case
from dsar.celery import app
from dsar.companies.models import Company
from tests import desk


def test_the_only_tasks_are_to_look() -> None:
    """Whatever is put into the queue can name no row, no address and no text."""
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}

    assert "dsar.outbox.tasks.run_sweeps" in ours
    assert [name for name, task in ours.items() if signature(task.run).parameters] == []


def test_what_would_be_run_on_reading_is_not_read() -> None:
    content_type, encoding, body = dumps({"evil": 1}, serializer="pickle")

    with pytest.raises(ContentDisallowed):
        loads(body, content_type, encoding, accept=settings.CELERY_ACCEPT_CONTENT)


def test_a_limit_kept_there_names_nobody(company: Company, case: Case) -> None:
    seen: list[str] = []
    add: Any = cache.add

    def listen_in(key: str, *args: Any, **kwargs: Any) -> Any:
        seen.append(key)
        return add(key, *args, **kwargs)

    cache.add = listen_in  # type: ignore[method-assign]
    try:
        client = Client(headers={"X-Forwarded-For": "198.51.100.7"})
        client.post("/status/", {"reference": case.reference, "email": desk.REQUESTER.email})
    finally:
        cache.add = add  # type: ignore[method-assign]

    text = json.dumps(seen)
    assert seen
    assert not any(one in text for one in (desk.REQUESTER.email, case.reference, "127.0.0.1"))


def test_a_session_is_not_kept_there() -> None:
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
