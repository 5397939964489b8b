"""F16: links and codes under scanners, races, guesses and forged hosts, and sessions that must die.

The control uses a link up when it is fetched, as many products do: nobody's link survives.
"""

import random
import re
import secrets
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client

from dsar.cases.models import Case
from dsar.cases.operations import addressing, verifying
from dsar.cases.operations.intake import Person
from dsar.cases.references import new_reference
from dsar.companies.models import Company
from dsar.outbox.models import Message
from dsar.portal import access
from dsar.vault.operations import unseal
from identity.models import Challenge
from tests import desk
from tests.faults.conftest import FULL
from tests.together import together

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(1800),
    pytest.mark.django_db(transaction=True),
]

ROUNDS = 100 if FULL else 2
AT_ONCE = 50 if FULL else 10
SCANNERS = 20
GUESSES = 10_000 if FULL else 100
ASKED = 2_000 if FULL else 6
EMAIL = "robin@example.org"
THREADS = 4


@pytest.fixture
def company() -> Company:
    return desk.publish("nexus-ip")


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "LONGEST_SECONDS", 0.0)


def browser() -> Client:
    """From an address of its own, so that no limit of one caller stands in for the rest."""
    return Client(REMOTE_ADDR=f"10.{secrets.randbelow(250)}.{secrets.randbelow(250)}.7")


def received(company: Company, email: str = EMAIL) -> Case:
    person = Person(name="Robin Requester", email=email)
    return desk.receive(company, person=person, at=datetime.now(UTC) - timedelta(days=1))


def mail_of(case: Case) -> str:
    rows = Message.objects.filter(key__startswith="code:", data_key=case.data_key)
    text: str = unseal(rows.latest("created_at"), "payload")["text"]
    return text


def asked(case: Case, client: Client | None = None) -> tuple[str, str]:
    """The path of the link and the code, as they stand in the mail."""
    email = unseal(case, "person")["email"]
    (client or browser()).post("/status/", {"reference": case.reference, "email": email})
    text = mail_of(case)
    link = re.search(r"(/status/open/\S+)", text)
    code = re.search(r"\b\d{6}\b", text)
    assert link
    assert code
    return link.group(1), code.group()


def scanned(path: str) -> None:
    for number in range(SCANNERS):
        scanner = browser()
        scanner.get(path, follow=True) if number % 2 else scanner.head(path)
        scanner.get("/status/open/")


def survivors(company: Company) -> int:
    """Links that still open a request after a scanner had them."""
    found = 0
    for _ in range(ROUNDS):
        path, _code = asked(received(company))
        scanned(path)
        somebody = browser()
        somebody.get(path)
        found += somebody.post("/status/open/").headers.get("Location") == "/status/request/"
    return found


@pytest.mark.usefixtures("_at_once")
def test_a_link_survives_its_scanners_and_lets_one_in(
    company: Company, figures: dict[str, Any]
) -> None:
    assert survivors(company) == ROUNDS

    let_in = []
    for _ in range(ROUNDS):
        path, _code = asked(received(company))
        waiting = [browser() for _ in range(AT_ONCE)]
        for one in waiting:
            one.get(path)
        answers = together(*[lambda one=one: one.post("/status/open/") for one in waiting])
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        let_in.append(sum(answer.status_code == 302 for answer in answers))
    assert let_in == [1] * ROUNDS
    figures |= {
        "links": ROUNDS,
        "scanners each": SCANNERS,
        "links that survived": ROUNDS,
        "posts at once": AT_ONCE,
        "let in at most": max(let_in),
        "let in at least": min(let_in),
    }


