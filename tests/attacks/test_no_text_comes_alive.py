"""T17: whatever is typed into whichever field, it is words: on every page, in every mail, calendar,
archive, answer of the API and line of the log."""

import csv
import email
import io
import json
import logging
import re
from datetime import date
from email import policy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.mail import get_connection
from django.test import Client

from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases import ics
from dsar.cases.models import Case
from dsar.cases.operations import (
    answering,
    clarifying,
    extending,
    messaging,
    representing,
    verifying,
)
from dsar.cases.operations.intake import Person, Proof
from dsar.companies.models import Company
from dsar.content import names
from dsar.outbox.channels.email import build
from dsar.outbox.models import Message
from dsar.reports.document import Cell, Report, Table
from dsar.reports.exporting import as_csv
from dsar.vault import files
from dsar.vault.operations import unseal
from identity.operations import ItemSpec
from tests import desk
from tests.faults.conftest import FULL
from tests.portal.visitor import follow
from tests.test_every_address import TABLE, address_of
from tests.test_every_header import Page

from .conftest import ago, key_of
from .strings import ALL

# What a template would have made of one of them.
WORKED_OUT = re.compile(
    rf"\b1337\b|\b198 canary|{re.escape(settings.SECRET_KEY)}|&lt;class|<class|root:x:0"
)
EACH = range(len(ALL)) if FULL else (0, 50)
STEP = 1 if FULL else 5


def one_line(text: str) -> str:
    return " ".join(text.split()) or "canary"


class Pen:
    """Writes the next text of the list each time, so that each run of a hundred puts each text
    into each field."""

    def __init__(self, first: int) -> None:
        self.next = first
        self.written: list[str] = []

    def __call__(self) -> str:
        text = ALL[self.next % len(ALL)]
        self.next += STEP
        self.written.append(text)
        return text


def a_whole_case(company: Company, write: Pen) -> Case:
    """Every word in it, of the requester and of the desk, is one of the texts."""
    person = Person(
        name=write(), email="robin@example.org", postal=write(), representing=write(),
        authority=write(),
    )  # fmt: skip
    case = desk.receive(
        company, at=ago(days=3), person=person, text=write(),
        details=[("Which data?", write()), (write(), write())],
        external=(names.cleaned(write())[:20], str(uuid4())),
    )  # fmt: skip
    now = ago(days=2)
    verifying.ask_for_identity(
        case_id=case.pk, items=[ItemSpec("other-1", "text", one_line(write())[:120])],
        doubt="unknown-address", facts=write(), actor="user:1", now=now,
    )  # fmt: skip
    verifying.give_evidence(case_id=case.pk, proof=Proof("other-1", text=write()), now=now)
    representing.accept_authority(
        case_id=case.pk, kind="mandate", expires_on=date(2099, 12, 31), facts=write(),
        subject_method="known_fact", actor="user:1", now=now,
    )  # fmt: skip
    desk.identified(case, now=now)
    clarifying.ask_question(
        case_id=case.pk, question=write(), which_data=True, actor="user:1", now=now
    )
    clarifying.answer_question(case_id=case.pk, text=write(), now=now)
    clarifying.write_message(case_id=case.pk, text=write(), now=now)
    messaging.send_message(case_id=case.pk, text=write(), actor="user:1", now=now)
    extending.extend(case_id=case.pk, ground="complexity", reasons=write(), actor="user:1", now=now)
    file = files.store(
        data_key=case.data_key, name=names.cleaned(write(), ".csv"), content_type="text/csv",
        stream=io.BytesIO(b"a"), now=now,
    )  # fmt: skip
    answering.attach_answer(
        case_id=case.pk, file=file, explanation=write(), actor="user:1", now=now
    )
    answering.send_to_review(case_id=case.pk, answer=write(), actor="user:1", now=now)
    answering.send_back(case_id=case.pk, reason=write(), actor="user:2", now=now)
    return case


def a_refused_case(company: Company, write: Pen) -> Case:
    person = Person(name=write(), email="robin@example.org")
    case = desk.identified(desk.receive(company, at=ago(days=3), person=person, text=write()))
    desk.attached(case)
    ground, facts = "manifestly-unfounded", write()
    return desk.refused(case, ground=ground, facts=facts, actor="user:1", now=ago(days=1))


def wrong_in(page: str) -> list[str]:
    """What of a page is alive: markup that is not ours, or what a template worked out."""
    parsed = Page(page)
    found = [*parsed.wrong, *WORKED_OUT.findall(page)]
    if re.search(r"<x-canary", page, re.IGNORECASE):
        found.append("a tag of theirs")
    if re.search(r"<[^>]*\son\w+\s*=", re.sub(r'"[^"]*"', '""', page)):
        found.append("a handler of theirs")
    return found


