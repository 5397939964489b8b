"""What every answer forbids a browser to do, at every address and for everybody."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from tests import desk
from tests.portal.visitor import follow
from tests.test_every_address import TABLE, address_of, case, content_of  # noqa: F401

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
FORBIDDEN = ("camera", "microphone", "geolocation", "usb", "payment", "display-capture")
WITH_ADDRESS = {"src", "srcset", "poster", "data", "action", "formaction", "background"}


class Page(HTMLParser):
    """What of a page would run, or would fetch something from somewhere else."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") is None):
            self.wrong.append(f"<{tag}> without a file")
        if tag in ("base", "iframe", "object", "embed", "frame"):
            self.wrong.append(f"<{tag}>")
        fetched = WITH_ADDRESS | ({"href"} if tag in ("link", "image", "use") else set())
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.wrong.append(f"{name}={value}")
            if value.strip().lower().startswith(("javascript:", "vbscript:", "data:text")):
                self.wrong.append(value)
            if name in fetched and urlsplit(value).netloc:
                self.wrong.append(f"{tag} fetches {value}")


def troubles(response: HttpResponse) -> list[str]:
    headers = response.headers
    found = [f"{name}: {headers.get(name)}" for name in ALWAYS if headers.get(name) != ALWAYS[name]]
    policy = headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "*" in policy:
        found.append(f"policy {policy}")
    if not ("frame-ancestors 'none'" in policy or "sandbox" in policy):
        found.append("may be framed")
    if re.search(r"https?:", policy):
        found.append(f"somebody else may be asked: {policy}")
    if headers.get("Referrer-Policy") not in ("same-origin", "no-referrer, same-origin"):
        found.append(f"Referrer-Policy {headers.get('Referrer-Policy')}")
    permissions = headers.get("Permissions-Policy", "")
    found += [f"may use the {name}" for name in FORBIDDEN if f"{name}=()" not in permissions]
    if headers.get("Content-Type", "").startswith("text/html"):
        found += Page(content_of(response).decode(errors="replace")).wrong
    return found


@pytest.fixture
def everybody(case: Case) -> dict[str, Client]:  # noqa: F811
    officer = Client(raise_request_exception=False)
    officer.force_login(desk.person(Role.OFFICER, case.company))
    admin = Client(raise_request_exception=False)
    admin.force_login(desk.person(Role.ADMIN, case.company))
    nobody = Client(raise_request_exception=False)
    requester = follow(case, Client(raise_request_exception=False))
    return {"nobody": nobody, "officer": officer, "admin": admin, "requester": requester}


@pytest.mark.parametrize("who", ["nobody", "officer", "admin", "requester"])
def test_every_answer_forbids_what_it_should(case, everybody, who):  # noqa: F811
    client, wrong, pages = everybody[who], {}, 0

    for route in TABLE:
        if "sign-out" in route or "leave" in route:
            continue
        for method in ("get", "post", "put"):
            response = getattr(client, method)(address_of(route, case))
            pages += response.headers.get("Content-Type", "").startswith("text/html")
            if found := troubles(response):
                wrong[f"{method} {route}"] = found

    assert wrong == {}
    assert pages > 20


@pytest.mark.parametrize("who", ["officer", "admin", "requester"])
def test_a_page_about_somebody_is_kept_by_no_browser(case, everybody, who):  # noqa: F811
    client, kept = everybody[who], []

    for route in TABLE:
        own = "status/request" in route if who == "requester" else route.startswith("desk/")
        if own and "sign-out" not in route:
            response = client.get(address_of(route, case))
            if response.status_code == 200 and "no-store" not in response.get("Cache-Control", ""):
                kept.append(route)

    assert kept == []


def test_a_file_says_so_in_all_its_headers(case, everybody):  # noqa: F811
    document = case.documents.get()
    response = everybody["officer"].get(f"/desk/cases/{case.reference}/documents/{document.pk}/")

    assert response["Content-Disposition"] == 'attachment; filename="answer.csv"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_so_do_a_wrong_host_a_missing_page_an_error_and_a_style_sheet(db, settings, monkeypatch):
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    client = Client(raise_request_exception=False)
    wrong_host = client.get("/", headers={"host": "evil.example.com"})
    missing = client.get("/no/such/page/at/all/")
    style = client.get("/static/dsar.css")
    monkeypatch.setattr("dsar.companies.queries.published", lambda: 1 / 0)
    broken = client.get("/next-connex/")

    assert [wrong_host.status_code, missing.status_code, broken.status_code] == [400, 404, 500]
    assert style.status_code == 200
    for response in (wrong_host, missing, style, broken):
        assert troubles(response) == []


def test_https_is_for_good_where_it_is_used(db, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000

    assert "max-age=31536000" in Client().get("/", secure=True)["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in Client().get("/")


def test_style_sheets_fetch_nothing_from_elsewhere():
    sheets = list(Path(settings.BASE_DIR, "static").rglob("*.css"))
    assert sheets
    for sheet in sheets:
        assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", sheet.read_text()), sheet
