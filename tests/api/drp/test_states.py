"""Each row of the table of states and reasons that this desk can reach (3.02, 3.03)."""

from datetime import date, timedelta

import pytest

from dsar.agents.states import ENDED, words_of
from dsar.audit.models import Event
from dsar.cases.errors import Invalid
from dsar.cases.models import Case
from dsar.cases.operations import answering, closing, erasing, extending, lapsing
from dsar.cases.transitions import Outcome
from tests import desk

pytestmark = pytest.mark.django_db

KEYS = {
    *("request_id", "agent_request_id", "status", "reason", "received_at", "expected_by"),
    *("processing_details", "user_verification_url", "expires_at"),
}


@pytest.fixture
def case(agent):
    agent.exercise()
    return Case.objects.get()


def now_says(agent, case):
    found = agent.status(str(case.agent_request.pk)).json
    assert set(found) - {"results_url"} == KEYS
    return found


def stands(agent, case):
    found = now_says(agent, case)
    return found["status"], found["reason"]


def test_open_until_somebody_looked(agent, case):
    assert stands(agent, case) == ("open", None)


def test_waiting_for_proof_names_the_page_for_it(agent, case, clock):
    desk.verifying.confirm_address(case_id=case.pk, now=clock.now)
    found = now_says(agent, case)

    assert (found["status"], found["reason"]) == ("in_progress", "need_user_verification")
    assert found["user_verification_url"].endswith(f"/drp/v1/verify/{case.agent_request.pk}")


def test_all_work_is_in_progress_with_a_date(agent, case, clock):
    for step in (desk.identified, desk.attached, desk.in_review, desk.approved):
        step(case, now=clock.now)
        found = now_says(agent, case)
        assert (found["status"], found["reason"]) == ("in_progress", None)
        assert found["expected_by"] == "2026-12-21T23:59:59.000+00:00"
        assert found["user_verification_url"] is None


def test_an_extension_moves_the_date_and_says_so(agent, case, clock):
    desk.identified(case, now=clock.now)
    extending.extend(
        case_id=case.pk, ground="complexity", reasons="Six systems.", actor="user:1", now=clock.now
    )
    found = now_says(agent, case)

    case.clock.refresh_from_db()
    assert found["expected_by"].startswith(case.clock.due_on.isoformat())
    assert case.clock.due_on == date(2027, 2, 21)  # ninety days from receipt
    assert "extended to Sunday 21 February 2027" in found["processing_details"]


def test_while_the_period_waits_the_date_is_an_estimate(agent, clock):
    agent.exercise(regime="voluntary")
    case = Case.objects.get()
    desk.identified(case, now=clock.now)
    desk.asked(case, now=clock.now)
    case.clock.refresh_from_db()
    assert case.clock.due_on is None

    found = now_says(agent, case)
    assert (found["status"], found["reason"]) == ("in_progress", None)
    assert found["expected_by"].startswith("2026-12-")
    assert "estimate" in found["processing_details"]


def test_answered_is_fulfilled_with_a_page_for_the_result(agent, case, clock):
    desk.identified(case, now=clock.now)
    desk.attached(case, now=clock.now)
    desk.closed(case, now=clock.now)
    found = now_says(agent, case)

    assert (found["status"], found["reason"]) == ("fulfilled", None)
    assert found["results_url"] == f"http://localhost:8000/status/?ref={case.reference}"
    assert found["processing_details"] is None


@pytest.mark.parametrize(("withheld", "said"), [("", None), ("exemption", "Some things were")])
def test_an_answer_that_is_out_is_fulfilled_before_the_case_is_closed(
    agent, case, clock, withheld, said
):
    desk.released(desk.identified(case, now=clock.now), now=clock.now)
    Case.objects.filter(pk=case.pk).update(withheld_ground=withheld)
    case.refresh_from_db()
    found = now_says(agent, case)

    assert case.is_open
    assert (found["status"], found["reason"]) == ("fulfilled", None)
    assert found["results_url"] == f"http://localhost:8000/status/?ref={case.reference}"
    assert found["expires_at"].startswith(case.download_until.date().isoformat())
    assert (found["processing_details"] or "").startswith(said or "")
    assert bool(found["processing_details"]) == bool(said)


def refuse(case, now, ground):
    desk.identified(case, now=now)
    desk.refused(case, ground=ground, facts="Because.", actor="user:1", now=now)


@pytest.mark.parametrize("regime", ["ccpa", "voluntary"])
def test_a_refusal_cites_the_law_that_was_named_and_an_authority_of_it(agent, clock, regime):
    agent.exercise(regime=regime)
    case = Case.objects.get()
    refuse(case, clock.now, "exemption")
    text = desk.letter(case, "refused")
    fact = Event.objects.get(event="case.closed", subject=case.reference).facts["article"]

    names_uk = [word for word in ("GDPR", "DPA 2018", "ico.org.uk", "authority") if word in text]
    assert ("(CCPA)" in text, fact == "CCPA") == (regime == "ccpa", regime == "ccpa")
    assert bool(names_uk) == (regime != "ccpa"), text
    assert "go to court" in text
    assert "\n- \n" not in text


def test_that_the_named_law_does_not_cover_them_is_said_before_proof_and_with_its_reasons(
    agent, case, clock
):
    facts = "They live in Nevada, and we hold nothing under a law of ours."
    desk.refused(case, ground="law-does-not-apply", facts=facts, actor="user:1", now=clock.now)

    text = desk.letter(case, "refused")
    assert "The law that the request names does not cover them (CCPA)" in text
    assert facts in text
    assert stands(agent, case) == ("denied", "outside_jurisdiction")


