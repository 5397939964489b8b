"""Administrators make API keys, see each once, switch to live and take them back."""

import re
import shlex
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.companies.api_keys import ApiKey, NotMade, create_key, go_live
from tests import desk

from .conftest import NOW, words

pytestmark = pytest.mark.django_db
PAGE = "/desk/keys/nexus-ip/"
WANTED = {
    "name": "Zendesk",
    "scopes": ["cases:create", "cases:read"],
    "kind": "test",
    "lasts": "90",
}


@pytest.fixture
def admin(company, signed_in) -> Client:
    return signed_in(desk.person(Role.ADMIN, company, name="ada"))


@pytest.fixture
def key(company) -> ApiKey:
    given = {"name": "Zendesk", "scopes": ["cases:read"], "is_test": True}
    return create_key(company=company, actor="user:1", now=NOW, **given)[0]


def token_in(response) -> str:
    return re.search(r'<code class="key">([^<]+)</code>', response.content.decode())[1]


def opens(token: str) -> int:
    return Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/cases").status_code


def test_a_key_is_shown_once_and_opens_the_api(admin):
    response = admin.post(PAGE, WANTED)
    token = token_in(response)

    made = ApiKey.objects.get()
    assert opens(token) == 200
    assert token.startswith("test_")
    assert (made.is_test, made.scopes) == (True, ["cases:create", "cases:read"])
    assert made.expires_at == NOW + timedelta(days=90)
    assert token not in admin.get(PAGE).content.decode()
    assert response["Cache-Control"].count("no-store") == 1


def printed(response) -> list[str]:
    """The command of the page, as a shell takes it apart."""
    [command] = re.findall(r"<pre><code>(.*?)</code></pre>", response.text, re.DOTALL)
    return shlex.split(unescape(command).replace("\\\n", ""))


def run(command: list[str]) -> Any:
    """As curl would."""
    name, url, *options = command
    given = list(zip(options[::2], options[1::2], strict=True))
    headers = dict(one.split(": ", 1) for option, one in given if option == "-H")
    [body] = [one for option, one in given if option == "-d"]
    assert (name, len(given)) == ("curl", 4)
    client = Client(enforce_csrf_checks=True, headers=headers)
    address = url.removeprefix(configured.PUBLIC_URL)
    return client.post(address, body, content_type=headers["Content-Type"])


def test_the_first_call_of_a_test_key_runs_as_printed(admin, company):
    command = printed(admin.post(PAGE, WANTED))

    answers = [run(command), run(command)]

    assert [one.status_code for one in answers] == [201, 201]
    case = Case.objects.get()
    assert (case.company, case.is_test) == (company, True)
    told = answers[0].json()
    assert (told["reference"], told["due_on"]) == (case.reference, case.clock.due_on.isoformat())
    assert answers[1].json()["reference"] == case.reference


def test_a_key_that_makes_no_test_case_is_tried_by_reading(admin, key):
    only_reads = admin.post(PAGE, WANTED | {"scopes": ["cases:read"]})
    live = admin.post(PAGE, WANTED | {"kind": "live"})
    for response in (only_reads, live):
        assert printed(response)[-1] == f"{configured.PUBLIC_URL}/api/v1/cases"
        assert "-d" not in printed(response)
    events = admin.post(PAGE, WANTED | {"scopes": ["events:read"]})
    assert "<pre>" not in events.text


def test_who_made_it_is_in_the_record(admin):
    admin.post(PAGE, WANTED)

    assert Event.objects.get(event="api-key.created").actor.startswith("user:")


def test_a_key_may_last_until_it_is_revoked(admin):
    admin.post(PAGE, WANTED | {"lasts": ""})

    assert ApiKey.objects.get().expires_at is None


def test_a_key_for_nothing_is_not_made(admin):
    response = admin.post(PAGE, {"name": "Zendesk", "kind": "test"})

    assert response.status_code == 400
    assert "Tick at least one thing" in words(response)
    assert not ApiKey.objects.exists()


def test_whoever_did_not_prove_who_they_are_makes_none(company):
    client = Client()
    client.force_login(desk.person(Role.ADMIN, company, name="ada"))

    assert client.post(PAGE, WANTED).status_code == 403
    assert not ApiKey.objects.exists()


def test_the_list_says_when_it_was_last_used(admin, key):
    assert "Never" in words(admin.get(PAGE))

    ApiKey.objects.update(last_used_at=NOW)

    assert "Never" not in words(admin.get(PAGE))


def test_the_live_twin_has_another_secret_and_the_same_scopes(admin, key):
    page = f"{PAGE}{key.pk}/"
    assert "people wait for their answers" in words(admin.get(page))

    token = token_in(admin.post(page, {"do": "live"}))

    live = ApiKey.objects.get(is_test=False)
    assert (live.scopes, live.name, live.expires_at) == (key.scopes, key.name, key.expires_at)
    assert token.startswith("live_")
    assert opens(token) == 200


def test_a_live_key_has_no_twin(admin, key):
    live, _ = go_live(key=key, actor="user:1", now=NOW)

    with pytest.raises(NotMade):
        go_live(key=live, actor="user:1", now=NOW)
    assert admin.post(f"{PAGE}{live.pk}/", {"do": "live"}).status_code == 302
    assert ApiKey.objects.count() == 2


def test_a_revoked_key_says_so_and_opens_nothing(admin):
    token = token_in(admin.post(PAGE, WANTED))

    admin.post(f"{PAGE}{ApiKey.objects.get().pk}/", {"do": "revoke"})

    assert opens(token) == 401
    assert "Revoked on" in words(admin.get(PAGE))


def test_a_key_of_another_company_does_not_exist(admin, key, stranger_key):
    assert admin.post(f"{PAGE}{stranger_key.pk}/", {"do": "revoke"}).status_code == 404
    assert ApiKey.objects.get(pk=stranger_key.pk).revoked_at is None


@pytest.fixture
def stranger_key(key) -> ApiKey:
    given = {"name": "Jira", "scopes": ["cases:read"], "is_test": True}
    other = desk.publish("next-connex")
    return create_key(company=other, actor="user:1", now=NOW, **given)[0]
