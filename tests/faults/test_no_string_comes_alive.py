"""F13, the texts: whatever is typed into whichever field of the form, the API and the desk, it is
words on every page, in every mail, table, archive and header, and it is not in the log."""

import csv
import io
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from django.conf import settings as configured
from django.http import HttpResponseBase
from django.template import engines
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.logs import JsonLines
from dsar.outbox.sweeps import run_all
from dsar.reports.document import Cell, Report, Table
from dsar.reports.exporting import as_csv
from tests import caching, desk
from tests.attacks.test_no_text_comes_alive import (
    a_whole_case,
    looked_at,
    wrong_in,
    wrong_in_mail,
)
from tests.audit.anchored import keep_anchors
from tests.faults import invariants, invariants_of_cases
from tests.faults.conftest import FULL
from tests.faults.strings import Pen, corpus
from tests.faults.test_nobodys_words_in_clear import RIGHTS, Tour, logged_to
from tests.portal.visitor import follow
from tests.proving import just_proved
from tests.smtp import Sink as Smtp

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(1800),
    pytest.mark.django_db(transaction=True),
]

STRINGS, TURNS = (500, 25) if FULL else (120, 1)
LONG = frozenset(
    {
        "api: text", "desk: text", "portal: message", "desk: doubt", "desk: question",
        "desk: message", "desk: reasons", "desk: answer", "desk: sent back", "desk: explanation",
        "desk: misdelivered", "desk: hold", "desk: refused", "desk: opened again",
    }
)  # fmt: skip
STARTS = tuple("=+-@\t\r\n")
_ARCHIVE = Path(configured.BASE_DIR, "templates", "dashboard", "proof_file.html").read_text()
STYLE_OF_ARCHIVES = _ARCHIVE[_ARCHIVE.index("<style>") : _ARCHIVE.index("</style>") + 8]


@pytest.fixture(autouse=True)
def _anchors(tmp_path: Path, settings: Settings) -> None:
    """Without them no archive is made for an authority."""
    keep_anchors(tmp_path / "anchors", settings)


class Witness:
    """Sees each answer that the desk gives to anybody."""

    def __init__(self) -> None:
        self.alive: list[str] = []
        self.answers = self.pages = self.as_words = self.tables = self.archives = 0

    @contextmanager
    def watching(self, patch: pytest.MonkeyPatch) -> Iterator[None]:
        ask = Client.request

        def request(client: Client, **environ: Any) -> Any:
            answer = ask(client, **environ)
            self.see(environ["PATH_INFO"], answer)
            return answer

        with patch.context() as mine:
            mine.setattr(Client, "request", request)
            yield

    def see(self, path: str, answer: HttpResponseBase) -> None:
        self.answers += 1
        self.alive += [f"{path}: {found}" for found in _in_headers(answer)]
        if answer.streaming:
            return
        kind, content = answer.headers.get("Content-Type", ""), answer.content
        if kind.startswith("text/html"):
            self.page(path, content.decode())
        elif kind.startswith("text/csv"):
            self.tables += 1
            self.alive += [f"{path}: {cell}" for cell in worked_out(content.decode())]
        elif kind.startswith("text/calendar") and b"canary" in content:
            self.alive.append(path)
        elif kind.startswith("application/zip"):
            self.archives += 1
            self.archive(path, content)

    def page(self, path: str, page: str) -> None:
        self.pages += 1
        self.as_words += page.count("canary")
        self.alive += [f"{path}: {found}" for found in wrong_in(page)]

    def archive(self, path: str, content: bytes) -> None:
        with ZipFile(io.BytesIO(content)) as files:
            for name in files.namelist():
                if ".." in name or name.startswith("/") or "canary" in name:
                    self.alive.append(f"{path}: a file named {name}")
                if name.endswith(".html"):
                    # It is read without the desk: its own style stands in it, and no other.
                    page = files.read(name).decode().replace(STYLE_OF_ARCHIVES, "", 1)
                    self.page(f"{path}: {name}", page)
                if name.endswith(".csv"):
                    self.tables += 1
                    self.alive += worked_out(files.read(name).decode())


def _in_headers(answer: HttpResponseBase) -> list[str]:
    found = [name for name in answer.headers if "canary" in name.lower()]
    found += [value for value in answer.headers.values() if "\n" in value or "\r" in value]
    found += [name for name in answer.cookies if "canary" in name.lower()]
    if "canary" in urlsplit(answer.headers.get("Location", "")).netloc:
        found.append(answer.headers["Location"])
    return found


