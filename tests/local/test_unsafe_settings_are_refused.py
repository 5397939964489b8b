"""A server that would lose or show what people sent does not start."""

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from dsar import checks

SAFE: dict[str, Any] = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ROOT_KEY": base64.b64encode(bytes(range(32))).decode(),
    "ROOT_KEY_FILE": "",
    "KMS_URL": "",
    "KMS_TOKEN": "",
    "ANCHORS": "/elsewhere",
    "ANCHOR_KEY": base64.b64encode(bytes(range(32, 64))).decode(),
    "ALLOWED_HOSTS": ["requests.example.org"],
    "PUBLIC_URL": "https://requests.example.org",
    "MAILBOX_DIR": "",
    "DEMO": False,
    "DEBUG": False,
    "METRICS_TOKEN": secrets.token_hex(16),
    "CELERY_VISIBILITY_TIMEOUT": 600,
    "CELERY_BROKER_TRANSPORT_OPTIONS": {"visibility_timeout": 600},
    "CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS": {"visibility_timeout": 600},
    "CELERY_TASK_TIME_LIMIT": 200,
}
DEMO = SAFE | {
    "DEMO": True,
    "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
    "PUBLIC_URL": "http://localhost:8000",
    "MAILBOX_DIR": "/somewhere",
}


def found(**settings: Any) -> list[str]:
    return checks.unsafe_settings(SimpleNamespace(**settings))


def test_safe_settings_are_taken() -> None:
    assert found(**SAFE) == []
    assert found(**DEMO | {"METRICS_TOKEN": ""}) == []
    assert found(**SAFE | {"DEBUG": True, "ALLOWED_HOSTS": ["localhost"]} | LOCAL) == []


LOCAL = {"PUBLIC_URL": "http://localhost:8000"}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SECRET_KEY": ""}, "DSAR_SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "DSAR_SECRET_KEY"),
        ({"SECRET_KEY": "x" * 60}, "DSAR_SECRET_KEY"),
        ({"ROOT_KEY": ""}, "DSAR_ROOT_KEY"),
        ({"ROOT_KEY": "no base64!"}, "DSAR_ROOT_KEY"),
        ({"ROOT_KEY": base64.b64encode(bytes(range(31))).decode()}, "DSAR_ROOT_KEY"),
        ({"ROOT_KEY": "A" * 43 + "="}, "DSAR_ROOT_KEY"),
        ({"ANCHOR_KEY": ""}, "DSAR_ANCHOR_KEY is missing"),
        ({"ANCHOR_KEY": "A" * 43 + "=", "ANCHORS": ""}, "DSAR_ANCHOR_KEY is missing"),
        ({"ANCHOR_KEY": SAFE["ROOT_KEY"]}, "DSAR_ANCHOR_KEY is the root key"),
        ({"ALLOWED_HOSTS": []}, "DSAR_ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ["*"]}, "DSAR_ALLOWED_HOSTS"),
        ({"PUBLIC_URL": "http://requests.example.org"}, "DSAR_PUBLIC_URL"),
        ({"DEBUG": True}, "DSAR_DEBUG"),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["localhost"]}, "DSAR_DEBUG"),
        ({"MAILBOX_DIR": "/somewhere"}, "DSAR_MAILBOX_DIR"),
        ({"DEMO": True}, "DSAR_DEMO"),
        ({"DEMO": True, **LOCAL}, "DSAR_DEMO"),
        ({"METRICS_TOKEN": secrets.token_hex(16)[:31]}, "DSAR_METRICS_TOKEN"),
        ({"CELERY_VISIBILITY_TIMEOUT": 3600}, "CELERY_VISIBILITY_TIMEOUT"),
        (
            {"CELERY_BROKER_TRANSPORT_OPTIONS": {"visibility_timeout": 3600}},
            "CELERY_VISIBILITY_TIMEOUT",
        ),
        ({"CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS": {}}, "CELERY_VISIBILITY_TIMEOUT"),
        ({"CELERY_TASK_TIME_LIMIT": 201}, "CELERY_TASK_TIME_LIMIT"),
    ],
)
def test_an_unsafe_setting_is_named(change: dict[str, Any], named: str) -> None:
    [sentence] = found(**SAFE | change)

    assert sentence.startswith(named)


def test_a_chain_without_anchors_is_a_warning_outside_a_demo() -> None:
    assert checks.unanchored(SimpleNamespace(**SAFE)) == []
    assert checks.unanchored(SimpleNamespace(**DEMO | {"ANCHORS": ""})) == []
    [sentence] = checks.unanchored(SimpleNamespace(**SAFE | {"ANCHORS": ""}))
    assert sentence.startswith("DSAR_ANCHORS is not set")
    assert found(**SAFE | {"ANCHORS": "", "ANCHOR_KEY": ""}) == []


@pytest.mark.django_db
def test_a_database_that_forgets_is_refused() -> None:
    assert checks.loose_durability() == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")

    assert "synchronous_commit off" in checks.loose_durability()[0]
    assert [error.id for error in checks.check_durability(["default"])] == ["desk.E002"]
    with pytest.raises(ImproperlyConfigured, match="synchronous_commit off"):
        checks.refuse_when_unsafe()


def started(*command: str, **change: str) -> "subprocess.CompletedProcess[str]":
    variables = ("SECRET_KEY", "ROOT_KEY", "PUBLIC_URL")
    safe = {f"DSAR_{name}": SAFE[name] for name in variables}
    safe |= {
        "DSAR_ALLOWED_HOSTS": "requests.example.org",
        "DJANGO_SETTINGS_MODULE": "dsar.settings",
    }
    return subprocess.run(
        [sys.executable, *command],
        env=os.environ | safe | change,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def forgetful() -> str:
    url = os.environ["DATABASE_URL"]
    return f"{url}{'&' if '?' in url else '?'}options=-csynchronous_commit%3Doff"


def test_the_web_starts_with_safe_settings() -> None:
    assert started("-c", "import dsar.wsgi").returncode == 0


def test_the_web_does_not_start_without_a_root_key() -> None:
    answer = started("-c", "import dsar.wsgi", DSAR_ROOT_KEY="")

    assert answer.returncode == 1
    assert "DSAR_ROOT_KEY is missing" in answer.stderr


def test_the_web_does_not_start_on_a_database_that_forgets() -> None:
    answer = started("-c", "import dsar.wsgi", DATABASE_URL=forgetful())

    assert answer.returncode == 1
    assert "synchronous_commit off" in answer.stderr


def test_the_worker_does_not_start_either() -> None:
    answer = started("-m", "celery", "--app", "dsar", "worker", DSAR_ROOT_KEY="")

    assert answer.returncode == 1
    assert "DSAR_ROOT_KEY is missing" in answer.stderr


def test_nor_does_the_beat(tmp_path: Path) -> None:
    schedule = str(tmp_path / "beat")
    beat = ("-m", "celery", "--app", "dsar", "beat", "--schedule", schedule, "--pidfile", "")

    answer = started(*beat, DSAR_ROOT_KEY="")

    assert answer.returncode == 1
    assert "DSAR_ROOT_KEY is missing" in answer.stderr


def test_a_secret_file_that_is_not_there_is_named() -> None:
    answer = started("-c", "import dsar.wsgi", DSAR_ROOT_KEY_FILE="/nowhere/root_key")

    assert "DSAR_ROOT_KEY_FILE names /nowhere/root_key: No such file" in answer.stderr
