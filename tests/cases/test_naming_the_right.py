"""Somebody asked for “something else”, and an officer says which right that is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.approval import Approval
from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import answering, lapsing, rights, verifying
from dsar.cases.operations.intake import Proof
from dsar.companies.models import Company
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Enough, Said
from identity.errors import NotEnough
from identity.models import Item
from identity.operations import ItemSpec
from tests import desk

TUESDAY = desk.MONDAY + timedelta(days=1)
NUMBER = ItemSpec("number", "text", "Your customer number")
BOTH = ("email_code", "known_fact")


@pytest.fixture
def strict(company: Company) -> Company:
    """A code is enough for most; for a deletion they have to know their number as well."""
    return with_ways(
        company, Enough((("email_code",), ("by_officer",))), Enough((BOTH,), rights=("erasure",))
    )


def with_ways(company: Company, *enough: Enough) -> Company:
    rules = company.policy.rules
    said = tuple(Said(one, "administrator") for one in enough)
    publish_policy(
        company_id=company.pk,
        rules=replace(rules, identity=replace(rules.identity, enough=said)),
        actor="user:1",
        now=desk.MONDAY - timedelta(days=1),
    )
    return Company.objects.get(pk=company.pk)


def other(company: Company) -> Case:
    return desk.receive(company, "other")


def named(case: Case, right: str = "erasure") -> Case:
    rights.choose_right(case_id=case.pk, right=right, actor=desk.OFFICER, now=TUESDAY)
    return Case.objects.select_related("verification").get(pk=case.pk)


def accept(case: Case, method: str) -> Case:
    return verifying.accept_identity(
        case_id=case.pk, method=method, actor=desk.OFFICER, now=TUESDAY
    )


def tell(case: Case, *, now=TUESDAY) -> None:
    verifying.ask_for_identity(case_id=case.pk, items=[NUMBER], actor=desk.OFFICER, now=now)
    verifying.give_evidence(case_id=case.pk, proof=Proof("number", text="K-1712"), now=now)


def asked_for_number(case: Case) -> None:
    verifying.ask_for_identity(
        case_id=case.pk,
        items=[NUMBER],
        doubt="unknown-address",
        facts="Not on file.",
        actor=desk.OFFICER,
        now=desk.MONDAY,
    )


# --- is what was shown enough? --------------------------------------------------------------------


def test_where_the_policy_wants_more_for_it_who_is_asking_is_found_out_anew(strict):
    case = named(desk.identified(other(strict)))

    assert (case.status, case.identity_settled_at) == ("verifying", None)
    assert case.verification.decided_at is None
    assert Event.objects.get(event="case.right-chosen").facts["proved_again"] is True
    with pytest.raises(NotAllowed):
        answering.send_to_review(case_id=case.pk, answer="Gone.", actor=desk.OFFICER, now=TUESDAY)


def test_what_they_showed_still_counts_and_only_the_rest_is_asked_for(strict):
    case = named(desk.identified(other(strict)))

    with pytest.raises(NotEnough, match="Something only they would know"):
        accept(case, "email_code")
    tell(case)

    assert accept(case, "known_fact").identity_settled_at == TUESDAY


def test_where_it_is_enough_nobody_is_asked_again(strict):
    case = named(desk.identified(other(strict)), "access")

    assert (case.status, case.verification.state) == ("in_progress", "accepted")
    assert Event.objects.get(event="case.right-chosen").facts["proved_again"] is None


def test_what_proved_itself_counts_though_the_decision_rested_on_something_else(strict):
    case = other(strict)
    verifying.confirm_address(case_id=case.pk, now=desk.MONDAY)
    accept(case, "by_officer")

    assert named(case, "access").identity_settled_at


def test_two_that_were_wanted_together_before_are_enough_together(company):
    strict = with_ways(
        company,
        Enough((("email_code", "document"),), rights=("portability",)),
        Enough((BOTH, ("email_code", "account_token")), rights=("other",)),
        Enough((BOTH,)),
    )
    case = other(strict)
    verifying.confirm_address(case_id=case.pk, now=desk.MONDAY)
    tell(case)
    accept(case, "email_code")

    assert named(case, "access").identity_settled_at


def test_words_that_nobody_compared_count_for_nothing_and_are_asked_for_anew(strict):
    case = other(strict)
    verifying.confirm_address(case_id=case.pk, now=desk.MONDAY)
    asked_for_number(case)
    verifying.give_evidence(case_id=case.pk, proof=Proof("number", text="K-1712"), now=TUESDAY)
    accept(case, "email_code")

    case = named(case)

    states = dict(case.verification.items.values_list("code", "state"))
    assert states == {"email": Item.State.GIVEN, "number": Item.State.ASKED}
    with pytest.raises(NotEnough):
        accept(case, "known_fact")


@pytest.mark.parametrize(
    ("reason", "right", "stands"),
    [
        ("no-data-leaves", "access", False),
        ("no-data-leaves", "marketing", True),
        ("known-contact", "access", True),
        ("known-contact", "erasure", False),
    ],
)
def test_a_reason_for_no_check_counts_for_what_it_is_worth(strict, reason, right, stands):
    case = other(strict)
    verifying.skip_identity(case_id=case.pk, reason=reason, actor=desk.OFFICER, now=desk.MONDAY)

    assert bool(named(case, right).identity_settled_at) is stands


def test_settled_with_another_request_it_stands_where_no_more_is_wanted(strict):
    access, case = desk.asked_together(strict, "access", "other")
    desk.identified(access)
    assert Case.objects.get(pk=case.pk).identity_settled_at

    assert named(case, "portability").identity_settled_at


def test_while_something_else_is_awaited_the_case_goes_on_waiting(strict):
    case = desk.asked(desk.identified(other(strict)), which_data=False)

    case = named(case)

    assert (case.status, case.identity_settled_at) == ("awaiting_requester", None)


def test_nothing_lapses_before_the_person_was_asked_for_what_is_missing(strict):
    case = other(strict)
    asked_for_number(case)
    case = named(desk.identified(case))
    month_later = desk.MONDAY + timedelta(days=30)

    with pytest.raises(NotAllowed, match="nothing is waited for"):
        lapsing.lapse(case_id=case.pk, reason="no-answer", actor="user:1", now=month_later)

    verifying.ask_for_identity(case_id=case.pk, items=[NUMBER], actor=desk.OFFICER, now=month_later)
    with pytest.raises(NotAllowed, match="they were asked on"):
        lapsing.lapse(case_id=case.pk, reason="no-answer", actor="user:1", now=month_later)


# --- is what was approved still this? ------------------------------------------------------------


@pytest.mark.parametrize("place", [desk.in_review, desk.ready])
def test_an_answer_for_something_else_goes_back_to_work_and_its_approval_ends(company, place):
    case = place(desk.identified(other(company)))

    assert named(case).status == "in_progress"
    approval = Approval.objects.get(case=case)
    assert (approval.state, approval.ended_by) == (Approval.State.WITHDRAWN, desk.OFFICER)
    assert Event.objects.get(event="approval.withdrawn").facts["approval"] == "release"
    with pytest.raises(NotAllowed):
        answering.release(case_id=case.pk, actor="user:2", now=TUESDAY)
