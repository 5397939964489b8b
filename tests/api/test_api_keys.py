import logging
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from dsar.api import throttling
from dsar.api.models import ApiKey, Scope
from dsar.api.operations import NotMade, create_key, revoke_key
from dsar.audit.models import Event
from dsar.companies.models import Company

from .conftest import NOW

pytestmark = pytest.mark.django_db
CASES = "/api/v1/cases"


def as_bearer(text):
    return Client(headers={"Authorization": text}).get(CASES)


def test_a_key_opens_the_door(caller):
    assert caller.get(CASES).status_code == 200


def test_a_key_is_not_stored(caller):
    assert caller.token not in str(ApiKey.objects.values().get())
    assert caller.token.split("_", 2)[2] not in str(ApiKey.objects.values().get())


def test_no_key_is_asked_for_one():
    response = Client().get(CASES)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["title"] == "No API key was sent"


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer live_00000000_x",
        "Bearer live__",
        "Bearer a b",
        "Bearer \xe9_\xe9_\xe9",
        "Basic {token}",
        "Token {token}",
        "{token}",
        "Bearer {token}x",
        "Bearer x{token}",
        "Bearer {prefix}",
    ],
)
def test_what_is_no_key_opens_nothing(caller, header):
    text = header.format(token=caller.token, prefix=caller.key.prefix)

    assert as_bearer(text).status_code == 401


def test_a_key_that_was_cut_is_to_be_sent_whole(caller):
    refused = as_bearer(f"Bearer {caller.token[:-1]}").json()

    assert (refused["status"], refused["title"]) == (401, "This API key cannot be used")
    assert "Send it whole" in refused["detail"]


def test_the_scheme_may_be_written_in_small_letters(caller):
    assert as_bearer(f"bearer {caller.token}").status_code == 200


def test_a_key_in_the_address_opens_nothing(caller):
    assert Client().get(CASES, {"key": caller.token}).status_code == 401


def test_a_revoked_key_opens_nothing(caller):
    revoke_key(prefix=caller.key.prefix, actor="user:1", now=timezone.now())

    response = caller.get(CASES)

    assert response.status_code == 401
    assert "was revoked" in response.json()["detail"]
    assert Event.objects.filter(event="api-key.revoked", actor="user:1").count() == 1


def test_revoking_twice_changes_nothing(caller):
    first = revoke_key(prefix=caller.key.prefix, actor="user:1", now=NOW)
    again = revoke_key(prefix=caller.key.prefix, actor="user:2", now=NOW + timedelta(days=1))

    assert again.revoked_at == first.revoked_at == NOW
    assert Event.objects.filter(event="api-key.revoked").count() == 1


def test_an_expired_key_opens_nothing(make_caller):
    late = make_caller(expires_at=timezone.now() - timedelta(seconds=1))
    early = make_caller(expires_at=timezone.now() + timedelta(minutes=1))

    assert "has expired" in late.get(CASES).json()["detail"]
    assert early.get(CASES).status_code == 200


def test_a_key_may_do_only_what_its_scopes_say(make_caller):
    reader, writer = make_caller(scopes=["cases:read"]), make_caller(scopes=["cases:create"])

    refused = reader.create()
    assert refused.status_code == 403
    assert refused.json()["detail"] == "It needs the scope cases:create."
    assert writer.create().status_code == 201
    assert writer.get(CASES).status_code == 403
    assert writer.get(f"{CASES}/CAI-2222-22").status_code == 403
    assert reader.get(CASES).status_code == 200


def test_a_key_shows_when_it_was_used_last_to_the_minute(caller):
    caller.get(CASES)
    first = ApiKey.objects.get().last_used_at

    caller.get(CASES)
    assert ApiKey.objects.get().last_used_at == first

    ApiKey.objects.update(last_used_at=NOW)
    caller.get(CASES)
    assert ApiKey.objects.get().last_used_at > first


def test_a_signed_in_officer_has_no_key(client, django_user_model):
    officer = django_user_model.objects.create(
        email="asha@example.org", name="Asha Rao", created_at=NOW
    )
    client.force_login(officer)

    assert client.get(CASES).status_code == 401


def test_neither_key_nor_person_reaches_the_log(caller, caplog):
    caplog.set_level(logging.DEBUG)

    caller.create()
    caller.create(right="everything", key="2")
    caller.get(f"{CASES}/CAI-2222-22")

    assert caller.token.split("_", 2)[2] not in caplog.text
    assert "example.org" not in caplog.text
    assert "A. Example" not in caplog.text


# --- Limits ---------------------------------------------------------------------------------------


