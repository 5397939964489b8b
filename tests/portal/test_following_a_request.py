"""Reference and address, then a code: the same words for whoever does not belong there."""

import re
import time
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from dsar.cases.models import Case
from dsar.cases.references import new_reference
from dsar.companies.models import Company
from dsar.outbox.models import Message
from dsar.portal import access
from dsar.vault.operations import unseal
from identity.models import Challenge
from tests.portal.conftest import received
from tests.portal.visitor import code_sent, codes_sent, follow

EMAIL = "robin@example.org"


def ask(client: Client, reference: str, email: str = EMAIL) -> object:
    return client.post("/status/", {"reference": reference, "email": email}, follow=True)


def without_tokens(page: object) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.content.decode())  # type: ignore[attr-defined]


def test_the_link_of_a_mail_fills_in_the_reference_and_uses_nothing(case: Case) -> None:
    client = Client()
    for _ in range(3):
        page = client.get(f"/status/?ref={case.reference}")

    assert f'value="{case.reference}"' in page.content.decode()
    assert codes_sent() == 0


def test_the_code_opens_the_request(case: Case) -> None:
    client = Client()
    ask(client, case.reference)

    page = client.post("/status/code/", {"code": code_sent()}, follow=True)

    assert page.request["PATH_INFO"] == "/status/request/"
    assert case.reference in page.content.decode()


@pytest.mark.parametrize("typed", ["{} ", " {}", "lower", "without dashes"])
def test_a_reference_may_be_typed_as_people_type(case: Case, typed: str) -> None:
    reference = {
        "lower": case.reference.lower(),
        "without dashes": case.reference.replace("-", ""),
    }.get(typed, typed.format(case.reference))

    ask(Client(), reference, "ROBIN@example.org")

    assert codes_sent() == 1


@pytest.mark.parametrize(
    ("reference", "email"),
    [("NIP-2222-22", EMAIL), ("nonsense", EMAIL), ("known", "stranger@example.org")],
)
def test_an_unknown_pair_gets_the_same_page_and_no_code(
    case: Case, reference: str, email: str
) -> None:
    known = ask(Client(), case.reference)
    unknown = ask(Client(), case.reference if reference == "known" else reference, email)

    assert without_tokens(unknown) == without_tokens(known)
    assert unknown.redirect_chain == known.redirect_chain  # type: ignore[attr-defined]
    assert dict(unknown.headers) == dict(known.headers)  # type: ignore[attr-defined]
    assert codes_sent() == 1


def test_both_take_the_same_time(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "LONGEST_SECONDS", 0.5)
    took = []
    for reference in (case.reference, "NIP-2222-22"):
        began = time.monotonic()
        Client().post("/status/", {"reference": reference, "email": EMAIL})
        took.append(time.monotonic() - began)

    assert min(took) >= 0.5
    assert abs(took[0] - took[1]) < 0.1


def test_an_unknown_pair_can_be_tried_like_a_known_one(case: Case) -> None:
    known, unknown = Client(), Client()
    ask(known, case.reference)
    ask(unknown, "NIP-2222-22")
    wrong = "000000" if code_sent() != "000000" else "000001"

    for _ in range(6):
        pages = [each.post("/status/code/", {"code": wrong}) for each in (known, unknown)]
        assert without_tokens(pages[0]) == without_tokens(pages[1])
        assert pages[0].status_code == pages[1].status_code == 422


def test_whoever_gets_no_code_is_led_back_to_what_was_typed(case: Case) -> None:
    page = ask(Client(), "NIP-2222-22").content.decode()

    assert "Still no email?" in page
    assert '<a href="/status/">type them again</a>' in page


def test_a_wrong_code_says_how_often_one_may_still_try(case: Case) -> None:
    client = Client()
    ask(client, case.reference)
    wrong = "000000" if code_sent() != "000000" else "000001"

    page = client.post("/status/code/", {"code": wrong})

    assert "you can try 4 more times" in page.content.decode()
    assert client.post("/status/code/", {"code": code_sent()}).status_code == 302


