"""The program that the manual prints for a mail server's pipe, run as such a server runs it."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings

_MANUAL = settings.BASE_DIR / "docs" / "operations.md"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    printed = _MANUAL.read_text().partition("```sh\n")[2].partition("```")[0]
    assert "receive_mail" in printed
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "$DSAR_PUBLIC_URL $2 $3 $4"; exit $ENDS_WITH\n')
    python.chmod(0o755)
    program = tmp_path / "dsar-mail"
    program.write_text(
        printed.replace("/srv/dsar/.venv/bin/python", str(python)).replace(
            "/etc/dsar/env", str(tmp_path / "env")
        )
    )
    program.chmod(0o755)
    return program


def run(program: Path) -> tuple[int, str]:
    done = subprocess.run([program, "nexus-ip"], env={}, capture_output=True, text=True)
    return done.returncode, done.stdout.strip()


@pytest.mark.parametrize(("ends_with", "code"), [(0, 0), (65, 65), (67, 67), (1, 75), (75, 75)])
def test_it_brings_the_environment_and_bounces_nothing_that_may_still_be_stored(
    program, ends_with, code
):
    env = f"DSAR_PUBLIC_URL='https://desk example'\nENDS_WITH={ends_with}\n"
    program.with_name("env").write_text(env)

    assert run(program) == (code, "https://desk example receive_mail --company nexus-ip")


def test_without_its_environment_the_server_tries_again(program):
    assert run(program) == (75, "")
