"""What people type stays words: to the database, to the log, to the shell, to a pattern."""

import ast
import logging
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk

from .conftest import ago, create_by_api, key_of, page_of, text

SQL = ("' OR 1=1 --", "'; DROP TABLE cases_case; --", "%' UNION SELECT 1 --", "\\'); SELECT 1")

# The jail for files, and the watch over a worker.
STARTERS = {"dsar/content/jail.py", "dsar/drill.py", "dsar/outbox/watching.py"}


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """What serves; dsar/local is how a laptop runs it."""
    root = Path(settings.BASE_DIR)
    return tuple(
        (str(path.relative_to(root)), ast.parse(path.read_text()))
        for folder in ("dsar", "identity", "deadlines")
        for path in (root / folder).rglob("*.py")
        if not path.is_relative_to(root / "dsar" / "local") and "migrations" not in path.parts
    )


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


@pytest.mark.parametrize("typed", SQL)
def test_what_looks_like_sql_is_words(
    case: Case, company: Company, browser: Client, typed: str
) -> None:
    other = desk.receive(company, at=ago(days=1))

    found = browser.post("/desk/cases/", {"q": typed, "after": typed})
    left = browser.get("/desk/cases/", {"status": typed, "company": typed, "after": typed})
    asked = Client().post("/status/", {"reference": typed, "email": f"{typed}@example.org"})
    listed = key_of(company).get("/api/v1/cases", {"external_id": typed, "cursor": typed})
    kept = create_by_api(key_of(company), text=typed)

    assert (found.status_code, left.status_code) == (200, 200)
    assert asked.status_code in (302, 422)
    assert listed.status_code == 400
    assert kept.status_code == 201
    assert Case.objects.filter(pk__in=[case.pk, other.pk]).count() == 2


def test_nothing_that_serves_starts_a_shell() -> None:
    shells = [
        (name, called)
        for name, tree in modules()
        for called, node in calls(tree)
        if called in ("os.system", "os.popen", "subprocess.getoutput")
        or any(word.arg == "shell" for word in node.keywords)
    ]
    starters = {
        name
        for name, tree in modules()
        for called, _ in calls(tree)
        if called.startswith(("subprocess.", "os.exec", "os.spawn", "pty."))
    }

    assert shells == []
    assert starters == STARTERS


def test_no_pattern_is_made_from_what_people_type() -> None:
    """The first argument of each is a text of the code; what is made while a module is loaded was
    typed by nobody."""
    made = [
        (name, ast.unparse(node))
        for name, tree in modules()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for called, node in calls(function)
        if re.fullmatch(r"re\.[a-z]+", called) and not isinstance(node.args[0], ast.Constant)
    ]

    assert made == []


def test_nothing_is_executed_or_unpickled() -> None:
    forbidden = ("eval", "exec", "compile", "__import__", "mark_safe", "yaml.load")
    risky = ("pickle", "marshal", "shelve", "yaml", "dill")
    found = [
        (name, called)
        for name, tree in modules()
        for called, _ in calls(tree)
        if called in forbidden
    ]
    imported = [
        (name, part)
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for part in [getattr(node, "module", None), *(alias.name for alias in node.names)]
        if part in risky
    ]

    assert found == []
    assert imported == []
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"


@pytest.mark.parametrize("field", ["right", "received_at", "requester", "external", "company"])
def test_a_value_of_another_type_is_refused_in_words(company: Company, field: str) -> None:
    caller = key_of(company)
    values: list[Any] = [None, 7, True, ["access"], {"$ne": ""}, {"name": "x"}]

    answers = [create_by_api(caller, **{field: value}) for value in values]

    assert {answer.status_code for answer in answers} == {400}
    assert all(answer.json()["errors"] for answer in answers)
    assert not Case.objects.exists()


def test_a_parameter_in_the_address_does_not_fill_in_a_form(case: Case, browser: Client) -> None:
    reasons = "?ground=complexity&reasons=Seven+systems."

    answer = browser.post(page_of(case, "extend") + reasons)
    asked = Client().post(f"/status/?reference={case.reference}&email={desk.REQUESTER.email}")

    assert answer.status_code in (400, 422)
    assert asked.status_code == 422
    case.clock.refresh_from_db()
    assert not case.clock.extended


def test_nobody_writes_a_line_of_the_log(
    company: Company, browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    forged = "%0d%0a2026-11-22 ERROR django.request forged%0a"
    with caplog.at_level(logging.DEBUG):
        for client in (Client(), browser, key_of(company)):
            for path in ("", "desk/cases/", "api/v1/cases/", "nexus-ip/"):
                client.get(f"/{path}{forged}/?next={forged}", headers={"User-Agent": "x\r\ny"})

    assert caplog.records
    assert [line for line in caplog.messages if "\n" in line or "\r" in line] == []


def test_an_error_page_quotes_nothing_that_was_asked_for(browser: Client) -> None:
    for path in ("/<script>alert(1)</script>/", "/desk/cases/<script>alert(1)</script>/"):
        assert "<script>alert" not in text(browser.get(path))
