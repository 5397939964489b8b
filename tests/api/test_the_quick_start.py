"""docs/api.md runs as it is printed, with a real curl against a real server, and names what is."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dsar.api import urls
from dsar.api.models import ApiKey, Scope
from dsar.api.views import KeyedView
from dsar.audit.models import Event
from dsar.cases.models import Case
from tests.outbox.owing import database_url

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text()
COMMANDS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
ROW = re.compile(r"\| `(GET|POST) (\S+)` \| (.+?) \| .+ \|")


@pytest.fixture
def run(connexai, live_server, settings):
    """The page's commands, of which nothing but the address of the desk is another."""
    settings.PUBLIC_URL = live_server.url
    script = "".join(COMMANDS).replace("DESK=http://localhost:8000", f"DESK={live_server.url}")
    environment = os.environ | {"DATABASE_URL": database_url()}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.settings"

    def run(more: str = "") -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script + more],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=100,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_the_commands_of_the_page_run_as_printed(run):
    printed = run('\necho; desk --head "$DESK/api/v1/cases/$CASE"')

    case, key = Case.objects.select_related("clock").get(), ApiKey.objects.get()
    answers = [json.loads(one) for one in re.findall(r"\{.*?\}(?=\{\"|\n|$)", printed)]
    assert (case.is_test, case.external_system, case.external_id) == (True, "tickets", "48213")
    assert key.is_test
    assert Event.objects.get(event="clock.extended").actor == key.actor
    assert [one["reference"] for one in answers if "reference" in one] == [case.reference] * 4
    assert {"reference", "status", "due_on"} in [set(one) for one in answers]
    feeds = [one for one in answers if "last" in one]
    assert "clock.extended" in [one["type"] for one in feeds[0]["results"]]
    assert feeds[1]["results"] == []
    assert "HTTP/1.1 200" in printed


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