def test_after_the_fifth_wrong_code_the_right_one_fails_too(case: Case) -> None:
    client = Client()
    ask(client, case.reference)
    wrong = "000000" if code_sent() != "000000" else "000001"
    for _ in range(5):
        page = client.post("/status/code/", {"code": wrong})
    assert "too often" in page.content.decode()

    page = client.post("/status/code/", {"code": code_sent()})

    assert page.status_code == 422
    assert client.get("/status/request/").status_code == 302


def test_an_old_code_no_longer_works(case: Case) -> None:
    client = Client()
    ask(client, case.reference)
    Challenge.objects.update(expires_at=timezone.now())

    page = client.post("/status/code/", {"code": code_sent()})

    assert "This code no longer works; ask for a new one." in page.content.decode()


def test_a_code_works_once(case: Case) -> None:
    first, second = Client(), Client()
    ask(first, case.reference)
    second.cookies = first.cookies.copy()
    second.cookies = type(first.cookies)(first.cookies.output(header="", sep=";"))
    first.post("/status/code/", {"code": code_sent()})

    page = second.post("/status/code/", {"code": code_sent()}, follow=True)

    assert page.request["PATH_INFO"] in ("/status/", "/status/code/")


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567", "x" * 50])
def test_what_is_no_code_uses_up_no_try(case: Case, code: str) -> None:
    client = Client()
    ask(client, case.reference)

    page = client.post("/status/code/", {"code": code})

    assert page.status_code == 422
    assert Challenge.objects.get().tries_left == 5


def test_a_code_can_be_pasted_with_a_space(case: Case) -> None:
    client = Client()
    ask(client, case.reference)
    code = code_sent()

    assert client.post("/status/code/", {"code": f" {code[:3]} {code[3:]} "}).status_code == 302


def test_asking_twice_within_a_minute_leaves_the_first_code_alive(case: Case) -> None:
    client = Client()
    ask(client, case.reference)
    code = code_sent()
    ask(client, case.reference)
    client.post("/status/code/again/")

    assert codes_sent() == 1
    assert client.post("/status/code/", {"code": code}).status_code == 302


def test_a_new_code_can_be_sent_after_a_minute(case: Case) -> None:
    client = Client()
    ask(client, case.reference)
    Challenge.objects.update(created_at=timezone.now() - timedelta(seconds=61))

    client.post("/status/code/again/")

    assert codes_sent() == 2
    assert client.post("/status/code/", {"code": code_sent()}).status_code == 302


def test_a_new_code_for_nobody_looks_alike(case: Case) -> None:
    client = Client()
    ask(client, "NIP-2222-22")

    page = client.post("/status/code/again/", follow=True)

    assert page.request["PATH_INFO"] == "/status/code/"
    assert codes_sent() == 0
    assert Challenge.objects.count() == 1  # within a minute the first one counts, as for anybody


def tried_too_often(reference: str, email: str, then: str, later: timedelta) -> list[str]:
    """What is read after five wrong codes, then asking anew, then another wrong code; `later` than
    the first asking."""
    client, read = Client(), []
    ask(client, reference, email)
    for _ in range(5):
        read.append(without_tokens(client.post("/status/code/", {"code": "000000"})))
    Challenge.objects.update(created_at=timezone.now() - later)
    if then == "again":
        client.post("/status/code/again/")
    else:
        ask(client, reference, email)
    for _ in range(2):
        read.append(without_tokens(client.post("/status/code/", {"code": "000000"})))
    return read