def worked_out(table: str) -> list[str]:
    """Cells that a spreadsheet would read as more than words."""
    cells = (cell for line in csv.reader(io.StringIO(table, newline="")) for cell in line)
    return [cell for cell in cells if cell.startswith(STARTS)]


class Walk(Tour):
    """Once through every door with these texts, and then a look at every page."""

    def __init__(self, pen: Pen, patch: pytest.MonkeyPatch) -> None:
        super().__init__(pen, patch)  # type: ignore[arg-type]
        self.dpo = Client(raise_request_exception=False)
        self.dpo.force_login(desk.person(Role.DPO, *self.companies.values(), name="three"))
        just_proved(self.dpo, now=timezone.now())

    def turn(self, number: int) -> None:
        caching.begin_anew()  # an address may send only so much in an hour
        self.form(list(self.companies)[number % 2], RIGHTS[number % len(RIGHTS)])
        self.abandoned()
        self.calls()
        case = self.logged()
        self.at_the_desk(case)
        self.failing()
        self.read(case)

    def read(self, case: Case) -> None:
        newest = Case.objects.order_by("-pk")[:4]
        for one in {case, *newest}:
            for path in ("", "proof/", "review/", "close/"):
                self.officer.get(f"/desk/cases/{one.reference}/{path}")
        self.dpo.post(f"/desk/cases/{case.reference}/proof/file/")
        follow(newest[0]).get("/status/request/")
        for path in ("", "cases/", "mail/", "searches/", "approvals/", "notices/"):
            self.dpo.get(f"/desk/{path}")
        self.program.get("/api/v1/cases")


def walked(texts: list[str], turns: int, witness: Witness, patch: pytest.MonkeyPatch) -> Pen:
    pen = Pen(texts, long=LONG, at_once=-(-len(texts) // turns))
    with witness.watching(patch):
        walk = Walk(pen, patch)
        for number in range(turns):
            walk.turn(number)
        whole = a_whole_case(walk.companies["nexus-ip"], lambda: pen.word("operations: any"))
        looked_at(whole, walk.dpo, "desk/")
        looked_at(whole, follow(whole), "status/request/")
    return pen


def test_no_string_comes_alive_wherever_it_is_shown(
    smtp: Smtp,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    texts, witness, log = corpus(STRINGS, dice), Witness(), tmp_path / "our.log"
    with logged_to(log, JsonLines(), logging.INFO):
        pen = walked(texts, TURNS, witness, monkeypatch)
        now = timezone.now()
        run_all(now=now)
    mails = [found for mail in smtp.messages if (found := wrong_in_mail(mail))]
    rows = tuple((Cell(text), Cell(text)) for text in texts)
    told = tuple((Cell(text),) for text in texts)
    table = as_csv(Report("Report", told, (Table("all", texts[0], ("What", texts[1]), rows),)))

    figures |= {
        "strings": len(texts),
        "fields": len(pen.at),
        "put in": pen.at.total(),
        "fields that had every string": sum(count >= len(texts) for count in pen.at.values()),
        "answers looked at": witness.answers,
        "of them pages": witness.pages,
        "times that one stood there as words": witness.as_words,
        "archives": witness.archives,
        "mails": len(smtp.messages),
        "found": len(witness.alive) + len(mails) + len(worked_out(table)),
        "lines of the log with one": log.read_text().count("canary"),
    }
    assert witness.alive == []
    assert mails == []
    assert worked_out(table) == []
    assert figures["lines of the log with one"] == 0
    assert figures["times that one stood there as words"] > len(texts)
    assert figures["mails"] > 0
    assert figures["archives"] > 0
    assert figures["fields that had every string"] >= len(LONG)
    assert invariants.broken(Mailed(smtp), now=now) == []
    # Words in clear are F21's: two fields say that they are not sealed.
    assert invariants_of_cases.broken() == []


class Mailed:
    def __init__(self, smtp: Smtp) -> None:
        self.ids = {str(mail["Message-ID"]) for mail in smtp.messages}


def test_pages_that_do_not_escape_are_found_out(
    smtp: Smtp, monkeypatch: pytest.MonkeyPatch, dice: random.Random, figures: dict[str, Any]
) -> None:
    """The control: the same walk, with what a template takes for words put out as it came."""
    witness = Witness()
    engine = engines["django"].engine  # type: ignore[attr-defined]
    monkeypatch.setattr(engine, "autoescape", False)

    walked(corpus(120, dice), 1, witness, monkeypatch)

    figures |= {"pages": witness.pages, "found": len(witness.alive)}
    assert figures["found"] > 10
