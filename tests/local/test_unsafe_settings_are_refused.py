"""A server that would lose or show what people sent does not start."""

import base64
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from dsar import checks
from dsar.vault.epochs import turn_due
from dsar.vault.operations import new_key

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
    "BEHIND_PROXY": True,
    "MAILBOX_DIR": "",
    "DEMO": False,
    "DEBUG": False,
    "METRICS_TOKEN": secrets.token_hex(16),
    "CLAMD": "",
    "OIDC_ISSUER": "",
    "OIDC_CLIENT_ID": "",
    "CALLS_INSIDE": [],
    "EMAIL_HOST": "mail.example.org",
    "EMAIL_HOST_USER": "desk",
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
    "CELERY_VISIBILITY_TIMEOUT": 600,
    "CELERY_BROKER_TRANSPORT_OPTIONS": {"visibility_timeout": 600},
    "CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS": {"visibility_timeout": 600},
    "CELERY_TASK_TIME_LIMIT": 200,
    **checks.LEAST,
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
        ({"KMS_URL": "http://bao.example.org", "KMS_TOKEN": "t"}, "DSAR_KMS_URL"),
        ({"KMS_URL": "https://bao.example.org"}, "DSAR_KMS_TOKEN"),
        ({"ALLOWED_HOSTS": []}, "DSAR_ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ["*"]}, "DSAR_ALLOWED_HOSTS"),
        ({"PUBLIC_URL": "http://requests.example.org"}, "DSAR_PUBLIC_URL"),
        ({"DEBUG": True}, "DSAR_DEBUG"),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["localhost"]}, "DSAR_DEBUG"),
        ({"MAILBOX_DIR": "/somewhere"}, "DSAR_MAILBOX_DIR"),
        ({"DEMO": True}, "DSAR_DEMO"),
        ({"DEMO": True, **LOCAL}, "DSAR_DEMO"),
        ({"EMAIL_USE_TLS": False}, "DSAR_SMTP_USER signs in at mail.example.org"),
        ({"METRICS_TOKEN": secrets.token_hex(16)[:31]}, "DSAR_METRICS_TOKEN"),
        ({"CELERY_VISIBILITY_TIMEOUT": 3600}, "CELERY_VISIBILITY_TIMEOUT"),
        (
            {"CELERY_BROKER_TRANSPORT_OPTIONS": {"visibility_timeout": 3600}},
            "CELERY_VISIBILITY_TIMEOUT",
        ),
        ({"CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS": {}}, "CELERY_VISIBILITY_TIMEOUT"),
        ({"CELERY_TASK_TIME_LIMIT": 201}, "CELERY_TASK_TIME_LIMIT"),
        *(({name: least - 1}, f"DSAR_{name}") for name, least in checks.LEAST.items()),
    ],
)
def test_an_unsafe_setting_is_named(change: dict[str, Any], named: str) -> None:
    [sentence] = found(**SAFE | change)

    assert sentence.startswith(named)


def test_the_manual_says_which_numbers_are_refused(settings: Any) -> None:
    readme = (settings.BASE_DIR / "README.md").read_text()

    for name, least in checks.LEAST.items():
        [row] = re.findall(rf"^\| `DSAR_{name}` \|.*$", readme, re.MULTILINE)
        assert row.endswith(f"| below {least} | |")


def test_a_chain_without_anchors_is_a_warning_outside_a_demo() -> None:
    assert checks.unanchored(SimpleNamespace(**SAFE)) == []
    assert checks.unanchored(SimpleNamespace(**DEMO | {"ANCHORS": ""})) == []
    [sentence] = checks.unanchored(SimpleNamespace(**SAFE | {"ANCHORS": ""}))
    assert sentence.startswith("DSAR_ANCHORS is not set")
    assert found(**SAFE | {"ANCHORS": "", "ANCHOR_KEY": ""}) == []


