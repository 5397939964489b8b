from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from dsar.accounts.models import User
from dsar.accounts.operations import add_user
from dsar.accounts.step_up import proved
from dsar.urls import urlpatterns as product
from tests.proving import just_proved

from .conftest import PASSWORD

PROVE, GRAVE = "/desk/prove/", "/desk/grave/"
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@proved
def grave(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"done: {request.POST.getlist('word')}")


urlpatterns = [path("desk/grave/", grave), *product]


@pytest.fixture
def client(asha: User) -> Client:
    """Asha's browser, which has been open for a while."""
    client = Client()
    client.force_login(asha)
    just_proved(client, now=timezone.now() - timedelta(minutes=11))
    return client


def prove(client: Client, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(PROVE, {"prove_password": password, **more})


@pytest.mark.parametrize(("minutes", "status"), [(9, 200), (11, 302), (-5, 302)])
def test_a_proof_holds_for_ten_minutes_and_not_before_it_was_given(
    client: Client, minutes: int, status: int
) -> None:
    just_proved(client, now=timezone.now() - timedelta(minutes=minutes))

    assert client.get(GRAVE).status_code == status


def test_the_setting_says_for_how_long(client: Client, settings: Any) -> None:
    settings.PROOF_MINUTES = 15

    assert client.get(GRAVE).status_code == 200


def test_whoever_looked_is_brought_back(client: Client) -> None:
    sent = client.get(GRAVE + "?page=2")
    assert sent["Location"] == f"{PROVE}?next=%2Fdesk%2Fgrave%2F%3Fpage%3D2"
    assert (
        'name="prove_next" value="/desk/grave/?page=2"'
        in client.get(sent["Location"]).content.decode()
    )

    assert prove(client, prove_next="/desk/grave/?page=2")["Location"] == "/desk/grave/?page=2"

    assert client.get(GRAVE).status_code == 200


def test_what_was_sent_waits_in_the_page_and_goes_on_after_the_proof(client: Client) -> None:
    page = client.post(GRAVE, {"word": ["one", "<two>"], "old_password": "nobody-keeps-this"})

    assert page.status_code == 403
    text = page.content.decode()
    assert '<input type="hidden" name="word" value="one">' in text
    assert '<input type="hidden" name="word" value="&lt;two&gt;">' in text
    assert "nobody-keeps-this" not in text
    answer = client.post(
        PROVE,
        {"prove_password": PASSWORD, "prove_next": GRAVE, "prove_form": "send", "word": "one"},
        follow=True,
    )
    assert answer.content == b"done: ['one']"


def test_nothing_that_was_sent_stands_in_the_session(client: Client) -> None:
    client.post(GRAVE, {"word": "Dana Unmistakable"})

    assert "Unmistakable" not in str(dict(client.session))


def test_a_wrong_password_proves_nothing_and_loses_no_word(client: Client) -> None:
    page = prove(client, "guess-guess-guess", prove_next=GRAVE, prove_form="send", word="one")

    assert page.status_code == 400
    assert "That is not your password." in page.content.decode()
    assert 'name="word" value="one"' in page.content.decode()
    assert 'name="prove_form" value="send"' in page.content.decode()
    assert client.get(GRAVE).status_code == 302


def test_after_five_wrong_tries_the_session_ends_and_no_other(client: Client, asha: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(asha)
    for _ in range(5):
        prove(client, "guess-guess-guess")

    assert prove(client)["Location"] == "/desk/sign-in/"

    assert client.get("/desk/password/")["Location"].startswith("/desk/sign-in/")
    assert elsewhere.get("/desk/password/").status_code == 200


@pytest.mark.parametrize("away", ["//evil.example.com/", "https://evil.example.com/", "desk/"])
def test_nobody_is_sent_to_another_site(client: Client, away: str) -> None:
    assert prove(client, prove_next=away)["Location"] == "/desk/"
    assert prove(client, prove_next=away, prove_form="send")["Location"] == "/desk/"


def test_a_file_is_asked_for_again(client: Client) -> None:
    page = client.post(GRAVE, {"word": "one", "file": SimpleUploadedFile("a.csv", b"a,b\n")})

    assert "choose your file once more" in page.content.decode()
    assert 'name="prove_form" value=""' in page.content.decode()


def test_the_proof_of_one_person_is_none_of_another(client: Client) -> None:
    just_proved(client, now=timezone.now())
    other = add_user(email="ben@example.org", name="Ben", password=PASSWORD, now=timezone.now())
    session = client.session
    records = {
        key: value for key, value in session.items() if key.startswith("account_authentication")
    }
    client.force_login(other)
    session = client.session
    session.update(records)
    session.save()

    assert client.get(GRAVE).status_code == 302