def looked_at(case: Case, client: Client, where: str) -> dict[str, list[str]]:
    wrong = {}
    for route in TABLE:
        if "sign-out" in route or not route.startswith(where):
            continue
        response = client.get(address_of(route, case))
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and (found := wrong_in(response.content.decode())):
            wrong[route] = found
        disposition = response.headers.get("Content-Disposition", "")
        if "\n" in disposition or "\r" in disposition:
            wrong[route] = [disposition]
    return wrong


_TEMPLATE = Path(settings.BASE_DIR, "templates", "letters", "_html.html").read_text()
STYLE_OF_MAILS = _TEMPLATE[_TEMPLATE.index("<style>") : _TEMPLATE.index("</style>") + 8]


def mails_of(company: Company) -> list[Any]:
    connection = get_connection()
    owed = Message.objects.filter(company_id=company.pk, channel="email")
    return [
        build(row_id=row.pk, payload=unseal(row, "payload"), connection=connection).message()
        for row in owed
    ]


def wrong_in_mail(mail: Any) -> list[str]:
    parsed = email.message_from_bytes(mail.as_bytes(), policy=policy.default)
    found = [name for name in parsed if name.lower() in ("bcc", "x-canary", "set-cookie")]
    if len(parsed["to"].addresses) != 1 or "canary" in str(parsed["subject"]):
        found.append(f"{parsed['to']} {parsed['subject']}")
    for part in parsed.walk():
        if part.get_content_type() == "text/html":
            # A mail knows no style sheets, so ours stands in it, letter by letter, and no other.
            found += wrong_in(part.get_content().replace(STYLE_OF_MAILS, "", 1))
        elif part.get_content_type() == "text/plain":
            found += WORKED_OUT.findall(part.get_content())
    return found


@pytest.fixture
def officer(company: Company) -> User:
    return desk.person(Role.OFFICER, company)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("first", EACH)
def test_no_text_comes_alive_anywhere(
    company: Company, officer: User, first: int, caplog: pytest.LogCaptureFixture
) -> None:
    write, browser = Pen(first), Client(raise_request_exception=False)
    browser.force_login(officer)
    with caplog.at_level(logging.DEBUG):
        case, refused = a_whole_case(company, write), a_refused_case(company, write)
        pages = looked_at(case, browser, "desk/")
        pages |= looked_at(case, follow(case), "status/request/")
        pages |= looked_at(refused, browser, "desk/cases/")
        listed = key_of(company).get("/api/v1/cases")

    mails = [found for mail in mails_of(company) if (found := wrong_in_mail(mail))]
    # An authority's archive is made of these.
    events = str(list(Event.objects.values()))
    dates = ics.calendar([case, refused], name="Data requests")

    assert pages == {}
    assert mails == []
    assert "canary" not in events
    assert b"canary" not in dates
    assert json.loads(listed.content)["results"]
    assert [line for line in caplog.messages if "canary" in line] == []


def test_the_search_would_find_what_is_alive() -> None:
    """Otherwise the test above could look for what it never sees."""
    seen = [text for text in ALL if wrong_in(f"<!doctype html><p title=x>{text}</p>")]

    assert len(seen) > 30
    assert wrong_in("<p>1337 canary</p>")
    assert wrong_in('<p title="x" onmouseover="canary()">')


def test_there_are_about_a_hundred_and_each_is_marked() -> None:
    assert len(set(ALL)) == len(ALL) >= 100
    assert all("canary" in text.lower() for text in ALL)


def test_one_place_writes_tables_for_spreadsheets() -> None:
    """An officer's own CSV passes as it came; ours first takes the meaning out of what a
    spreadsheet would work out."""
    root = Path(settings.BASE_DIR)
    writers = [
        file.relative_to(root).as_posix()
        for place in ("dsar", "deadlines", "identity", "tools")
        for file in (root / place).rglob("*.py")
        if re.search(r"^\s*(import csv|from csv)", file.read_text(), re.MULTILINE)
    ]

    assert writers == ["dsar/reports/exporting.py"]


@pytest.mark.parametrize("opening", ["", "=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_of_a_report_is_worked_out_by_a_spreadsheet(opening: str) -> None:
    bad = [opening + text for text in ALL]
    told = tuple((Cell(text),) for text in bad)
    rows = tuple((Cell(text), Cell(text)) for text in bad)

    text = as_csv(Report("Report", told, (Table("all", bad[0], ("What", bad[1]), rows),)))

    cells = [cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    assert len(cells) == 4 * (1 + 2 * len(bad))
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n"))] == []
