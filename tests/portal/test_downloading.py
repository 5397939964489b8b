"""A file of the answer leaves only with a fresh code, and leaves a trace."""

from uuid import uuid4

import pytest
from django.db import InternalError
from django.test import Client

from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.cases.operations.misdelivering import report_incident
from dsar.cases.operations.recalling import recall
from dsar.companies.models import Company
from dsar.vault import files
from dsar.vault.operations import unseal
from identity.models import Challenge
from tests import desk
from tests.audit.conftest import break_audit
from tests.portal.conftest import ago, received
from tests.portal.visitor import code_sent, codes_sent, follow


@pytest.fixture
def answered(case: Case) -> Case:
    """Identified and answered with one file, answer.csv."""
    return desk.released(desk.attached(desk.identified(case)))


def path_of(case: Case) -> str:
    return f"/status/request/files/{case.documents.get().pk}/"


def test_a_fresh_code_gives_the_file(answered: Case) -> None:
    client, path = follow(answered), path_of(answered)
    client.post(path, {"send": "1"})

    page = client.post(path, {"code": code_sent()})

    assert b"".join(page.streaming_content) == b"name,Robin\n"
    assert page["Content-Disposition"] == 'attachment; filename="answer.csv"'
    assert page["Content-Length"] == "11"
    assert page["Cache-Control"] == "no-store"
    assert Event.objects.filter(event="answer.downloaded", subject=answered.reference).count() == 1


def test_a_download_that_cannot_be_written_down_gives_no_file(answered: Case) -> None:
    client, path = follow(answered), path_of(answered)
    client.post(path, {"send": "1"})
    break_audit()

    with pytest.raises(InternalError, match="no room"):
        client.post(path, {"code": code_sent()})


def test_the_code_that_opened_the_page_gives_no_file(answered: Case) -> None:
    client = Client()
    client.post(
        "/status/", {"reference": answered.reference, "email": unseal(answered, "person")["email"]}
    )
    code = code_sent()
    client.post("/status/code/", {"code": code})

    page = client.post(path_of(answered), {"code": code})

    assert page.status_code == 422
    assert not Event.objects.filter(event="answer.downloaded").exists()


def test_each_download_needs_its_own(answered: Case) -> None:
    client, path = follow(answered), path_of(answered)
    client.post(path, {"send": "1"})
    code = code_sent()
    client.post(path, {"code": code})

    again = client.post(path, {"code": code})

    assert again.status_code == 422
    assert "This code no longer works" in again.content.decode()


def test_looking_sends_no_code_and_gives_no_file(answered: Case) -> None:
    client = follow(answered)
    before = codes_sent()

    page = client.get(path_of(answered))

    assert page.status_code == 200
    assert "Send me a code" in page.content.decode()
    assert codes_sent() == before


def test_five_wrong_codes_for_a_file_are_told_to_the_officers(answered: Case) -> None:
    client, path = follow(answered), path_of(answered)
    client.post(path, {"send": "1"})
    wrong = "000000" if code_sent() != "000000" else "111111"

    for _ in range(5):
        assert client.post(path, {"code": wrong}).status_code == 422

    assert Event.objects.filter(event="download.refused", subject=answered.reference).count() == 1


def test_after_thirty_days_the_page_says_how_to_get_it_again(answered: Case) -> None:
    Case.objects.update(download_until=ago())
    client = follow(answered)

    page = client.post(path_of(answered), {"send": "1"})

    assert page.status_code == 410
    assert "we will open the download again" in page.content.decode()
    assert "30 days in which you could download" in client.get("/status/request/").content.decode()


def test_an_answer_that_was_taken_back_is_gone_with_its_letter(answered: Case) -> None:
    client = follow(answered)
    assert "This is what we hold." in client.get("/status/request/").content.decode()

    recall(case_id=answered.pk, reason="Wrong.", actor="user:1", now=ago())

    page = client.get("/status/request/").content.decode()
    assert "We have taken our answer back" in page
    assert "This is what we hold." not in page
    assert client.get(path_of(answered)).status_code == 404


def test_a_code_for_one_file_does_not_open_another(answered: Case, nexus_ip: Company) -> None:
    other = received(nexus_ip)
    desk.released(desk.attached(desk.attached(desk.identified(other))))
    first, second = other.documents.order_by("added_at")
    client = follow(other)
    client.post(f"/status/request/files/{first.pk}/", {"send": "1"})

    page = client.post(f"/status/request/files/{second.pk}/", {"code": code_sent()})

    assert page.status_code == 422
    assert not Event.objects.filter(event="answer.downloaded").exists()


def test_another_ones_file_is_not_found(answered: Case, next_connex: Company) -> None:
    stranger = received(next_connex)
    client = follow(stranger)

    assert client.get(path_of(answered)).status_code == 404
    assert client.post(path_of(answered), {"send": "1"}).status_code == 404
    assert client.get(f"/status/request/files/{uuid4()}/").status_code == 404


def test_before_the_release_there_is_no_file(case: Case) -> None:
    desk.attached(desk.identified(case))
    client = follow(case)

    assert client.get(path_of(case)).status_code == 404
    assert "answer.csv" not in client.get("/status/request/").content.decode()


def test_a_file_that_is_gone_says_so_and_leaves_no_trace_of_a_download(answered: Case) -> None:
    client, path = follow(answered), path_of(answered)
    files.destroy(file_id=answered.documents.get().file_id, now=ago())
    client.post(path, {"send": "1"})

    page = client.post(path, {"code": code_sent()})

    assert page.status_code == 410
    assert "no longer here" in page.content.decode()
    assert not Event.objects.filter(event="answer.downloaded").exists()


def test_an_answer_that_reached_the_wrong_person_shows_and_gives_nothing(answered: Case) -> None:
    client, path = follow(answered), path_of(answered)
    client.post(path, {"send": "1"})
    code = code_sent()
    now = ago()
    report_incident(
        case_id=answered.pk,
        what="wrong-address",
        facts="A typo.",
        aware_at=now,
        actor="user:1",
        now=now,
    )

    assert client.post(path, {"code": code}).status_code != 200
    Challenge.objects.update(created_at=ago(minutes=2))  # another one may be sent
    page = follow(answered, Client()).get("/status/request/").content.decode()

    assert "We have closed it to look at it once more." in page
    assert "answer.csv" not in page
    assert "This is what we hold." not in page
