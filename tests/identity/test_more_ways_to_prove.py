"""Letters, facts that are compared unseen, declarations, officers, and combinations of them."""

from datetime import datetime, timedelta

import pytest

from identity import operations as identity
from identity.errors import (
    AlreadyDecided,
    ExpiredCode,
    NotEnough,
    TooManyTries,
    WrongCode,
    WrongFact,
    WrongKindOfProof,
)
from identity.models import Challenge, Item, Verification
from identity.operations import (
    ItemSpec,
    accept,
    answer,
    begin,
    challenge,
    digest_of,
    end_codes,
    give,
    hold,
    match,
    newest,
    peek_link,
    standing,
    use,
)

from .conftest import NOW, OFFICER

ITEMS = [
    ItemSpec("email", "email", "Control of the email address"),
    ItemSpec("customer", "text", "Your customer number"),
    ItemSpec("letter", "letter", "A code by post"),
    ItemSpec("declaration", "signed", "A declaration"),
    ItemSpec("account", "account", "Your account"),
    ItemSpec("service", "vendor", "A check by a service"),
    ItemSpec("mandate", "mandate", "A power of attorney"),
]
FORTNIGHT = timedelta(days=14)


@pytest.fixture
def check(db: None) -> Verification:
    return begin(company_id=5, items=ITEMS, now=NOW)


def accepted(check, method, **more):
    accept(verification_id=check.pk, method=method, actor=OFFICER, now=NOW, **more)
    check.refresh_from_db()
    return check


def item(check, code):
    return check.items.get(code=code)


# --- what proves itself -----------------------------------------------------------------------


@pytest.mark.parametrize("code", ["letter", "account", "service"])
def test_to_say_that_one_has_it_is_no_proof(check, code):
    with pytest.raises(WrongKindOfProof):
        give(verification_id=check.pk, code=code, now=NOW)

    assert item(check, code).state == "asked"


@pytest.mark.parametrize(
    ("code", "method"),
    [("letter", "letter_code"), ("account", "account_token"), ("service", "vendor")],
)
def test_it_carries_a_decision_only_once_it_came_back(check, code, method):
    with pytest.raises(NotEnough):
        accepted(check, method)

    give(verification_id=check.pk, code=code, confirmed=True, now=NOW)

    assert accepted(check, method).method == method
    assert item(check, code).state == "accepted"


def test_one_proof_is_not_taken_for_another(check):
    give(verification_id=check.pk, code="letter", confirmed=True, now=NOW)

    for method in ("email_code", "account_token", "vendor", "known_fact", "document"):
        with pytest.raises(NotEnough):
            accepted(check, method)


def test_a_mandate_identifies_nobody(check):
    photo = Challenge().id
    give(verification_id=check.pk, code="mandate", file_id=photo, now=NOW)

    assert standing(check, list(check.items.all())) == set()
    assert accept(verification_id=check.pk, method="by_officer", actor=OFFICER, now=NOW) == [photo]


def test_a_declaration_is_accepted_by_an_officer_and_by_nobody_else(check):
    give(verification_id=check.pk, code="declaration", now=NOW)

    with pytest.raises(NotEnough):
        accept(verification_id=check.pk, method="signed_declaration", actor="api:K", now=NOW)
    assert accepted(check, "signed_declaration").state == "accepted"


# --- a code by post -------------------------------------------------------------------------------


def test_a_code_by_post_lives_a_fortnight_and_five_tries(db):
    made, code = challenge(purpose="letter", subject="x", lifetime=FORTNIGHT, digits=8, now=NOW)
    wrong = "00000000" if code != "00000000" else "00000001"

    assert len(code) == 8
    for tries in (4, 3, 2, 1):
        with pytest.raises(WrongCode, match=f"{tries} more time"):
            answer(challenge_id=made.pk, code=wrong, now=NOW)
    used = answer(challenge_id=made.pk, code=code, now=NOW + FORTNIGHT - timedelta(seconds=1))
    assert used.used_at


