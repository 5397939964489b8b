"""F21: words through every field and every way to fail, then looked for wherever bytes are kept.

Looked through: every table as a dump writes it, the server's own files with its WAL and its log,
Redis, the folder of sealed files, the folder for temporary files, and our log. Allowed are only
what DECLARED names, and the mail that a person gets.
"""

import base64
import contextlib
import itertools
import logging
import random
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings as configured
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from dsar.accounts.roles import Role
from dsar.api.models import Scope
from dsar.api.operations import create_key
from dsar.cases import letters
from dsar.cases.models import Case, Message
from dsar.cases.operations import closing, erasing
from dsar.cases.operations.intake import Person
from dsar.dashboard import operations as desk_operations
from dsar.local.postgres import PostgreSQL
from dsar.logs import JsonLines, Masked
from dsar.outbox.models import Message as Mail
from dsar.outbox.sweep import drain
from dsar.portal import drafts
from dsar.portal.models import Draft
from dsar.vault.fields import SealedField
from dsar.vault.models import DataKey, SearchToken
from dsar.vault.operations import Unreadable, new_key, seal, unseal
from dsar.vault.sealing import NONCE_BYTES
from tests import caching, desk, services
from tests.faults import canaries as birds
from tests.faults.canaries import Canaries
from tests.faults.conftest import FULL
from tests.portal.visitor import Visitor, follow
from tests.proving import just_proved
from tests.samples import PNG

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(1800),
    pytest.mark.django_db(transaction=True),
]
WORDS = 2_000 if FULL else 60
NONCES = 1_000_000 if FULL else 20_000
SWAPS = 1_000 if FULL else 100

PLAIN = configured.LOGGING["formatters"]["plain"]["format"]
# Fields whose page says that they are not sealed, and that nobody may be named in them.
DECLARED = {"desk: note on an identity decision", "desk: what else is asked for"}
RIGHTS = ("access", "rectification", "erasure", "objection", "portability", "restriction")


class EveryField(Visitor):
    """Fills in each field of each page, also those that nobody must."""

    canaries: Canaries

    def _answer_this_page(self, said: dict[str, Any], *, without: bool) -> None:
        step, form = self.page.context["step"], self.page.context["form"]
        given = {}
        for name, field in form.fields.items():
            door = f"form: {step.slug}.{name}"
            if name in said:
                given[name] = said[name]
            elif choices := getattr(field, "choices", None):
                given[name] = next(iter(choices))[0]
            elif "File" in type(field).__name__:
                name_of_file = f"{self.canaries.word(door)}.png"
                given[name] = SimpleUploadedFile(name_of_file, PNG, content_type="image/png")
            elif "email" in name or "Email" in type(field).__name__:
                given[name] = self.canaries.address(door)
            elif "Date" not in type(field).__name__:
                given[name] = self.canaries.word(door)
        # Once with something missing, so that a page with an error has been made of it.
        self.answer(step.slug, **dict(list(given.items())[1:]))
        for value in given.values():
            if isinstance(value, SimpleUploadedFile):
                value.seek(0)
        self.answer(step.slug, **given)


@pytest.fixture(autouse=True)
def _a_proof_lasts(settings: Settings) -> None:
    """The full size takes longer than the ten minutes that it is good for."""
    settings.PROOF_MINUTES = 60 * 24


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@contextlib.contextmanager
def logged_to(path: Path, formatter: logging.Formatter, level: int) -> Iterator[None]:
    """As the product logs: the whole process."""
    handler = logging.FileHandler(path)
    handler.setFormatter(formatter)
    handler.addFilter(_ours)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()


def _ours(record: logging.LogRecord) -> bool:
    record.exc_text = None  # as another formatter wrote it
    # The mail server of the test lives in this process too; its log is its own.
    return record.name != "mail.log"