@pytest.mark.usefixtures("_at_once")
def test_no_guess_opens_anything(
    company: Company, dice: random.Random, figures: dict[str, Any]
) -> None:
    case, guesser = received(company), browser()
    path, code = asked(case, guesser)
    opened = 0
    for _ in range(GUESSES // 2):
        guess = f"/status/open/{secrets.token_urlsafe(32)}/"
        somebody = browser()
        somebody.get(guess)
        opened += somebody.post("/status/open/").status_code == 302
    # Codes: five tries, then the right one is wrong as well, for whoever asks.
    typed = [f"{dice.randrange(10**6):06}" for _ in range(GUESSES // 2)]
    for guess in [one for one in typed if one != code]:
        guesser.defaults["REMOTE_ADDR"] = browser().defaults["REMOTE_ADDR"]
        opened += guesser.post("/status/code/", {"code": guess}).status_code == 302
    opened += guesser.post("/status/code/", {"code": code}).status_code == 302
    guesser.get(path)
    opened += guesser.post("/status/open/").status_code == 302

    assert opened == 0
    figures |= {"guesses": GUESSES, "opened": opened}


@pytest.mark.usefixtures("_at_once")
def test_what_is_late_or_of_another_case_opens_nothing(
    company: Company, settings: Any, figures: dict[str, Any]
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    opened = poisoned = 0
    for _ in range(ROUNDS):
        case, other = received(company), received(company, "other@example.org")
        path, code = asked(case)
        stranger = browser()
        stranger.post("/status/", {"reference": other.reference, "email": "other@example.org"})
        opened += stranger.post("/status/code/", {"code": code}).status_code == 302
        Challenge.objects.update(expires_at=datetime.now(UTC))
        stranger.get(path)
        opened += stranger.post("/status/open/").status_code == 302
        forged = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}
        Challenge.objects.update(created_at=datetime.now(UTC) - timedelta(minutes=5))
        browser().post("/status/", {"reference": case.reference, "email": EMAIL}, **forged)
        poisoned += "evil.example" in mail_of(case)

    assert (opened, poisoned) == (0, 0)
    figures |= {"rounds": ROUNDS, "opened": opened, "poisoned hosts": poisoned}


def test_known_and_unknown_take_the_same_time_and_say_the_same(
    company: Company, figures: dict[str, Any]
) -> None:
    known = [received(company).reference for _ in range(min(ASKED, 50))]
    seconds: dict[str, list[float]] = {"known": [], "unknown": []}
    pages: dict[str, set[str]] = {"known": set(), "unknown": set()}

    def ask(number: int) -> None:
        try:
            for kind in ("known", "unknown"):
                reference = known[number % len(known)] if kind == "known" else new_reference("NIP")
                somebody = browser()
                began = time.monotonic()
                answer = somebody.post("/status/", {"reference": reference, "email": EMAIL})
                seconds[kind].append(time.monotonic() - began)
                page = somebody.get(answer.headers["Location"]).content.decode()
                without = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
                pages[kind].add(f"{answer.status_code} {answer.headers['Location']} {without}")
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS if FULL else 1) as pool:
        list(pool.map(ask, range(ASKED)))

    assert pages["known"] == pages["unknown"]
    assert len(pages["known"]) == 1
    gap = abs(statistics.median(seconds["known"]) - statistics.median(seconds["unknown"]))
    # A machine that does eight things at once is no stopwatch; alone it is.
    assert gap < (0.005 if FULL else 0.05)
    figures |= {"asked each": ASKED, "median gap, ms": round(gap * 1000, 2), "bodies": 1}


@pytest.mark.usefixtures("_at_once")
def test_pages_that_were_open_are_closed_by_another_address_or_proof(
    company: Company, figures: dict[str, Any]
) -> None:
    alive = 0
    for number in range(ROUNDS):
        case = received(company)
        path, _code = asked(case)
        somebody = browser()
        somebody.get(path)
        somebody.post("/status/open/")
        assert somebody.get("/status/request/").status_code == 200
        now = datetime.now(UTC)
        if number % 2:
            verifying.accept_identity(case_id=case.pk, method="email_code", actor="user:1", now=now)
        else:
            addressing.change_contact(
                case_id=case.pk, email="new@example.net", postal="", reason="They called.",
                actor="user:1", now=now,
            )  # fmt: skip
        alive += somebody.get("/status/request/").status_code == 200
    assert alive == 0
    figures |= {"sessions": ROUNDS, "still alive": alive}


@pytest.mark.usefixtures("_at_once")
def test_a_link_that_a_fetch_uses_up_is_eaten(
    company: Company, monkeypatch: pytest.MonkeyPatch, figures: dict[str, Any]
) -> None:
    """The control."""
    keep = access.keep_link

    def consume(request: HttpRequest, secret: str) -> None:
        keep(request, secret)
        now = datetime.now(UTC)
        Challenge.objects.filter(link_hash=request.session["link"]).update(used_at=now)

    monkeypatch.setattr(access, "keep_link", consume)

    assert survivors(company) == 0
    figures |= {"links": ROUNDS, "links that survived": 0, "lost": ROUNDS}