def test_a_key_may_call_so_often_a_minute(caller, make_caller, settings, monkeypatch):
    settings.API_CALLS_PER_MINUTE = 3
    monkeypatch.setattr(throttling.time, "time", lambda: 1_000_000.0)  # 20 s into its minute
    other = make_caller()

    codes = [caller.get(CASES).status_code for _ in range(4)]
    refused = caller.get(CASES)

    assert codes == [200, 200, 200, 429]
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert other.get(CASES).status_code == 200
    monkeypatch.setattr(throttling.time, "time", lambda: 1_000_060.0)
    assert caller.get(CASES).status_code == 200


def test_a_call_beyond_the_scopes_is_counted_once_and_told_what_is_left(make_caller, settings):
    settings.API_CALLS_PER_MINUTE = 3
    caller = make_caller(scopes=[Scope.CREATE])

    refused = [caller.get(CASES) for _ in range(4)]

    assert [one.status_code for one in refused] == [403, 403, 403, 429]
    assert [one["RateLimit-Remaining"] for one in refused] == ["2", "1", "0", "0"]
    assert {one["RateLimit-Limit"] for one in refused} == {"3"}


def test_without_redis_calls_are_answered(caller, settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }

    assert [caller.get(CASES).status_code for _ in range(3)] == [200, 200, 200]


def test_a_lost_counter_begins_anew(caller, settings, monkeypatch):
    settings.API_CALLS_PER_MINUTE = 1
    caller.get(CASES)
    monkeypatch.setattr(cache, "add", lambda *args: False, raising=False)
    cache.clear()

    assert caller.get(CASES).status_code == 200


def test_two_first_calls_at_once_are_two(caller, settings, monkeypatch):
    settings.API_CALLS_PER_MINUTE = 3

    def lost(name, value, timeout):
        monkeypatch.undo()
        assert cache.add(name, value, timeout)  # somebody else's, just before ours
        return False

    monkeypatch.setattr(cache, "add", lost, raising=False)

    assert caller.get(CASES)["RateLimit-Remaining"] == "1"


# --- Making keys ----------------------------------------------------------------------------------


def test_the_command_prints_the_key_alone(connexai):
    out, notes = StringIO(), StringIO()

    call_command(
        "create_api_key",
        "connexai",
        "--name=Zendesk",
        "--scopes=cases:read",
        "--test",
        "--days=30",
        stdout=out,
        stderr=notes,
    )

    [token] = out.getvalue().split()
    key = ApiKey.objects.get()
    assert token.startswith(f"test_{key.prefix}_")
    assert token not in notes.getvalue()
    assert (key.name, key.scopes, key.is_test) == ("Zendesk", ["cases:read"], True)
    assert key.expires_at - key.created_at == timedelta(days=30)
    assert as_bearer(f"Bearer {token}").status_code == 200
    assert Event.objects.filter(event="api-key.created").count() == 1


def test_both_scopes_are_given_unless_said_otherwise(connexai):
    call_command("create_api_key", "connexai", "--name=Zendesk", stdout=StringIO())

    assert ApiKey.objects.get().scopes == ["cases:create", "cases:read"]


def test_scopes_may_be_joined_by_a_comma(connexai):
    call_command(
        "create_api_key",
        "connexai",
        "--name=Zendesk",
        "--scopes=cases:read,cases:create",
        stdout=StringIO(),
    )

    assert len(ApiKey.objects.get().scopes) == 2


@pytest.mark.parametrize(
    ("company", "scopes", "says"),
    [
        ("nobody", "cases:read", "no company nobody"),
        ("connexai", "cases:delete", "no scope cases:delete"),
        ("connexai", ",", "at least one scope"),
    ],
)
def test_the_command_says_why_not(connexai, company, scopes, says):
    with pytest.raises(CommandError, match=says):
        call_command("create_api_key", company, "--name=Z", f"--scopes={scopes}")


def test_a_company_without_a_policy_gets_no_key(db):
    company = Company.objects.create(slug="new", code="NEW", name="New Co", website="example.org")

    with pytest.raises(NotMade, match="no published policy"):
        create_key(
            company=company,
            name="Z",
            scopes=["cases:read"],
            is_test=True,
            actor="system",
            now=NOW,
        )


def test_the_revoke_command_takes_a_key_back(caller):
    call_command("revoke_api_key", caller.key.prefix, stderr=StringIO())

    assert caller.get(CASES).status_code == 401
    with pytest.raises(CommandError, match="no key"):
        call_command("revoke_api_key", "00000000")


@pytest.mark.parametrize("scopes", [[], ["cases:delete"]])
def test_the_database_refuses_unknown_scopes(caller, scopes):
    with pytest.raises(IntegrityError, match="api_key_scopes_known"):
        ApiKey.objects.update(scopes=scopes)