class Tour:
    """Once through every door, as each of the people who use one."""

    def __init__(self, canaries: Canaries, monkeypatch: pytest.MonkeyPatch) -> None:
        self.canaries, self.patch = canaries, monkeypatch
        self.companies = {slug: desk.publish(slug) for slug in ("nexus-ip", "next-connex")}
        self.officer, self.lead = Client(), Client()
        for client in (self.officer, self.lead):
            client.raise_request_exception = False
        everywhere = self.companies.values()
        self.officer.force_login(desk.person(Role.OFFICER, *everywhere, name="one"))
        self.lead.force_login(desk.person(Role.LEAD, *everywhere, name="two"))
        just_proved(self.lead, now=timezone.now())
        company = self.companies["nexus-ip"]
        _, token = create_key(
            company=company,
            name="k",
            scopes=Scope.values,
            is_test=False,
            actor="t",
            now=timezone.now(),
        )
        self.program = Client(headers={"Authorization": f"Bearer {token}"})
        self.program.raise_request_exception = False
        self.turns = itertools.count()

    def go(self, until: int) -> None:
        while len(self.canaries.given) < until:
            turn = next(self.turns)
            caching.begin_anew()  # an address may send only so much in an hour
            self.form(list(self.companies)[turn % 2], RIGHTS[turn % len(RIGHTS)])
            self.abandoned()
            self.calls()
            self.at_the_desk(self.logged())
            self.failing()

    def word(self, door: str) -> str:
        return self.canaries.word(door)

    # --- a requester ---

    def form(self, slug: str, right: str) -> None:
        visitor = EveryField(slug, Client())
        visitor.client.raise_request_exception = False
        visitor.canaries = self.canaries
        visitor.walk(right)
        case = visitor.send()
        browser = follow(case)
        browser.post("/status/request/write/", {"text": self.word("portal: message")})
        browser.post("/status/request/write/", {"text": "", "x": self.word("portal: no field")})
        stranger = Client()
        asked = {"reference": self.word("portal: find"), "email": self.canaries.address("find")}
        stranger.post("/status/", asked)
        stranger.post("/status/code/", {"code": self.word("portal: code")})
        stranger.get(f"/status/?ref={self.word('portal: address')}")

    def abandoned(self) -> None:
        visitor = EveryField("nexus-ip", Client())
        visitor.canaries = self.canaries
        visitor.walk("access")
        wrong = SimpleUploadedFile(f"{self.word('upload: name')}.exe", self.word("x").encode())
        visitor.client.post("/next-connex/ask/proof-identity-document/", {"file": wrong})

    # --- a program ---

    def calls(self) -> None:
        body = {
            "company": "nexus-ip",
            "right": "access",
            "channel": "email",
            "received_at": timezone.now().isoformat(),
            "requester": {
                "name": self.word("api: name"),
                "email": self.canaries.address("api: email"),
            },
            "text": self.word("api: text"),
        }
        self.call(body, "one")
        self.call({**body, "text": self.word("api: same key")}, "one")
        self.call({**body, "requester": {"name": self.word("api: refused")}}, "two")
        self.call({**body, "right": self.word("api: right")}, "three")
        self.call({**body, self.word("api: name of a field"): 1}, "four")
        self.call(f"{{{self.word('api: no JSON')}", "five")
        self.program.get("/api/v1/cases", {"cursor": self.word("api: cursor")})
        with self.failing_letters():
            self.call({**body, "text": self.word("api: text, failing")}, "six")

    def call(self, body: Any, key: str) -> None:
        headers = {"Idempotency-Key": f"{key}-{self.word('api: key')}"}
        self.program.post("/api/v1/cases", body, content_type="application/json", headers=headers)

    # --- an officer ---

    def logged(self) -> Case:
        company = self.companies["nexus-ip"]
        said = {
            "company": company.slug,
            "token": self.word("desk: token of a form"),
            "right": "access",
            "channel": "phone",
            "received_on": (timezone.now() - timedelta(days=2)).date().isoformat(),
            "received_time": "14:30",
            "name": self.word("desk: name"),
            "email": self.canaries.address("desk: email"),
            "postal": self.word("desk: postal"),
            "representing": self.word("desk: representing"),
            "authority": self.word("desk: authority"),
            "text": self.word("desk: text"),
        }
        known = set(Case.objects.values_list("pk", flat=True))
        self.officer.post("/desk/cases/log/", {**said, "channel": self.word("desk: channel")})
        self.officer.post("/desk/cases/log/", said)
        self.officer.post("/desk/cases/", {"q": self.word("desk: search")})
        self.officer.get("/desk/cases/", {"owner": self.word("desk: filter")})
        return Case.objects.exclude(pk__in=known).get()

    def at_the_desk(self, case: Case) -> None:
        word = self.word
        do = self.do
        doubt = {"doubt": "details-differ", "facts": word("desk: doubt")}
        do(case, "ask_identity", other=word("desk: what else is asked for"), **doubt)
        note = word("desk: note on an identity decision")
        do(case, "accept_identity", method="by_officer", note=note)
        do(case, "ask_question", about="which", question=word("desk: question"))
        do(case, "resume")
        do(case, "send_message", text=word("desk: message"))
        do(case, "extend", ground="complexity", reasons=word("desk: reasons"))
        do(case, "extend", ground=word("desk: ground"), reasons=word("desk: reasons again"))
        name = f"{word('desk: name of a file')}.csv"
        upload = SimpleUploadedFile(name, word("desk: content of a file").encode())
        do(case, "attach", upload=upload, explanation=word("desk: explanation"))
        bad = SimpleUploadedFile(f"{word('desk: name refused')}.zip", b"PK\x03\x04")
        do(case, "attach", upload=bad, explanation=word("desk: explanation of none"))
        do(case, "send_to_review", answer=word("desk: answer"))
        do(case, "send_back", reason=word("desk: sent back"))
        do(case, "report_incident", what="wrong-address", facts=word("desk: misdelivered"))
        why = {"authority_because": word("desk: authority"), "person_because": word("desk: person")}
        decided = {"tell_authority": "no", "tell_person": "no", **why}
        do(case, "decide_incident", by=self.lead, **decided)
        do(case, "place_hold", reason=word("desk: hold"))
        do(case, "lift_hold", by=self.lead, reason=word("desk: hold lifted"))
        grounds = {"ground": "manifestly-excessive"}
        do(case, "refuse", **grounds, facts=word("desk: refused"), text=word("desk: no field"))
        do(case, "reopen", reason=word("desk: opened again"))
        day = (timezone.now() - timedelta(days=1)).date().isoformat()
        do(case, "correct_receipt", received_on=day, reason=word("desk: receipt"))
        onward = {
            "organisation": word("desk: organisation passed on to"),
            "organisation_email": self.canaries.address("desk: organisation's email"),
            "what": word("desk: what is passed on"),
            "agreed": "on",
        }
        do(case, "set_aside", outcome="redirected", reason=word("desk: set aside"), **onward)
        do(case, "withdraw")
        do(case, "ask_erasure", ground="spam", reason=word("desk: to erase"))
        do(case, "decline_erasure", by=self.lead)

    def do(self, case: Case, action: str, *, by: Client | None = None, **said: Any) -> None:
        (by or self.officer).post(f"/desk/cases/{case.reference}/{action}/", said)

    # --- what fails ---

    @contextlib.contextmanager
    def failing_letters(self) -> Iterator[None]:
        """An error that quotes what it stumbled over, as those of a database do."""

        def write(case: Case, kind: str, *, person: dict[str, Any], **facts: Any) -> str:
            raise ValueError(f"Key (email)=({person}) already exists: {facts}")

        with self.patch.context() as patch:
            patch.setattr(letters, "write", write)
            yield

    def failing(self) -> None:
        case = desk.receive(
            self.companies["nexus-ip"],
            at=timezone.now(),
            person=Person(
                name=self.word("failing: name"), email=self.canaries.address("failing: email")
            ),
            text=self.word("failing: text"),
        )
        with self.failing_letters():
            reasons = self.word("failing: reasons")
            self.do(case, "extend", ground="complexity", reasons=reasons)
        with self.patch.context() as patch:
            wrong = self.word("failing: SQL")
            patch.setattr(desk_operations, "last_change", lambda _: _of_database(wrong))
            self.officer.get(f"/desk/cases/{case.reference}/extend/")