def test_after_a_fortnight_or_a_fifth_try_it_is_over(db):
    made, code = challenge(purpose="letter", subject="x", lifetime=FORTNIGHT, digits=8, now=NOW)
    with pytest.raises(ExpiredCode):
        answer(challenge_id=made.pk, code=code, now=NOW + FORTNIGHT)
    for _ in range(4):
        with pytest.raises(WrongCode):
            answer(challenge_id=made.pk, code="no", now=NOW)
    with pytest.raises(TooManyTries):
        answer(challenge_id=made.pk, code="no", now=NOW)
    with pytest.raises(TooManyTries):
        answer(challenge_id=made.pk, code=code, now=NOW)


def test_the_newest_code_is_found_by_what_it_is_for(db):
    challenge(purpose="letter", subject="x", now=NOW)
    second, _ = challenge(purpose="letter", subject="x", now=NOW + timedelta(hours=1))
    challenge(purpose="letter", subject="y", now=NOW + timedelta(hours=2))

    assert newest(purpose="letter", subject="x") == second


# --- links ----------------------------------------------------------------------------------------


def test_a_link_has_256_bits_and_is_stored_hashed(db):
    made, _ = challenge(purpose="status", subject="x", now=NOW)
    again, _ = challenge(purpose="status", subject="y", now=NOW)

    assert len(made.secret) == 43  # 32 bytes, six bits a letter
    assert made.secret != again.secret
    kept = Challenge.objects.filter(pk=made.pk).values().get()
    assert made.secret not in str(kept)
    assert Challenge.objects.get(pk=made.pk).secret == ""


def open_link(*, digest: str, purpose: str, now: datetime) -> Challenge:
    found = peek_link(digest=digest, purpose=purpose, now=now)
    use(challenge_id=found.pk, now=now)
    return found


def test_what_was_looked_at_is_used_once_and_not_after_it_ended(db):
    made, code = challenge(purpose="status", subject="x", now=NOW)
    assert identity.check(challenge_id=made.pk, code=code, now=NOW).used_at is None
    assert peek_link(digest=digest_of(made.secret), purpose="status", now=NOW) == made

    end_codes(subject="x", now=NOW + timedelta(seconds=1))

    # Whoever looked keeps the moment in which they did.
    with pytest.raises(ExpiredCode):
        use(challenge_id=made.pk, now=NOW)


def test_looking_counts_every_wrong_code(db):
    made, code = challenge(purpose="status", subject="x", now=NOW)
    for refusal in (WrongCode, WrongCode, WrongCode, WrongCode, TooManyTries):
        with pytest.raises(refusal):
            identity.check(challenge_id=made.pk, code="wrong", now=NOW)

    with pytest.raises(TooManyTries):
        identity.check(challenge_id=made.pk, code=code, now=NOW)
    with pytest.raises(ExpiredCode):
        use(challenge_id=made.pk, now=NOW)


def test_a_link_opens_once_and_takes_the_code_with_it(db):
    made, code = challenge(purpose="status", subject="x", now=NOW)

    assert open_link(digest=digest_of(made.secret), purpose="status", now=NOW).pk == made.pk
    with pytest.raises(ExpiredCode):
        open_link(digest=digest_of(made.secret), purpose="status", now=NOW)
    with pytest.raises(ExpiredCode):
        answer(challenge_id=made.pk, code=code, now=NOW)


def test_a_typed_code_takes_the_link_with_it(db):
    made, code = challenge(purpose="status", subject="x", now=NOW)
    answer(challenge_id=made.pk, code=code, now=NOW)

    with pytest.raises(ExpiredCode):
        open_link(digest=digest_of(made.secret), purpose="status", now=NOW)


@pytest.mark.parametrize("wrong", ["late", "other purpose", "guessed", "guesses used up", "ended"])
def test_a_link_opens_nothing_else_and_nothing_later(db, wrong):
    made, _ = challenge(purpose="status", subject="x", now=NOW)
    secret, purpose, now = made.secret, "status", NOW + timedelta(minutes=9)
    if wrong == "late":
        now = NOW + timedelta(minutes=10)
    if wrong == "other purpose":
        purpose = "download"
    if wrong == "guessed":
        secret = "A" * 43
    if wrong == "guesses used up":
        Challenge.objects.update(tries_left=0)
    if wrong == "ended":
        assert end_codes(subject="x", now=NOW) == 1

    with pytest.raises(ExpiredCode):
        open_link(digest=digest_of(secret), purpose=purpose, now=now)
    assert Challenge.objects.get().used_at is None


