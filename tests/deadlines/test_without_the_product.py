"""`deadlines` installed by another project: its own tests pass there, without the product."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[2]
# Those that need neither the product's pages nor its manage.py.
FILES = (
    *("aiming_before_the_date", "correcting_a_clock", "drawing_a_clock", "holidays"),
    *("known_dates", "laws_without_a_number", "moving_a_clock", "promising_an_earlier_day"),
    *("saying_why", "taking_a_question_back", "telling_a_working", "the_rules", "the_safe_date"),
    "what_the_database_forbids",
)


def alone(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *args],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=110,
    )  # fmt: skip


def test_another_project_migrates_starts_clocks_and_passes_the_tests():
    given = connection.settings_dict
    database = {key: given[key] for key in ("HOST", "PORT", "USER", "PASSWORD", "OPTIONS")}
    name = f"alone_{os.getpid()}"
    files = [f"tests/deadlines/test_{name}.py" for name in FILES]

    done = alone(
        *(
            "-m",
            "pytest",
            "--ds",
            "tests.deadlines.alone.settings",
            "--create-db",
            "-rA",
            "--tb=short",
            "-x",
            *files,
        ),
        *("--confcutdir", "tests/deadlines", "-p", "no:cacheprovider", "-p", "no:randomly"),
        ALONE_DATABASE=json.dumps({**database, "NAME": name}),
    )

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "test_a_clock_keeps_its_dates_and_their_working" in done.stdout


def test_there_the_product_cannot_be_imported():
    done = alone(
        "-c", "import tests.deadlines.alone.settings, dsar.cases.dates", ALONE_DATABASE="{}"
    )

    assert "dsar is no part of this project" in done.stderr


def test_a_date_is_worked_out_without_django():
    program = """
import sys
sys.modules["django"] = None
from datetime import date
from deadlines.telling import plain_table, sentence
from deadlines.working import compute
working = compute(rule="gdpr-eu-1182", calendar="SE", received=date(2026, 11, 2))
assert plain_table(working)
print(sentence(working))
"""
    done = alone("-c", program)

    assert done.stdout.startswith("The answer is due by Wednesday 2 December 2026"), done.stderr