@pytest.mark.parametrize("then", ["again", "from the beginning"])
@pytest.mark.parametrize("seconds", [0, 90])
def test_tries_are_counted_alike_for_known_and_unknown(
    case: Case, then: str, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No code is 000000, so that each try is a wrong one.
    monkeypatch.setattr("secrets.randbelow", lambda _: 123456)
    later = timedelta(seconds=seconds)

    known = tried_too_often(case.reference, EMAIL, then, later)

    assert ("you can try 4 more times" in known[5]) == (seconds == 90)
    assert tried_too_often(new_reference("NIP"), EMAIL, then, later) == known
    assert tried_too_often(case.reference, "x@example.org", then, later) == known


def test_an_hours_five_codes_are_counted_alike(case: Case) -> None:
    def asked_often(reference: str) -> list[str]:
        client, read = Client(), []
        for _ in range(7):
            ask(client, reference)
            read.append(without_tokens(client.post("/status/code/", {"code": "000000"})))
            Challenge.objects.update(created_at=F("created_at") - timedelta(seconds=61))
        return read

    known = asked_often(case.reference)

    assert len(set(known)) > 1
    assert asked_often(new_reference("NIP")) == known


def test_a_second_browser_is_told_the_same_of_known_and_unknown(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _: 123456)
    read = []
    for reference in (case.reference, new_reference("NIP")):
        ask(Client(), reference)
        second = Client()
        ask(second, reference)
        second.post("/status/code/again/")
        read.append(
            [without_tokens(second.post("/status/code/", {"code": "000000"})) for _ in range(6)]
        )

    assert read[0] == read[1]


def test_how_a_reference_is_typed_makes_no_difference_for_nobody(case: Case) -> None:
    reference = new_reference("NIP")
    client = Client()
    ask(client, reference, "x@example.org")
    ask(client, reference.lower().replace("-", ""), "X@example.org")

    assert Challenge.objects.count() == 1


def test_a_code_guessed_for_nobody_opens_nothing(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _: 123456)
    client = Client()
    ask(client, new_reference("NIP"))

    page = client.post("/status/code/", {"code": "123456"})

    assert "This code no longer works; ask for a new one." in page.content.decode()
    assert client.get("/status/request/").status_code == 302


def test_the_session_gets_a_new_key_when_the_code_is_right(case: Case) -> None:
    client = Client()
    ask(client, case.reference)
    before = client.cookies["sessionid"].value

    client.post("/status/code/", {"code": code_sent()})

    assert client.cookies["sessionid"].value != before


def test_typing_the_code_confirms_the_address_and_nothing_more(case: Case) -> None:
    follow(case)

    case.refresh_from_db()
    assert case.verification.items.get(kind="email").confirmed_at is not None
    assert case.identity_settled_at is None


def test_the_request_closes_after_an_hour_and_on_leaving(case: Case) -> None:
    client = follow(case)
    assert client.get("/status/request/").status_code == 200

    session = client.session
    session["following"] = session["following"] | {"until": timezone.now().isoformat()}
    session.save()
    assert client.get("/status/request/").status_code == 302

    client = follow_again(case)
    client.post("/status/leave/")
    assert client.get("/status/request/").status_code == 302


def follow_again(case: Case) -> Client:
    Challenge.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    return follow(case)


@pytest.mark.parametrize("path", ["/status/", "/status/code/", "/status/request/"])
def test_the_pages_are_stored_and_indexed_nowhere(case: Case, path: str) -> None:
    client = follow(case)
    ask(client, case.reference)

    page = client.get(path)

    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-referrer" in page["Referrer-Policy"]


def test_no_address_or_mail_subject_tells_who_or_what(case: Case) -> None:
    client = Client()
    chain = ask(client, case.reference).redirect_chain  # type: ignore[attr-defined]
    page = client.post("/status/code/", {"code": code_sent()}, follow=True)

    for address, _ in [*chain, *page.redirect_chain]:
        assert "robin" not in address.lower()
        assert "access" not in address
    for message in Message.objects.all():
        assert unseal(message, "payload")["subject"] == f"Nexus IP: {case.reference}"


def test_a_case_without_an_address_cannot_be_opened(nexus_ip: Company) -> None:
    from dsar.cases.operations.intake import Person

    case = received(nexus_ip, person=Person(name="Kai Demo", postal="1 Example Street"))

    ask(Client(), case.reference, "")
    page = ask(Client(), case.reference, "kai@example.org")

    assert page.redirect_chain[-1][0] == "/status/code/"  # type: ignore[attr-defined]
    assert codes_sent() == 0