def test_without_a_law_named_that_is_no_ground(agent, clock):
    agent.exercise(regime="voluntary")

    with pytest.raises(Invalid, match="for this right"):
        refuse(Case.objects.get(), clock.now, "law-does-not-apply")


def test_nothing_is_left_out_on_that_ground(case, clock):
    desk.identified(case, now=clock.now)
    desk.attached(case, now=clock.now)

    with pytest.raises(Invalid, match="for this right"):
        answering.send_to_review(
            case_id=case.pk,
            answer="Here it is.",
            withheld="law-does-not-apply",
            actor="user:1",
            now=clock.now,
        )


def set_aside(case, now, outcome):
    closing.set_aside(case_id=case.pk, outcome=outcome, reason="Because.", actor="user:1", now=now)


def lapse(case, now):
    lapsing.lapse(case_id=case.pk, reason="no-answer", actor="user:1", now=now + timedelta(days=15))


def nothing_held(case, now):
    desk.released(desk.identified(case, now=now), now=now)
    closing.close(case_id=case.pk, outcome="nothing_held", actor="user:1", now=now)


@pytest.mark.parametrize(
    ("end", "ground", "expected"),
    [
        (refuse, "manifestly-unfounded", ("denied", "other")),
        (refuse, "manifestly-excessive", ("denied", "too_many_requests")),
        (refuse, "cannot-identify", ("denied", "insuf_verification")),
        (refuse, "exemption", ("denied", "claim_not_covered")),
        (refuse, "law-does-not-apply", ("denied", "outside_jurisdiction")),
        (set_aside, "duplicate", ("denied", "other")),
        (set_aside, "redirected", ("denied", "claim_not_covered")),
        (set_aside, "not_a_request", ("denied", "other")),
        (lapse, None, ("denied", "insuf_verification")),
        (nothing_held, None, ("denied", "no_match")),
    ],
)
def test_each_other_end_is_denied_with_its_reason_and_details(
    agent, case, clock, end, ground, expected
):
    end(case, clock.now, *([ground] if ground else []))
    found = now_says(agent, case)

    assert (found["status"], found["reason"]) == expected
    assert found["processing_details"].endswith(".")
    assert "results_url" not in found


def test_no_answer_to_a_question_is_expired(agent, clock):
    agent.exercise(regime="voluntary")
    case = Case.objects.get()
    desk.identified(case, now=clock.now)
    desk.asked(case, now=clock.now)
    lapsing.lapse(case_id=case.pk, reason="", actor="user:1", now=clock.now + timedelta(days=15))

    assert stands(agent, case) == ("expired", None)


def test_what_an_officer_took_for_a_machines_is_suspected_fraud():
    case = Case(status="closed", outcome="not_a_request", suspected="crowded")

    assert words_of(case)[:2] == ("denied", "suspected_fraud")


def test_every_outcome_has_its_words():
    assert set(ENDED) == set(Outcome)


def test_revoking_withdraws_the_case_and_keeps_why(agent, case):
    answer = agent.revoke(str(case.agent_request.pk), "No longer wanted.")

    case.refresh_from_db()
    assert (answer.status, answer.json["status"]) == (200, "revoked")
    assert case.outcome == "withdrawn"
    assert "No longer wanted." in desk.letter(case, "message")
    told = Event.objects.get(event="message.received", subject=case.reference)
    assert told.actor == case.agent_request.agent.actor
    assert agent.revoke(str(case.agent_request.pk)).json == answer.json


@pytest.mark.parametrize("reason", ["\ud800", "a\x00b", ["x"], 7, None, " "])
def test_a_reason_that_cannot_be_kept_revokes_as_well_as_none(agent, case, reason):
    answer = agent.revoke(str(case.agent_request.pk), reason)

    assert (answer.status, answer.json["status"]) == (200, "revoked")
    assert not case.messages.filter(kind="message").exists()


def test_revoking_what_is_over_changes_nothing(agent, case, clock):
    refuse(case, clock.now, "manifestly-unfounded")

    assert agent.revoke(str(case.agent_request.pk)).json["status"] == "denied"
    case.refresh_from_db()
    assert case.outcome == "refused"


def test_a_revocation_is_signed_by_the_agent_of_the_token(agent, case):
    own, agent.seed = agent.seed, bytes(32)
    assert agent.revoke(str(case.agent_request.pk)).status == 403
    agent.seed = own

    case.refresh_from_db()
    assert case.is_open


@pytest.mark.parametrize("request_id", ["x", "0" * 32, "018f4e1c-7b1a-7c3e-8d5f-0123456789ab"])
def test_a_strangers_request_and_none_get_the_same_403(
    agent, case, make_agent, company, request_id
):
    other = make_agent(company, "AGENT_2", bytes(reversed(range(32))))
    other.set_up()
    own = str(case.agent_request.pk)

    for answers in (
        (other.status(own), other.status(request_id)),
        (other.revoke(own), other.revoke(request_id)),
    ):
        assert answers[0].status == 403
        assert answers[0].body == answers[1].body
    case.refresh_from_db()
    assert case.is_open


def test_what_was_erased_is_no_request_any_more(agent, case, clock):
    agent.revoke(str(case.agent_request.pk))
    erasing.ask_erasure(
        case_id=case.pk, ground="asked", reason="Asked.", actor="user:1", now=clock.now
    )
    erasing.agree_erasure(case_id=case.pk, actor="user:2", now=clock.now)

    assert agent.status(str(case.agent_request.pk)).status == 403
    case.agent_request.refresh_from_db()
    assert case.agent_request.asked is None
    assert case.agent_request.message_digest == str(case.agent_request.pk)
