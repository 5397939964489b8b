"""docs/api.md runs as it is printed, with a real curl against a desk that runs and a Zendesk beside
it, from the key to the note in the ticket; and it names what is."""

import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from django.utils import timezone

from dsar.api import urls
from dsar.api.models import ApiKey, Scope
from dsar.api.views import KeyedView
from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.companies.webhooks import set_webhook
from tests.faults.crew import WORKER, crew
from tests.faults.requester import WEB
from tests.outbox.receiver import Receiver
from tests.outbox.receiver import listening as receiving
from tests.outbox.test_with_a_worker import SAFE
from tests.ticketing.connected import connect
from tests.ticketing.stand_in import DUE_FIELD, TOKEN, Ticket, Zendesk
from tests.ticketing.stand_in import listening as zendesks

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text()
COMMANDS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
ROW = re.compile(r"\| `(GET|POST) (\S+)` \| (.+?) \| .+ \|")


TICKET, SECRET = 48213, "signing-secret-for-tests"


@dataclass
class Ten:
    """The ten minutes of an integrator: a desk that runs, and the Zendesk of its company."""

    environment: dict[str, str]
    zendesk: Zendesk
    receiver: Receiver
    desk_url: str
    tickets: Iterator[int] = field(default_factory=lambda: count(TICKET))

    def given(self) -> dict[str, str]:
        """What is another one for each who reads the page, as it stands there and as it is here."""
        return {
            "http://localhost:8000": self.desk_url,
            "https://example.zendesk.com": self.zendesk.url,
            "api-token-of-the-agent": TOKEN,
            "signing-secret-of-the-webhook": SECRET,
        }

    def run(self, *change: str) -> "subprocess.CompletedProcess[str]":
        """The commands as they are printed, or with a change, about a ticket of its own."""
        ticket, script = next(self.tickets), "".join(COMMANDS)
        self.zendesk.tickets[ticket] = Ticket()
        for printed, here in self.given().items():
            assert script.count(printed) == 1
            script = script.replace(printed, here)
        if change:
            assert change[0] in script
            script = script.replace(change[0], change[1])
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script.replace(str(TICKET), str(ticket))],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=200,
        )


@pytest.fixture
def same_keys(settings) -> None:
    """What is sealed here is opened by processes that refuse the keys of tests."""
    settings.SECRET_KEY, settings.ROOT_KEY = SAFE["DSAR_SECRET_KEY"], SAFE["DSAR_ROOT_KEY"]


@pytest.fixture
def ten(same_keys, connexai, smtp, settings, tmp_path) -> Iterator[Ten]:
    """An administrator has connected the Zendesk and set a webhook, as the page says; a web
    process, a worker and the beat run."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    now, by = timezone.now(), {"actor": "user:1"}
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    kept = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DSAR_ALLOWED_HOSTS": "127.0.0.1",
        "DSAR_PUBLIC_URL": url,
        "DSAR_WEBHOOK_ALLOW_PRIVATE": "1",
    }
    with (
        zendesks() as zendesk,
        receiving() as receiver,
        listener,
        crew(tmp_path, smtp, **kept) as hands,
    ):
        connect(connexai, zendesk, now=now, secret=SECRET)
        set_webhook(
            company_id=connexai.pk, url=receiver.url, is_on=True, is_test=True, now=now, **by
        )
        hands.start((*WEB, "--bind", f"fd://{listener.fileno()}"), sockets=(listener.fileno(),))
        hands.start(WORKER)
        hands.start_beat()
        yield Ten(hands.environment, zendesk, receiver, url)


# Something wrong in each of the page's blocks: who copies that must not believe that it works.
WRONG = [
    ("cases:act ", "cases:acts "),
    ('"right": "access",\n    "channel"', '"right": "acess",\n    "channel"'),
    ("$CASE/clock", "$CASE/clocks"),
    ("If-Match: $ETAG", "If-Match: 1"),
    ("events?after=0", "events?afterwards=0"),
    ("$STAMP$BODY", "$STAMP $BODY"),
    (', "which_data": true', ""),
]


@pytest.mark.faults
@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("openssl")), reason="curl or openssl is not here"
)
def test_the_commands_of_the_page_run_as_printed_and_no_others(ten):
    done = ten.run()
    assert done.returncode == 0, done.stdout + done.stderr
    answers = [json.loads(one) for one in re.findall(r"\{.*?\}(?=\{\"|\n|$)", done.stdout)]
    case = Case.objects.select_related("clock").get(external_system="tickets")
    key = ApiKey.objects.get()
    assert (case.is_test, case.external_id, key.is_test) == (True, str(TICKET), True)
    assert Event.objects.get(event="clock.extended").actor == key.actor
    told = [one["reference"] for one in answers if "reference" in one]
    assert told.count(case.reference) == 4
    assert {"reference", "status", "due_on"} in [set(one) for one in answers]
    feeds = [one for one in answers if "last" in one]
    assert "clock.extended" in [one["type"] for one in feeds[0]["results"]]
    assert feeds[1]["results"] == []

    from_ticket = Case.objects.select_related("clock").get(external_system="zendesk")
    ticket = ten.zendesk.tickets[TICKET]
    paused = f"Clock paused. Due date open. Test case {from_ticket.reference}."
    assert (ticket.notes[-1], ticket.fields[DUE_FIELD]) == (paused, None)
    assert paused in done.stdout
    assert not any(one["public"] for one in ticket.comments)
    assert (from_ticket.is_test, from_ticket.clock.state) == (True, "paused")
    told_of = {json.loads(body)["data"]["reference"] for _, body in ten.receiver.calls}
    assert told_of == {case.reference, from_ticket.reference}

    # Again, about another ticket: who tries twice is not refused, so that a change is what is.
    assert ten.run().returncode == 0
    for change in WRONG:
        assert ten.run(*change).returncode != 0, change


def told() -> dict[tuple[str, str], set[str]]:
    """The scopes of each call, as the page has them."""
    return {
        (method, path): set(re.findall(r"`(\S+?)`", scopes))
        for method, path, scopes in ROW.findall(PAGE)
    }


def known() -> dict[tuple[str, str], set[str]]:
    """The same as the views have them."""
    found = {}
    for one in urls.urlpatterns:
        view = getattr(one.callback, "view_class", None)
        if view is None or not issubclass(view, KeyedView):
            continue
        path = re.sub(r"<\w+:(\w+)>", r"{\1}", f"/api/{one.pattern}").replace("{pk}", "{id}")
        methods = {name.upper() for name in ("get", "post") if hasattr(view, name)}
        found |= {(name, path): {view.scopes[name]} for name in methods if name in view.scopes}
        if "POST" in methods - set(view.scopes):
            found["POST", path] = {Scope.ACT, Scope.RELEASE}
    return found


def test_the_page_has_each_call_with_its_scope():
    assert told() == known()
    assert set().union(*told().values()) == set(Scope.values)


def test_nothing_is_deprecated_as_the_page_says(client):
    schema = client.get("/api/schema/", {"format": "json"}).json()

    deprecated = [one for path in schema["paths"].values() for one in path.values()]
    assert not any(one.get("deprecated") for one in deprecated)
    assert PAGE.endswith("Nothing is deprecated now.\n")