def _of_database(value: str) -> int:
    """PostgreSQL itself fails, with the value in its own words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [value])
    return 0


def everywhere(canaries: Canaries, temporary: Path, log: Path) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT") if _may_checkpoint() else None
    found = birds.in_tables(canaries)
    for server in services._running:
        if isinstance(server, PostgreSQL):
            found += birds.in_folder(server.data, canaries)
            found += birds.hits("PostgreSQL's log", server.log.read_bytes(), canaries)
    client = redis.Redis.from_url(configured.CACHES["default"]["LOCATION"])
    found += birds.in_redis(client, canaries)
    for folder in (temporary, Path(storages["sealed"].location), Path(configured.TOMBSTONES)):
        found += birds.in_folder(folder, canaries)
    return found + list(birds.hits("our log", log.read_bytes(), canaries))


def _may_checkpoint() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'member')")
        return bool(cursor.fetchone()[0])


def undeclared(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [one for one in found if one[1] not in DECLARED]


def erase_everything() -> int:
    now = timezone.now()
    for case in Case.objects.all():
        if case.is_open:
            closing.withdraw(case_id=case.pk, actor="user:1", now=now)
        erasing.ask_erasure(case_id=case.pk, ground="spam", reason="x", actor="user:1", now=now)
        erasing.agree_erasure(case_id=case.pk, actor="user:2", now=now)
    for draft in Draft.objects.all():
        drafts.delete(draft_id=draft.pk, now=now)
    return Case.objects.count()


def still_sealed() -> list[str]:
    """Fields in which a ciphertext of an erased case is left."""
    erased = DataKey.objects.filter(destroyed_at__isnull=False).values("pk")
    left = []
    for model in (Case, Message, Mail):
        path = "case__data_key" if model is Message else "data_key"
        for field in model._meta.get_fields():
            if isinstance(field, SealedField):
                rows = model.objects.filter(
                    **{f"{path}__in": erased, f"{field.name}__isnull": False}
                )
                left += [f"{model.__name__}.{field.name}"] * rows.count()
    return left


def test_no_word_lies_in_clear_before_or_after_the_erasure(
    canaries: Canaries,
    temporary: Path,
    smtp: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    figures: dict[str, Any],
) -> None:
    log = tmp_path / "our.log"
    with logged_to(log, JsonLines(), logging.INFO):
        Tour(canaries, monkeypatch).go(WORDS)
        smtp.refuse = "550 kein Empfang für Robin"
        drain(now=timezone.now())
        smtp.refuse = ""
        drain(now=timezone.now() + timedelta(days=2))
    assert Case.objects.count() >= 4
    assert "Internal Server Error" in log.read_text()
    assert smtp.messages
    found = everywhere(canaries, temporary, log)
    assert undeclared(found) == []
    assert {door for _, door in found} == DECLARED  # the search finds what is there
    assert any("pg_wal" in name for name, _ in found)
    doors = {door.partition(".")[0] for door in canaries.given.values()}
    figures |= {
        "words let in": len(canaries.given),
        "doors": len(doors),
        "found in clear": 0,
        "found of the two declared fields": len(found),
    }

    figures["cases erased"] = erase_everything()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL")
    after = birds.in_tables(canaries)
    # What an officer asked for stands in the label of an item; the note on a decision is gone.
    assert {door for _, door in after} <= {"desk: what else is asked for"}
    assert SearchToken.objects.count() == 0
    assert still_sealed() == []
    figures |= {"rows that make them findable, afterwards": 0, "ciphertexts left, afterwards": 0}


def test_the_search_finds_what_is_hidden(canaries: Canaries, tmp_path: Path) -> None:
    client = redis.Redis.from_url(configured.CACHES["default"]["LOCATION"])
    client.hset("hidden", "field", f"x{canaries.word('Redis')}")
    company = desk.publish()
    type(company).objects.update(what_it_does=canaries.word("a table")[:80])
    hidden = canaries.word("a file")
    for number, form in enumerate(
        [
            hidden.upper().encode(),
            hidden.encode("utf-16-le"),
            hidden.encode().hex().upper().encode(),
            *(base64.b64encode(b"-" * shift + hidden.encode()) for shift in range(3)),
        ]
    ):
        (tmp_path / str(number)).write_bytes(b"\0\xff" + form)
    try:
        assert [place for place, _ in birds.in_redis(client, canaries)] == ["Redis"]
    finally:
        client.delete("hidden")
    assert [place for place, _ in birds.in_tables(canaries)] == ["table companies_company"]
    assert {place for place, _ in birds.in_folder(tmp_path, canaries)} == set("012345")


def test_a_log_that_quotes_errors_is_found_out(
    canaries: Canaries,
    temporary: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    figures: dict[str, Any],
) -> None:
    log = tmp_path / "our.log"
    with logged_to(log, Masked(PLAIN), logging.DEBUG):
        Tour(canaries, monkeypatch).go(WORDS // 2)
    found = undeclared(everywhere(canaries, temporary, log))
    assert {name for name, _ in found} == {"our log"}
    figures |= {"words let in": len(canaries.given), "found in clear": len(found)}


def test_a_ciphertext_opens_nowhere_else(dice: random.Random, figures: dict[str, Any]) -> None:
    company = desk.publish()
    cases = [desk.receive(company) for _ in range(6)]
    rows = [
        (message, "body")
        for case in cases
        for message in Message.objects.filter(case=case).select_related("case__data_key")
    ]
    rows += [(case, field) for case in cases for field in ("person", "details")]
    refused = 0
    for _ in range(SWAPS):
        (one, field), (other, wrong) = dice.sample(rows, 2)
        own = getattr(one, field)
        setattr(one, field, getattr(other, wrong))
        with pytest.raises(Unreadable):
            unseal(one, field)
        setattr(one, field, own)
        unseal(one, field)
        refused += 1
    figures |= {"swapped": SWAPS, "refused": refused}


def test_no_nonce_comes_twice(figures: dict[str, Any]) -> None:
    company = desk.publish()
    key = new_key(company_id=company.pk, now=timezone.now())
    row = Mail(company_id=company.pk, data_key=key)
    seen = set()
    for _ in range(NONCES):
        seal(row, "payload", 1)
        seen.add(bytes(row.payload[1 : 1 + NONCE_BYTES]))
    assert len(seen) == NONCES
    figures |= {"sealed": NONCES, "nonces that came twice": NONCES - len(seen)}
