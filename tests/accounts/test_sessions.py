from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from dsar.accounts.models import User
from dsar.accounts.operations import add_user, deactivate_user
from dsar.accounts.templatetags.accounts import browser as in_words
from dsar.audit.models import Event
from dsar.outbox import sweeps
from dsar.portal.drafts import start
from dsar.portal.returning import keep_for_later
from tests import desk
from tests.portal.visitor import follow

from .conftest import NOW, PASSWORD

SIGN_IN, ACCOUNT, END = "/desk/sign-in/", "/desk/account/", "/desk/account/sessions/end/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
pytestmark = pytest.mark.django_db


def sign_in(user_agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": user_agent})
    client.post(SIGN_IN, {"login": "asha@example.org", "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def test_the_page_says_where_one_is_signed_in(asha: User) -> None:
    here = sign_in()
    sign_in("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Mobile Safari/604.1")

    page = here.get(ACCOUNT).content.decode()

    assert "Firefox on Linux" in page
    assert "Safari on an iPhone" in page
    assert page.count("This one") == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.0", "Another browser"),
        ("<script>", "Another browser"),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(given: str, words: str) -> None:
    assert in_words(given) == words


def test_one_session_is_ended_and_no_other(asha: User) -> None:
    here, lost, third = sign_in(), sign_in(), sign_in()
    row = UserSession.objects.get(session_key=lost.session.session_key)

    assert here.post(END, {"session": row.pk})["Location"] == ACCOUNT

    assert [is_in(client) for client in (here, lost, third)] == [True, False, True]


def test_all_others_are_ended(asha: User) -> None:
    here, lost, third = sign_in(), sign_in(), sign_in()

    here.post(END, {"session": "others"})

    assert [is_in(client) for client in (here, lost, third)] == [True, False, False]
    assert here.get(ACCOUNT).content.decode().count("Firefox on Linux") == 1
    assert Event.objects.filter(company_id=0, event="session.ended").exists()


def test_a_session_that_no_list_knows_is_ended_with_the_others(asha: User) -> None:
    here, unlisted = sign_in(), Client()
    unlisted.force_login(asha)

    here.post(END, {"session": "others"})

    assert not is_in(unlisted)


@pytest.mark.parametrize("what", ["", "x", "0", "9" * 30])
def test_there_must_be_such_a_session(asha: User, what: str) -> None:
    assert sign_in().post(END, {"session": what}).status_code == 404


def test_nobody_ends_the_session_of_another(asha: User) -> None:
    ben = add_user(email="ben@example.org", name="Ben", password=PASSWORD, now=NOW)
    his = Client()
    his.force_login(ben)
    hers = sign_in()
    row = UserSession.objects.get(user=asha)

    assert his.post(END, {"session": row.pk}).status_code == 404
    assert is_in(hers)


def test_somebody_let_in_again_signs_in_anew(asha: User) -> None:
    client = sign_in()
    deactivate_user(user_id=asha.pk, actor="system", now=NOW)
    User.objects.filter(pk=asha.pk).update(is_active=True)

    assert not is_in(client)


class Clock:
    now: datetime = NOW


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Clock:
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 120, 10
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.mark.parametrize(("minutes", "stays"), [(119, True), (121, False)])
def test_a_session_that_nobody_uses_ends(
    asha: User, clock: Clock, minutes: int, stays: bool
) -> None:
    client = sign_in()
    assert is_in(client)

    clock.now += timedelta(minutes=minutes)

    assert is_in(client) is stays


def test_each_use_begins_the_wait_anew_but_no_day_lasts_for_ever(asha: User, clock: Clock) -> None:
    client = sign_in()
    assert is_in(client)

    seen = []
    for _ in range(11):
        clock.now += timedelta(minutes=60)
        seen.append(is_in(client))

    assert seen == [True] * 10 + [False]
    assert Event.objects.filter(event="session.ended", facts={"why": "time"}).count() == 1


def test_whoever_is_out_by_time_reads_so_and_comes_back_to_the_page(
    asha: User, clock: Clock
) -> None:
    client = sign_in()
    client.get(ACCOUNT)
    clock.now += timedelta(hours=3)

    page = client.get(ACCOUNT, follow=True)

    assert page.redirect_chain[0][0] == f"{SIGN_IN}?next={ACCOUNT}"
    assert "You were signed out" in page.content.decode()


def test_what_ran_out_leaves_no_row_and_no_address_behind(asha: User) -> None:
    sign_in()
    over = timezone.now() + timedelta(days=30)
    used = sign_in()
    Session.objects.filter(session_key=used.session.session_key).update(expire_date=over)

    assert sweeps.run_all(now=over - timedelta(days=1))["sessions"] == 1

    left = {used.session.session_key}
    assert set(Session.objects.values_list("session_key", flat=True)) == left
    assert set(UserSession.objects.values_list("session_key", flat=True)) == left


def test_a_session_just_begun_stays_in_the_list(asha: User) -> None:
    here = sign_in()

    sweeps.run_all(now=timezone.now())

    assert "This one" in here.get(ACCOUNT).content.decode()


def test_an_officer_who_uses_the_public_form_stays_in_the_list(asha: User) -> None:
    """Their session goes on under another key, and can still be ended from elsewhere."""
    case = desk.receive(desk.publish())
    here, elsewhere = sign_in(), sign_in()
    before = here.session.session_key

    follow(case, here)

    assert here.session.session_key != before
    assert here.get(ACCOUNT).content.decode().count("This one") == 1
    row = UserSession.objects.get(session_key=here.session.session_key)
    elsewhere.post(END, {"session": row.pk})
    assert [is_in(client) for client in (here, elsewhere)] == [False, True]


def test_and_so_does_one_who_opens_a_draft(asha: User) -> None:
    company = desk.publish()
    code = keep_for_later(draft_id=start(company=company, now=NOW).pk, now=timezone.now()).code
    here = sign_in()

    here.post(f"/{company.slug}/draft/", {"code": code})

    assert UserSession.objects.filter(session_key=here.session.session_key).exists()
