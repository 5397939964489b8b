import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dsar.accounts.models import PasswordLink, User
from dsar.audit.models import Event
from dsar.dashboard.views import arriving
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk
from tests.accounts.factors import give_app

from .conftest import NOW, Clock, words

FORGOTTEN, NEW = "/desk/forgotten/", "/desk/new-password/"
WORDS = "nine-patient-harbours"


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "LONGEST_SECONDS", 0.0)


def ask(email: str = "officer@example.com") -> Any:
    return Client().post(FORGOTTEN, {"email": email})


def links() -> list[str]:
    rows = Message.objects.filter(key__startswith="password-link:").order_by("created_at", "pk")
    found = [
        re.search(r"localhost:8000(/desk/new-password/\S+/)", unseal(row, "payload")["text"])
        for row in rows
    ]
    return [match[1] for match in found if match]


def choose(link: str, password: str = WORDS) -> Any:
    visitor = Client()
    visitor.get(link)
    return visitor.post(NEW, {"password": password})


def test_a_link_lets_one_choose_a_new_password(officer: User) -> None:
    ask("Officer@Example.com")

    assert choose(links()[0])["Location"] == "/desk/sign-in/"

    officer.refresh_from_db()
    assert officer.check_password(WORDS)
    kinds = Event.objects.filter(company_id=0).order_by("seq").values_list("event", flat=True)
    assert list(kinds) == ["password.link-sent", "password.changed"]


def test_the_answer_is_the_same_for_everybody(officer: User, stranger: User) -> None:
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    asked = ("officer@example.com", "stranger@example.com", "nobody@example.com")
    pages = [words(ask(email)).replace(email, "…") for email in asked]

    assert pages[0] == pages[1] == pages[2]
    assert len(links()) == 1


def test_the_time_is_the_same_for_everybody(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(arriving, "LONGEST_SECONDS", 5.0)
    monkeypatch.setattr("dsar.evenly.time.sleep", waits.append)

    ask()
    ask("nobody@example.com")

    assert [round(wait) for wait in waits] == [5, 5]


def test_every_session_is_over_with_a_new_password(officer: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(officer)
    ask()

    choose(links()[0])

    assert elsewhere.get("/desk/account/")["Location"].startswith("/desk/sign-in/")


def test_the_second_factor_is_asked_for_as_before(officer: User) -> None:
    give_app(officer)
    ask()
    choose(links()[0])

    answer = Client().post("/desk/sign-in/", {"login": officer.email, "password": WORDS})

    assert answer["Location"] == "/desk/sign-in/code/"


def test_a_link_is_good_once_and_opening_it_uses_nothing_up(officer: User) -> None:
    ask()
    link = links()[0]
    Client().get(link)

    assert choose(link).status_code == 302
    assert choose(link, "eleven-open-meadows").status_code == 404


@pytest.mark.parametrize(("minutes", "status"), [(9, 302), (10, 404)])
def test_a_link_is_good_for_ten_minutes(
    officer: User, clock: Clock, minutes: int, status: int
) -> None:
    ask()
    clock.set(NOW + timedelta(minutes=minutes))

    assert choose(links()[0]).status_code == status


def test_a_newer_link_ends_the_one_before(officer: User) -> None:
    ask(), ask()
    first, second = links()

    assert choose(first).status_code == 404
    assert choose(second).status_code == 302


def test_a_weak_password_uses_nothing_up(officer: User) -> None:
    ask()

    assert choose(links()[0], "password1234").status_code == 400
    officer.refresh_from_db()
    assert officer.check_password(desk.PASSWORD)
    assert choose(links()[0]).status_code == 302


def test_a_mailbox_is_not_flooded(officer: User) -> None:
    pages = [words(ask()) for _ in range(5)]

    assert len(links()) == 3
    assert len(set(pages)) == 1


def test_only_a_hash_of_the_secret_is_kept(officer: User) -> None:
    ask()

    assert links()[0].split("/")[-2] not in str(list(PasswordLink.objects.values()))


def test_where_nobody_signs_in_by_password_there_is_no_such_page(
    officer: User, settings: Any
) -> None:
    settings.PASSWORD_SIGN_IN = False

    assert ask().status_code == 404
    assert Client().get(f"{NEW}{'0' * 43}/").status_code == 404
