from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from identity.errors import ExpiredCode, IdentityError, TooManyTries, WrongCode
from identity.models import Challenge, Verification
from identity.operations import accept, answer, begin, challenge, fail

from .conftest import NOW, OFFICER

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(*calls):
    """What each call answered or raised, all started at the same moment."""
    gate = Barrier(len(calls))

    def run(call):
        try:
            connection.ensure_connection()
            gate.wait(30)
            return call()
        except IdentityError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_fifty_parallel_answers_succeed_exactly_once():
    made, code = challenge(purpose="status", subject="NEXT-7K3Q-9M", now=NOW)

    got = all_at_once(*[lambda: answer(challenge_id=made.pk, code=code, now=NOW)] * 50)

    assert sum(isinstance(one, Challenge) for one in got) == 1
    assert sum(isinstance(one, ExpiredCode) for one in got) == 49


def test_twenty_parallel_guesses_are_five_tries():
    made, code = challenge(purpose="status", subject="NEXT-7K3Q-9M", now=NOW)
    guess = f"{(int(code) + 1) % 10**6:06}"

    got = all_at_once(*[lambda: answer(challenge_id=made.pk, code=guess, now=NOW)] * 20)

    assert sum(isinstance(one, WrongCode) for one in got) == 4
    assert sum(isinstance(one, TooManyTries) for one in got) == 16


def test_of_codes_asked_for_at_once_one_is_alive():
    made = all_at_once(*[lambda: challenge(purpose="status", subject="NEXT-7K3Q-9M", now=NOW)] * 10)

    assert len(made) == 10
    assert Challenge.objects.filter(expires_at__gt=NOW).count() == 1


def test_two_officers_decide_once():
    pk = begin(company_id=5, items=[], now=NOW).pk

    got = all_at_once(
        lambda: accept(verification_id=pk, method="by_officer", actor=OFFICER, now=NOW),
        lambda: fail(verification_id=pk, reason="no-match", actor="user:8", now=NOW),
    )

    assert sum(isinstance(one, list) for one in got) == 1
    assert Verification.objects.get().decided_by == (OFFICER if got[0] == [] else "user:8")
