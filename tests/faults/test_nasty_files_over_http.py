"""F18 once more, at a real web server: it is handed every file there is, and the form goes on."""

import threading
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest
import requests
from django.conf import settings
from django.test import Client

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from tests import desk
from tests.faults import nasty
from tests.faults.conftest import FULL
from tests.faults.crew import children_of, crew
from tests.faults.desks import Desks
from tests.faults.requester import SLUG, Requester, asking
from tests.faults.sink import Sink

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(3600),
    pytest.mark.django_db(transaction=True),
    pytest.mark.spared(4, 5, 7, why="only the web server runs: nobody sends"),
]

FILES = 400 if FULL else 12  # at most
# Seconds that any page may take in 95 of 100 seconds; a short run has five of them, and company.
SLOWEST = 1.0 if FULL else 5.0


class Officer:
    """Somebody at the desk, over HTTP, who attaches what they are given."""

    def __init__(self, base: str, case: Case) -> None:
        person = desk.person(Role.OFFICER, case.company)
        signed_in = Client()
        signed_in.force_login(person)
        self.path = f"{base}/desk/cases/{case.reference}/attach/"
        self.session = requests.Session()
        name = settings.SESSION_COOKIE_NAME
        self.session.cookies.set(name, signed_in.cookies[name].value)

    def attach(self, name: str, content: bytes) -> int:
        """The status of the answer."""
        self.session.get(self.path, timeout=60)
        token = self.session.cookies.get(settings.CSRF_COOKIE_NAME) or ""
        answer = self.session.post(
            self.path,
            data={"csrfmiddlewaretoken": token, "explanation": "All of it."},
            files={"upload": (name, content)},
            headers={"Referer": self.path},
            allow_redirects=False,
            timeout=120,
        )
        return answer.status_code


def test_a_web_server_lives_on_and_the_form_answers(
    desks: Desks, sink: Sink, tmp_path: Path, figures: dict[str, Any]
) -> None:
    case = desk.identified(desk.receive(desk.publish(SLUG)))
    files = [*nasty.pdfs(), *nasty.pictures(), *nasty.others()]
    files = files[:: max(1, len(files) // FILES)]
    statuses = []

    with crew(tmp_path, sink) as hands, asking(hands) as web:
        workers = children_of(hands.oldest().pid)
        officer, words = Officer(web.base, case), Words(web)
        words.start()
        for name, content in files:
            statuses.append(officer.attach(f"{name}.pdf", content))
        words.stop()
        died = set(workers) - set(children_of(hands.oldest().pid))
        assert not died, hands.said()
        assert not hands.dead(), hands.said()

    slow = quantiles(words.took, n=20)[-1]
    figures |= {
        "files": len(files),
        "answers": {str(code): statuses.count(code) for code in sorted(set(statuses))},
        "web processes that died": len(died),
        "requests sent meanwhile": web.sent,
        "answers other than 2xx to them": web.refused,
        "slowest page of a second, 95 of 100 within, seconds": round(slow, 2),
    }
    assert set(statuses) <= {200, 302, 400, 413, 422}
    assert web.refused == []
    assert web.sent >= 1
    assert slow <= SLOWEST


class Words(threading.Thread):
    """Requests without any file, while the files are read; `took` is of each page, in seconds."""

    # What one network may send in an hour.
    MOST = 25

    def __init__(self, web: Requester) -> None:
        super().__init__()
        self.web, self.took, self.over = web, list[float](), threading.Event()

    def run(self) -> None:
        while True:
            self.web.worst = 0.0
            if self.web.sent < self.MOST:
                self.web.send()
            done = self.over.wait(1.0)
            self.took.append(self.web.worst)
            if done:
                return

    def stop(self) -> None:
        self.over.set()
        self.join()