@pytest.mark.parametrize(
    "change",
    [{"EMAIL_USE_SSL": True}, {"EMAIL_HOST": "127.0.0.1"}, {"EMAIL_HOST": "localhost"}],
)
def test_a_password_may_go_over_tls_of_either_kind_and_within_this_machine(change) -> None:
    open_mail = SAFE | {"EMAIL_USE_TLS": False} | change

    assert found(**open_mail) == []
    assert checks.unwise_settings(SimpleNamespace(**open_mail | {"EMAIL_HOST_USER": ""})) == []


def test_letters_without_tls_to_another_machine_are_a_warning(settings: Any) -> None:
    assert checks.unwise_settings(SimpleNamespace(**SAFE)) == []
    open_mail = SAFE | {"EMAIL_USE_TLS": False, "EMAIL_HOST_USER": ""}
    assert found(**open_mail) == []
    [sentence] = checks.unwise_settings(SimpleNamespace(**open_mail))
    assert sentence.startswith("Letters go to mail.example.org without TLS")

    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "mail.example.org", False
    assert [warning.id for warning in checks.check_mail()] == ["desk.W002"]


@pytest.mark.parametrize(
    ("change", "begins"),
    [
        ({"ALLOWED_HOSTS": ["request.example.org"]}, "DSAR_PUBLIC_URL names requests.example.org"),
        ({"BEHIND_PROXY": False}, "DSAR_BEHIND_PROXY is 0"),
    ],
)
def test_links_that_lead_nowhere_and_one_address_for_everybody_are_warned_of(
    settings: Any, change: dict[str, Any], begins: str
) -> None:
    assert (
        checks.unwise_settings(SimpleNamespace(**SAFE | {"ALLOWED_HOSTS": [".example.org"]})) == []
    )
    behind_nothing = DEMO | {"BEHIND_PROXY": False, "PUBLIC_URL": "http://[::1]:8000"}
    assert checks.unwise_settings(SimpleNamespace(**behind_nothing)) == []

    assert found(**SAFE | change) == []
    [sentence] = checks.unwise_settings(SimpleNamespace(**SAFE | change))
    assert sentence.startswith(begins)

    for name in ("PUBLIC_URL", "ALLOWED_HOSTS", "BEHIND_PROXY"):
        setattr(settings, name, (SAFE | change)[name])
    assert [warning.id for warning in checks.check_door()] == ["desk.W003"]


@pytest.mark.parametrize(
    ("tls", "port", "kinds"),
    [("0", "25", "False False"), ("1", "587", "True False"), ("1", "465", "False True")],
)
def test_the_port_says_which_kind_of_tls(tls: str, port: str, kinds: str) -> None:
    program = "from dsar import settings as s; print(s.EMAIL_USE_TLS, s.EMAIL_USE_SSL)"

    answer = started("-c", program, DSAR_SMTP_TLS=tls, DSAR_SMTP_PORT=port)

    assert answer.stdout.strip() == kinds


def test_a_key_service_takes_the_place_of_the_root_key() -> None:
    service = {"KMS_URL": "https://bao.example.org:8200", "KMS_TOKEN": "t", "ROOT_KEY": ""}
    assert found(**SAFE | service) == []
    assert found(**SAFE | service | {"KMS_URL": "http://127.0.0.1:8200"}) == []


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o644, 0o660])
def test_a_root_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "root_key"
    file.write_text(SAFE["ROOT_KEY"])
    file.chmod(0o400)
    assert found(**SAFE | {"ROOT_KEY_FILE": str(file)}) == []

    file.chmod(mode)

    [sentence] = found(**SAFE | {"ROOT_KEY_FILE": str(file)})
    assert sentence.endswith(f"chmod 400 {file}")
    assert found(**DEMO | {"ROOT_KEY_FILE": str(file)}) == []