# --- a fact that is compared unseen ---------------------------------------------------------------


def test_a_fact_is_compared_as_people_type_it(check):
    hold(verification_id=check.pk, code="customer", fact="K-1712 34")

    match(verification_id=check.pk, code="customer", text=" k171234", now=NOW)
    give(verification_id=check.pk, code="customer", confirmed=True, now=NOW)

    assert accepted(check, "known_fact").state == "accepted"


def test_what_is_held_stands_nowhere_and_its_hash_goes_with_the_decision(check):
    hold(verification_id=check.pk, code="customer", fact="171234")
    other = begin(company_id=5, items=ITEMS, now=NOW)
    hold(verification_id=other.pk, code="customer", fact="171234")

    kept = item(check, "customer")
    assert "171234" not in str(Item.objects.filter(pk=kept.pk).values().get())
    assert kept.fact_hash != item(other, "customer").fact_hash

    accepted(check, "by_officer")
    assert item(check, "customer").fact_hash == ""


def test_five_wrong_answers_and_the_right_one_fails_too(check):
    hold(verification_id=check.pk, code="customer", fact="171234")
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongFact) as refused:
            match(verification_id=check.pk, code="customer", text="1", now=NOW)
        assert refused.value.tries_left == left

    with pytest.raises(WrongFact):
        match(verification_id=check.pk, code="customer", text="171234", now=NOW)
    assert item(check, "customer").state == "asked"


def test_without_what_is_held_nothing_matches_not_even_nothing(check):
    with pytest.raises(WrongFact):
        match(verification_id=check.pk, code="customer", text="", now=NOW)


def test_what_is_compared_cannot_be_given_unseen(check):
    hold(verification_id=check.pk, code="customer", fact="171234")

    with pytest.raises(WrongKindOfProof):
        give(verification_id=check.pk, code="customer", now=NOW)


def test_after_the_decision_nothing_is_compared(check):
    hold(verification_id=check.pk, code="customer", fact="171234")
    accepted(check, "by_officer")

    with pytest.raises(AlreadyDecided):
        match(verification_id=check.pk, code="customer", text="171234", now=NOW)


# --- by an officer, and combinations --------------------------------------------------------------


@pytest.mark.parametrize("manner", ["video", "counter"])
def test_who_was_looked_at_is_looked_at_with_a_note(check, manner):
    with pytest.raises(NotEnough, match="without numbers"):
        accepted(check, "by_officer", manner=manner, note=" ")

    done = accepted(check, "by_officer", manner=manner, note="Identity card was seen")
    assert (done.manner, done.note) == (manner, "Identity card was seen")


def test_an_unknown_manner_is_none(check):
    with pytest.raises(NotEnough, match="how the officer"):
        accepted(check, "by_officer", manner="hunch")


ENOUGH = (("email_code", "known_fact"), ("account_token",), ("by_officer",))


def test_a_part_of_a_combination_is_not_enough(check):
    give(verification_id=check.pk, code="email", confirmed=True, now=NOW)

    with pytest.raises(NotEnough, match="Something only they would know"):
        accepted(check, "email_code", enough=ENOUGH)
    check.refresh_from_db()
    assert check.state == "pending"


@pytest.mark.parametrize("named", ["email_code", "known_fact"])
def test_the_whole_of_it_is(check, named):
    give(verification_id=check.pk, code="email", confirmed=True, now=NOW)
    give(verification_id=check.pk, code="customer", now=NOW)

    assert accepted(check, named, enough=ENOUGH).method == named


def test_what_stands_in_no_combination_is_not_enough(check):
    give(verification_id=check.pk, code="letter", confirmed=True, now=NOW)

    with pytest.raises(NotEnough, match="not enough for this request"):
        accepted(check, "letter_code", enough=ENOUGH)
    assert accepted(check, "by_officer", enough=ENOUGH).state == "accepted"
