"""What each answer tells a browser to do, and what no answer gives away."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from dsar import settings as product
from dsar.accounts import devices
from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk
from tests.portal.visitor import follow
from tests.test_every_address import TABLE, address_of

from .conftest import ago, key_of, sign_in


@pytest.fixture
def case(company: Company) -> Case:
    """Answered, with a file."""
    return desk.released(desk.attached(desk.identified(desk.receive(company, at=ago(days=3)))))


@pytest.fixture
def everybody(case: Case, company: Company, browser: Client) -> list[Client]:
    admin = Client()
    admin.force_login(desk.person(Role.ADMIN, company))
    return [Client(), browser, admin, follow(case), key_of(company)]


def answers(everybody: list[Client], case: Case) -> dict[str, Any]:
    """Of every address to everybody, by who and where, asked from another site."""
    asked = {"Origin": "https://evil.example"}
    return {
        f"{who} {route}": client.get(address_of(route, case), headers=asked)
        for who, client in enumerate(everybody)
        for route in TABLE
    }


# What a browser reads as text names its letters; the rest it shows or stores as it is.
TYPES = r"charset=utf-8|json|image|pdf|csv|calendar|octet-stream"


def test_every_page_carries_the_headers(case: Case, everybody: list[Client]) -> None:
    lacking = []
    for where, answer in answers(everybody, case).items():
        policy = answer.get("Content-Security-Policy", "")
        wanted = {
            "nosniff": answer.get("X-Content-Type-Options") == "nosniff",
            "referrer": "same-origin" in answer.get("Referrer-Policy", ""),
            "opener": answer.get("Cross-Origin-Opener-Policy") == "same-origin",
            "frames": answer.get("X-Frame-Options") == "DENY",
            "policy": "default-src 'none'" in policy,
            "inline": "unsafe" not in policy,
            "alone": not any(name.lower().startswith("access-control") for name in answer.headers),
            "type": bool(re.search(TYPES, _type(answer))),
        }
        lacking += [(where, name) for name, is_there in wanted.items() if not is_there]

    assert lacking == []


def _type(answer: Any) -> str:
    return str(answer.get("Content-Type", "")) if answer.status_code != 302 else "charset=utf-8"


def test_cookies_are_kept_from_scripts_and_from_other_sites(db: None, company: Company) -> None:
    client = Client()
    client.post(f"/{company.slug}/ask/what/", {"right": "access"})
    session = client.cookies[settings.SESSION_COOKIE_NAME]

    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert product.CSRF_COOKIE_SAMESITE == "Lax"
    assert not session["domain"]


IN_PRODUCTION = """
import json
from dsar import settings as s
print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,
    s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS]))
"""


def test_over_https_cookies_are_this_hosts_alone_and_https_is_kept_to() -> None:
    env = os.environ | {"DSAR_PUBLIC_URL": "https://requests.example.org"}
    run = subprocess.run(
        [sys.executable, "-c", IN_PRODUCTION], env=env, capture_output=True, text=True, check=True
    )

    assert json.loads(run.stdout) == [
        "__Host-sessionid", "__Host-csrftoken", True, True, 31_536_000, True,
    ]  # fmt: skip


def test_a_known_browser_is_known_by_a_cookie_of_this_host_alone(officer: User) -> None:
    client = Client()
    sign_in(client, officer.email, desk.PASSWORD)
    cookie = client.cookies[devices.COOKIE]

    assert f"{settings.COOKIE_PREFIX}desk_device" == devices.COOKIE
    assert cookie["httponly"]
    assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax")


def test_messages_set_no_cookie_of_their_own(company: Company, browser: Client) -> None:
    browser.post("/desk/calendar/", {"whose": "mine", "name": "phone"})
    desk_of_theirs = browser.get("/desk/calendar/")

    assert desk_of_theirs.status_code == 200
    assert set(browser.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def test_who_leaves_leaves_nothing_in_the_browser(case: Case, browser: Client) -> None:
    """Nothing seen stays, and no other answer empties somebody's browser."""
    requester = follow(case)

    assert browser.post("/desk/sign-out/")["Clear-Site-Data"] == '"cache", "storage"'
    assert requester.post("/status/leave/")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in browser.get("/desk/sign-out/")


def test_trace_is_not_answered(case: Case, browser: Client) -> None:
    answered = {route: browser.trace(address_of(route, case)).status_code for route in TABLE}

    assert {route for route, status in answered.items() if status == 200} == set()


FOLDERS = ("/static/", "/static/admin/", "/static/css/", "/media/", "/files/")


def test_no_folder_is_listed(company: Company) -> None:
    assert {Client().get(path).status_code for path in FOLDERS} == {404}


def test_the_image_leaves_the_repositorys_own_files_out() -> None:
    lines = (Path(settings.BASE_DIR) / ".dockerignore").read_text().split("\n")
    allowed = [line[1:] for line in lines if line.startswith("!")]

    assert "*" in lines
    assert not [name for name in allowed if name.startswith((".", "tests", "var", "secrets"))]


@pytest.mark.parametrize("header", ["Server", "X-Powered-By", "X-Django-Version", "Via"])
def test_no_answer_says_what_runs_here(company: Company, header: str) -> None:
    for path in ("/", "/api/v1/cases", "/desk/sign-in/", "/nothing/"):
        assert header not in Client().get(path).headers