def test_what_a_container_engine_puts_there_is_not_asked_for_its_mode(monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(Path, "stat", lambda path, **_: asked.append(path))

    assert found(**SAFE | {"ROOT_KEY_FILE": "/run/secrets/root_key"}) == []
    assert asked == []


@pytest.mark.django_db
def test_a_key_that_does_not_open_is_refused(settings: Any, tmp_path: Path) -> None:
    new_key(company_id=1, now=timezone.now())
    assert checks.unreadable_vault() == []
    settings.KEY_DIRS = [str(tmp_path)]

    assert "is in none of the folders of DSAR_KEY_DIRS" in checks.unreadable_vault()[0]
    assert {error.id for error in checks.check_vault(["default"])} == {"desk.E003"}
    settings.ROOT_KEY, settings.ALLOWED_HOSTS = SAFE["ROOT_KEY"], SAFE["ALLOWED_HOSTS"]
    settings.PUBLIC_URL = SAFE["PUBLIC_URL"]
    with pytest.raises(ImproperlyConfigured, match="DSAR_KEY_DIRS"):
        checks.refuse_when_unsafe()


@pytest.mark.django_db
def test_another_root_key_than_before_is_refused(settings: Any) -> None:
    new_key(company_id=1, now=timezone.now())
    settings.ROOT_KEY = SAFE["ROOT_KEY"]

    assert "DSAR_ROOT_KEY does not open the key of company 1" in checks.unreadable_vault()[0]


@pytest.mark.django_db
def test_of_many_keys_that_do_not_open_three_are_named(settings: Any) -> None:
    for company in range(1, 8):
        new_key(company_id=company, now=timezone.now())
    settings.ROOT_KEY = SAFE["ROOT_KEY"]

    named = checks.unreadable_vault()

    assert len(named) == 5
    assert named[3] == "So do not 4 more keys."
    assert "replay_tombstones" in named[4]


@pytest.mark.django_db
def test_a_key_service_that_is_away_stops_no_start(settings: Any) -> None:
    new_key(company_id=1, now=timezone.now())
    settings.KMS_URL, settings.KMS_TOKEN = "http://127.0.0.1:9", "t"

    assert checks.unreadable_vault() == []


@pytest.mark.django_db
def test_a_folder_that_lacks_a_key_is_a_warning(
    settings: Any, tmp_path: Path, watcher: Any
) -> None:
    key = new_key(company_id=1, now=timezone.now()).company_key
    settings.KEY_DIRS = [*settings.KEY_DIRS, str(tmp_path)]
    assert f"{tmp_path} lacks {key.stored_as}" in watcher.get("/readyz").json()["warnings"].values()

    turn_due(now=timezone.now())

    assert "key copies" not in watcher.get("/readyz").json()["warnings"]
    assert (tmp_path / key.stored_as).stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_a_database_that_forgets_is_refused() -> None:
    assert checks.loose_durability() == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")

    assert "synchronous_commit off" in checks.loose_durability()[0]
    assert [error.id for error in checks.check_durability(["default"])] == ["desk.E002"]
    with pytest.raises(ImproperlyConfigured, match="synchronous_commit off"):
        checks.refuse_when_unsafe()


@pytest.mark.django_db
@pytest.mark.parametrize("own", ["", "off", "true"])
def test_a_database_that_would_not_outlive_its_machine_is_refused(own: str) -> None:
    """The tests' own is such a one, and says so; another may outlive it."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        if cursor.fetchone() == ("on",):
            pytest.skip("DATABASE_URL names a server that is not thrown away.")
        cursor.execute("SELECT set_config('dsar.thrown_away', %s, true)", [own])

    assert "has fsync and full_page_writes off" in checks.loose_durability()[0]
    with pytest.raises(ImproperlyConfigured, match="fsync"):
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


def test_a_web_process_has_loaded_its_views_and_keeps_them() -> None:
    """Before the first visitor; and no collection of garbage walks through them again."""
    loaded = "import gc, sys, dsar.wsgi; print(gc.get_freeze_count(), *sys.modules)"

    kept, *modules = started("-c", loaded).stdout.split()

    assert "dsar.dashboard.views.case" in modules
    assert int(kept) > 100_000


def test_the_web_does_not_start_without_a_root_key() -> None:
    answer = started("-c", "import dsar.wsgi", DSAR_ROOT_KEY="")

    assert answer.returncode == 1
    assert answer.stderr.count("DSAR_ROOT_KEY is missing") == 1


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
