from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from identity.errors import ExpiredCode, TooManyTries, WrongCode
from identity.models import Challenge
from identity.operations import answer, challenge, decoy, forget_codes, may_send

from .conftest import NOW

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def ask(subject="NEXT-7K3Q-9M", now=NOW, purpose="status"):
    return challenge(purpose=purpose, subject=subject, now=now)


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_code_is_six_digits_and_is_not_stored():
    made, code = ask()

    assert len(code) == 6
    assert code.isdecimal()
    assert code not in "".join(str(value) for value in Challenge.objects.values_list().get())
    assert made.expires_at == NOW + 10 * MINUTE


def test_a_code_works_once():
    made, code = ask()

    answered = answer(challenge_id=made.pk, code=code, now=NOW + MINUTE)

    assert (answered.purpose, answered.subject) == ("status", "NEXT-7K3Q-9M")
    assert answered.used_at == NOW + MINUTE
    with pytest.raises(ExpiredCode, match="no longer works"):
        answer(challenge_id=made.pk, code=code, now=NOW + MINUTE)


@pytest.mark.parametrize("typed", ["{} {}", " {}{}\n", "{}-{}"])
def test_a_code_may_be_typed_in_groups(typed):
    made, code = ask()

    assert answer(challenge_id=made.pk, code=typed.format(code[:3], code[3:]), now=NOW).used_at


def test_a_code_works_until_its_tenth_minute_is_over():
    made, code = ask()

    with pytest.raises(ExpiredCode):
        answer(challenge_id=made.pk, code=code, now=NOW + 10 * MINUTE)
    assert answer(challenge_id=made.pk, code=code, now=NOW + 10 * MINUTE - SECOND).used_at


def test_a_wrong_code_says_how_many_tries_are_left():
    made, code = ask()

    with pytest.raises(WrongCode, match="4 more times") as refused:
        answer(challenge_id=made.pk, code=wrong(code), now=NOW)

    assert refused.value.tries_left == 4


def test_after_the_fifth_wrong_code_the_right_one_is_refused_too():
    made, code = ask()
    for _ in range(4):
        with pytest.raises(WrongCode):
            answer(challenge_id=made.pk, code=wrong(code), now=NOW)

    with pytest.raises(TooManyTries, match="ask for a new one"):
        answer(challenge_id=made.pk, code=wrong(code), now=NOW)
    with pytest.raises(TooManyTries):
        answer(challenge_id=made.pk, code=code, now=NOW)


def test_the_fifth_try_may_be_right():
    made, code = ask()
    for _ in range(4):
        with pytest.raises(WrongCode):
            answer(challenge_id=made.pk, code=wrong(code), now=NOW)

    assert answer(challenge_id=made.pk, code=code, now=NOW).used_at


@pytest.mark.parametrize("typed", ["", "abc", "12345", "١٢٣٤٥٦", "1" * 5000, "\x00"])
def test_what_is_no_code_is_a_wrong_one(typed):
    made, _ = ask()

    with pytest.raises(WrongCode):
        answer(challenge_id=made.pk, code=typed, now=NOW)


def test_a_newer_code_kills_the_older():
    older, old_code = ask()
    newer, new_code = ask(now=NOW + MINUTE)

    with pytest.raises(ExpiredCode):
        answer(challenge_id=older.pk, code=old_code, now=NOW + MINUTE)
    assert answer(challenge_id=newer.pk, code=new_code, now=NOW + MINUTE).used_at


def test_a_code_for_something_else_leaves_the_older_alone():
    mine, code = ask()
    ask(subject="NEXT-2222-22")
    ask(purpose="download")

    assert answer(challenge_id=mine.pk, code=code, now=NOW).used_at


def test_a_code_opens_only_what_it_was_made_for():
    made, code = ask(purpose="status")

    with pytest.raises(ExpiredCode):
        answer(challenge_id=made.pk, code=code, now=NOW, purpose="download")
    assert answer(challenge_id=made.pk, code=code, now=NOW, purpose="status").used_at


def test_a_code_does_not_answer_another_challenge():
    _, code = ask()
    other, other_code = ask(subject="NEXT-2222-22")
    Challenge.objects.filter(pk=other.pk).update(code_hash=Challenge.objects.first().code_hash)

    with pytest.raises(WrongCode):
        answer(challenge_id=other.pk, code=code if code != other_code else wrong(code), now=NOW)


def test_an_unknown_challenge_is_answered_like_an_old_one():
    with pytest.raises(ExpiredCode):
        answer(challenge_id=uuid4(), code="123456", now=NOW)


def test_a_decoy_costs_what_a_challenge_costs():
    with CaptureQueriesContext(connection) as real:
        ask()
    with CaptureQueriesContext(connection) as pretended:
        decoy(purpose="status", now=NOW)

    assert [kind(query) for query in real] == [kind(query) for query in pretended]
    assert len(real) > 2


def test_a_decoy_is_wrong_as_often_as_a_challenge():
    made = decoy(purpose="status", now=NOW)
    Challenge.objects.filter(pk=made.pk).update(code_hash="0" * 64)  # no luck by chance
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode) as refused:
            answer(challenge_id=made.pk, code="123456", now=NOW)
        assert refused.value.tries_left == left

    with pytest.raises(TooManyTries):
        answer(challenge_id=made.pk, code="123456", now=NOW)


def test_no_second_code_goes_out_within_a_minute():
    ask()

    assert not may_send(purpose="status", subject="NEXT-7K3Q-9M", now=NOW + MINUTE - SECOND)
    assert may_send(purpose="status", subject="NEXT-7K3Q-9M", now=NOW + MINUTE)
    assert may_send(purpose="status", subject="NEXT-2222-22", now=NOW)


def test_no_sixth_code_goes_out_within_an_hour():
    for number in range(5):
        ask(now=NOW + number * 2 * MINUTE)

    assert not may_send(purpose="status", subject="NEXT-7K3Q-9M", now=NOW + 59 * MINUTE)
    assert may_send(purpose="status", subject="NEXT-7K3Q-9M", now=NOW + 60 * MINUTE)


def test_codes_are_forgotten_after_thirty_days():
    ask()
    kept, _ = ask(subject="NEXT-2222-22", now=NOW + MINUTE)

    assert forget_codes(now=NOW + timedelta(days=30) + 10 * MINUTE + SECOND) == 1
    assert Challenge.objects.get() == kept


@pytest.mark.django_db(transaction=True)
def test_no_outer_transaction_can_take_a_counted_try_back():
    made, code = ask()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        answer(challenge_id=made.pk, code=wrong(code), now=NOW)
    with pytest.raises(WrongCode):
        answer(challenge_id=made.pk, code=wrong(code), now=NOW)

    made.refresh_from_db()
    assert made.tries_left == 4


def kind(query):
    return query["sql"].split()[0]
