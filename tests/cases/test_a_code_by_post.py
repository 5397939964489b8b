"""A letter with a code: to the address on file, printed by an officer, readable until posted."""

from datetime import timedelta

import pytest

from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case, Message
from dsar.cases.nudging import ask_again
from dsar.cases.operations import confirming, lapsing, posting, verifying
from dsar.cases.operations.intake import Person
from dsar.vault.operations import unseal
from identity.errors import ExpiredCode, TooManyTries, WrongCode
from tests import desk

TUESDAY = desk.MONDAY + timedelta(days=1)
ADDRESS = "Robin Requester\n1 Example Street\nLeeds"
DOUBT = {"doubt": "unknown-address", "facts": "Not on file."}


def send(case, *, address=ADDRESS, now=TUESDAY, **given):
    return posting.send_letter_code(
        case_id=case.pk, address=address, actor="user:1", now=now, **(DOUBT | given)
    )


def letter(case) -> Message:
    return case.messages.filter(kind="letter_code").latest("at", "pk")


def code_in(case) -> str:
    lines = unseal(letter(case), "body")["text"].splitlines()
    return next(line.strip() for line in lines if line.replace(" ", "").isdigit())


def enter(case: Case, typed: str, *, now=TUESDAY) -> Case:
    case = Case.objects.get(pk=case.pk)
    return confirming.enter_letter_code(case=case, typed=typed, now=now)


def test_the_code_from_the_letter_proves_it(case):
    send(case)

    enter(case, code_in(case), now=TUESDAY + timedelta(days=5))

    accepted = verifying.accept_identity(
        case_id=case.pk, method="letter_code", actor="user:1", now=TUESDAY + timedelta(days=6)
    )
    accepted.verification.refresh_from_db()
    assert accepted.verification.method == "letter_code"


def test_the_letter_goes_where_the_officer_says_and_is_owed_on_paper(case):
    send(case)

    kept = letter(case)
    assert kept.by_post
    assert kept.posted_at is None
    assert unseal(kept, "body")["to"] == ADDRESS
    assert "Monday 7 December" not in unseal(kept, "body")["text"]
    assert "Tuesday 8 December 2026" in unseal(kept, "body")["text"]


def test_a_mail_says_that_a_letter_comes_and_holds_no_code(case):
    send(case)

    told = unseal(case.messages.get(kind="letter_comes"), "body")["text"]
    assert code_in(case) not in told
    assert "a code by post" in told


def test_once_posted_nobody_can_read_the_code_here(case):
    send(case)
    code = code_in(case)

    posting.letter_posted(case_id=case.pk, message_id=letter(case).pk, actor="user:1", now=TUESDAY)

    assert code not in unseal(letter(case), "body")["text"]
    assert enter(case, code)
    with pytest.raises(NotAllowed, match="posted already"):
        posting.letter_posted(
            case_id=case.pk, message_id=letter(case).pk, actor="user:1", now=TUESDAY
        )


def test_a_second_letter_ends_the_first(case):
    send(case)
    first = code_in(case)
    send(case, now=TUESDAY + timedelta(days=1))

    with pytest.raises(WrongCode):
        enter(case, first, now=TUESDAY + timedelta(days=1))
    assert case.messages.filter(kind="letter_code", posted_at=None).count() == 1
    assert enter(case, code_in(case), now=TUESDAY + timedelta(days=1))


def test_a_fortnight_and_five_tries(case):
    send(case)
    with pytest.raises(ExpiredCode):
        enter(case, code_in(case), now=TUESDAY + timedelta(days=14))
    for _ in range(4):
        with pytest.raises(WrongCode):
            enter(case, "no")
    for typed in ("no", code_in(case)):
        with pytest.raises(TooManyTries):
            enter(case, typed)


def test_before_a_letter_no_code_fits(case):
    with pytest.raises(ExpiredCode):
        enter(case, "12345678")


def test_it_needs_a_reason_where_an_address_can_be_proved_by_mail(case):
    with pytest.raises(Invalid, match="reasonable doubt"):
        send(case, doubt="", facts="")


def test_for_somebody_without_mail_it_is_the_first_step(company):
    case = desk.receive(company, person=Person("Kai Demo", postal="1 Example Street\nLeeds"))

    send(case, doubt="", facts="")

    assert not case.messages.filter(kind="letter_comes").exists()
    assert code_in(case)


def test_a_line_is_no_address(case):
    with pytest.raises(Invalid, match="address on file"):
        send(case, address="Leeds")


def test_a_letter_gives_a_fortnight_and_is_asked_about_once(case):
    send(case, now=TUESDAY + timedelta(days=10))

    assert ask_again(case, now=TUESDAY + timedelta(days=17))
    assert not ask_again(case, now=TUESDAY + timedelta(days=18))
    assert code_in(case) not in unseal(case.messages.get(kind="reminder"), "body")["text"]
    with pytest.raises(NotAllowed, match="Friday 18 December 2026"):
        lapsing.lapse(
            case_id=case.pk, reason="no-answer", actor="user:1", now=TUESDAY + timedelta(days=20)
        )
