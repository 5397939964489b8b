"""Several rights in one sending: a case and a clock each, one receipt, one proof of who asks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dsar.audit.evidence import of_case
from dsar.audit.models import Event
from dsar.audit.queries import history
from dsar.cases import queries
from dsar.cases.errors import Invalid
from dsar.cases.models import Case
from dsar.cases.operations import closing, verifying
from dsar.cases.operations.addressing import change_contact
from dsar.cases.operations.intake import Request
from dsar.cases.operations.together import receive_together
from dsar.cases.together import Together
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Enough, Said
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk
from tests.audit.anchored import keep_anchors
from tests.together import together

NOW = desk.MONDAY + timedelta(hours=1)


@pytest.fixture
def both(company) -> list[Case]:
    return desk.asked_together(company, "access", "erasure")


def fresh(cases: list[Case]) -> list[Case]:
    return [Case.objects.select_related("verification").get(pk=case.pk) for case in cases]


def events(case: Case, name: str) -> list[dict]:
    return [one.facts for one in history(case.company_id, case.reference) if one.event == name]


def test_each_right_is_a_case_with_a_reference_and_a_clock_of_its_own(both):
    copy, deletion = both

    assert copy.together == deletion.together
    assert copy.reference != deletion.reference
    # 28 days are promised for copies, and a month is the law for the rest.
    assert (copy.clock.due_on.day, deletion.clock.due_on.day) == (21, 23)


def test_one_receipt_goes_out_and_names_them_all(both):
    mails = Message.objects.filter(key__startswith="letter:")
    text = unseal(mails.get(), "payload")["text"]

    for case in both:
        assert case.reference in text
        assert case.messages.filter(kind="received_together").count() == 1
    assert "Get a copy of my data" in text
    assert "Monday 21 December 2026" in text
    assert "Wednesday 23 December 2026" in text


def test_a_letter_by_post_is_printed_once(company):
    person = replace(desk.REQUESTER, email="", postal="1 Example Street")
    cases = desk.asked_together(company, "access", "erasure", person=person)

    assert [letter.case for letter in queries.letters_to_post([company])] == [cases[0]]


def test_the_chain_says_of_each_what_was_asked_with_it(both):
    copy, deletion = both

    assert events(copy, "case.asked-together") == [{"others": [deletion.reference]}]
    assert events(deletion, "case.asked-together") == [{"others": [copy.reference]}]


def test_the_evidence_of_one_names_the_others(both, settings, tmp_path):
    keep_anchors(tmp_path, settings)
    copy, deletion = both

    evidence = of_case(company_id=copy.company_id, reference=copy.reference, now=NOW)

    assert deletion.reference in str(evidence["events"])


def test_integrators_see_the_others(both):
    copy, deletion = both

    assert queries.as_json(copy, now=NOW)["asked_with"] == [deletion.reference]
    assert queries.as_json(desk.receive(copy.company), now=NOW)["asked_with"] == []


def test_one_alone_is_tied_to_nothing(company):
    [case] = desk.asked_together(company, "access")

    assert case.together is None
    assert not Together.objects.exists()
    assert not events(case, "case.asked-together")


def test_all_or_none(company):
    with pytest.raises(Invalid), transaction.atomic():
        desk.asked_together(company, "access", "nonsense")

    assert not Case.objects.exists()
    assert not Together.objects.exists()
    assert not Event.objects.filter(event="case.received").exists()


def test_two_people_are_not_one(company):
    one = Request("access", "form", desk.MONDAY, desk.REQUESTER)
    other = replace(one, right="erasure", person=replace(desk.REQUESTER, name="Somebody Else"))

    with pytest.raises(Invalid):
        receive_together(company=company, requests=[one, other], actor="requester", now=NOW)


def test_the_same_right_is_asked_for_once(company):
    with pytest.raises(Invalid, match="once"):
        desk.asked_together(company, "access", "erasure", "erasure")

    assert not Case.objects.exists()


def test_no_case_is_tied_to_another_companys(both, swedish):
    theirs = desk.receive(swedish)

    with pytest.raises(IntegrityError, match="together_of_its_company"), transaction.atomic():
        Case.objects.filter(pk=theirs.pk).update(together=both[0].together)


def test_a_code_that_came_back_confirms_the_address_of_all(both):
    verifying.confirm_address(case_id=both[1].pk, now=NOW)

    assert {case.status for case in fresh(both)} == {"verifying"}
    assert all(case.contact_confirmed_at == NOW for case in fresh(both))


def test_who_they_are_is_settled_for_all_at_once(both):
    copy, deletion = fresh([desk.identified(both[0]), both[1]])

    assert copy.status == deletion.status == "in_progress"
    assert copy.verification.method == "email_code"
    assert deletion.verification.reason == "asked-together"
    assert events(deletion, "identity.skipped")[0]["others"] == [copy.reference]


def test_a_right_that_wants_more_waits_for_its_own_decision(company):
    stricter = Said(Enough((("by_officer",),), rights=("erasure",)), "policy")
    rules = company.policy.rules
    publish_policy(
        company_id=company.pk,
        rules=replace(rules, identity=replace(rules.identity, enough=(stricter,))),
        actor="system",
        now=desk.MONDAY - timedelta(days=1),
    )
    company.refresh_from_db()
    copy, deletion = desk.asked_together(company, "access", "erasure")

    desk.identified(copy)

    assert fresh([copy])[0].identity_settled_at is not None
    assert fresh([deletion])[0].identity_settled_at is None


def test_that_nothing_can_leave_there_says_nothing_of_the_other(both):
    copy, deletion = both
    verifying.skip_identity(case_id=deletion.pk, reason="no-data-leaves", actor="user:1", now=NOW)

    assert fresh([copy])[0].identity_settled_at is None


def test_a_known_contact_is_known_for_all(both):
    copy, deletion = both
    verifying.skip_identity(case_id=copy.pk, reason="known-contact", actor="user:1", now=NOW)

    assert fresh([deletion])[0].contact_confirmed_at == NOW
    assert fresh([deletion])[0].verification.reason == "asked-together"


def test_nothing_is_settled_where_the_answer_goes_elsewhere_by_now(both):
    copy, deletion = both
    change_contact(
        case_id=deletion.pk,
        email="new@example.org",
        postal="",
        reason="Asked by phone.",
        actor="user:1",
        now=NOW,
    )

    desk.identified(copy, now=NOW + timedelta(hours=1))

    assert fresh([deletion])[0].identity_settled_at is None
    assert fresh([deletion])[0].contact_confirmed_at is None


def test_one_that_waits_for_an_answer_is_settled_and_still_waits(both):
    copy, deletion = both
    desk.asked(deletion, which_data=False)

    desk.identified(copy, now=NOW + timedelta(hours=3))

    again = fresh([deletion])[0]
    assert again.status == "awaiting_requester"
    assert again.identity_settled_at is not None


def test_nobody_chooses_that_reason_by_hand(both):
    with pytest.raises(Invalid, match="Choose why"):
        verifying.skip_identity(
            case_id=both[0].pk, reason="asked-together", actor="user:1", now=NOW
        )


def test_one_is_withdrawn_and_the_other_goes_on(both):
    copy, deletion = both
    closing.withdraw(case_id=copy.pk, actor="requester", now=NOW)
    desk.identified(deletion, now=NOW)

    assert [case.status for case in fresh(both)] == ["closed", "in_progress"]


@pytest.mark.django_db(transaction=True)
def test_two_officers_settle_the_two_at_the_same_moment():
    company = desk.publish()
    for _ in range(5):
        cases = desk.asked_together(company, "access", "erasure")
        verifying.confirm_address(case_id=cases[0].pk, now=NOW)

        results = together(
            *(
                lambda case=case: verifying.accept_identity(
                    case_id=case.pk, method="email_code", actor="user:1", now=NOW
                )
                for case in cases
            )
        )

        assert sum(isinstance(result, Case) for result in results) == 1
        assert {case.status for case in fresh(cases)} == {"in_progress"}
