"""An administrator edits the rules about time, sees what would move, and publishes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.models import Company, Policy
from dsar.companies.operations import publish_policy, save_draft
from dsar.companies.rules import LADDER, Promise, QuietDays, Rung, Said
from tests import desk

from .conftest import NOW, words

EDIT, PREVIEW = "/desk/policies/nexus-ip/edit/", "/desk/policies/nexus-ip/preview/"
CASES = "/desk/policies/nexus-ip/cases/"


@pytest.fixture
def admin(company, signed_in) -> Client:
    return signed_in(desk.person(Role.ADMIN, company, name="ada"))


@pytest.fixture
def boss(company, signed_in) -> Client:
    return signed_in(desk.person(Role.LEAD, company, name="lea"))


def filled(response: Any) -> dict[str, Any]:
    """What a browser would send if nothing were touched."""
    form = response.context["form"]
    sent: dict[str, Any] = {"rung": list(form.rungs), "quiet": list(form.quiet)}
    sent["enough"] = list(form.enough)
    for one in form.forms():
        for field in one:
            value = field.value()
            if isinstance(value, bool):
                sent |= {field.html_name: "on"} if value else {}
            elif value is not None:
                sent[field.html_name] = field.field.prepare_value(value)
    return {name: _plain(value) for name, value in sent.items()}


def _plain(value: Any) -> Any:
    return value if isinstance(value, list) else str(value)


def draft_of(company: Company) -> Policy:
    return company.policies.drafts().get()


def promising(company: Company, days: int) -> Policy:
    rules = company.policy.rules
    promise = {**rules.promise, "access": Said(Promise(days, "days"), "policy", "Your rights")}
    return save_draft(company_id=company.pk, rules=replace(rules, promise=promise))


def test_what_is_sent_as_it_was_shown_changes_nothing(admin, company):
    response = admin.post(EDIT, filled(admin.get(EDIT)), follow=True)

    assert "Nothing was changed" in words(response)
    assert not company.policies.drafts().exists()


def test_each_reminder_says_in_words_what_it_is(admin):
    shown = words(admin.get(EDIT))

    assert "14 days before the due date: the owner, by mail and in the desk" in shown
    assert "not complete yet" not in shown


def test_an_edit_is_a_draft_and_all_else_is_carried_over(admin, company):
    sent = filled(admin.get(EDIT)) | {
        "promise-access-count": "14",
        "promise-access-where": "Your rights",
        "promise-erasure-count": "2",
        "promise-erasure-unit": "months",
        "counting-internal_target": "5",
        "telling-answer_within": "4",
        "telling-second": "deputy",
        "telling-third": "",
        "telling-digest_from": "0",
    }

    response = admin.post(EDIT, sent)

    assert response["Location"] == PREVIEW
    before, rules = company.policy.rules, draft_of(company).rules
    assert rules.promise["access"] == Said(Promise(14, "days"), "policy", "Your rights")
    assert rules.promise["erasure"] == Said(
        Promise(2, "months"), "administrator", "Edited at the desk"
    )
    assert rules.internal_target == Said(5, "administrator", "Edited at the desk")
    assert rules.escalating.value.levels == ("lead", "deputy")
    assert rules.digest_from.value == 0
    assert rules.ladder == before.ladder
    assert rules.rights == before.rights
    assert rules.identity == before.identity
    assert company.policy.version == 1


def test_what_stays_keeps_who_said_so(admin, company):
    admin.post(EDIT, filled(admin.get(EDIT)) | {"counting-internal_target": "5"})

    before, rules = company.policy.rules, draft_of(company).rules
    assert replace(rules, internal_target=before.internal_target) == before


def test_a_reminder_is_added_and_removed_without_a_script(admin, company):
    sent = filled(admin.get(EDIT))
    more = admin.post(EDIT, sent | {"add": "rung", "counting-timezone": "Europe/Par"})
    assert "There is a problem" not in words(more)
    assert "A reminder that is not complete yet" in words(more)
    *known, new = more.context["form"].rungs
    assert len(known) == len(LADDER)
    again = filled(more)
    assert again["counting-timezone"] == "Europe/Par"  # half typed, and kept
    again |= {
        f"rung-{new}-limit": "waiting",
        f"rung-{new}-days": "7",
        f"rung-{new}-side": "after",
        f"rung-{new}-audience": ["owner", "deputy"],
        f"rung-{new}-channels": ["mail", "webhook"],
        f"rung-{new}-every": "3",
        "counting-timezone": "Europe/London",
    }
    less = admin.post(EDIT, again | {"remove": "rung-0"})

    admin.post(EDIT, filled(less))

    ladder = draft_of(company).rules.ladder.value
    assert ladder[0] == Rung(7, ("owner",))
    assert ladder[-1] == Rung(-7, ("owner", "deputy"), "waiting", ("mail", "webhook"), 3)
    assert len(ladder) == len(LADDER)


def test_quiet_days_and_hours_are_kept(admin, company):
    more = admin.post(EDIT, filled(admin.get(EDIT)) | {"add": "quiet"})
    sent = filled(more) | {
        "quiet-0-first": "2026-12-24",
        "quiet-0-last": "2027-01-01",
        "quiet-0-why": "Between the years",
        "telling-opens": "07:30",
        "telling-weekdays": ["0", "2"],
        "telling-holidays": "on",
    }

    admin.post(EDIT, sent)

    hours = draft_of(company).rules.hours.value
    assert hours.quiet == (QuietDays("2026-12-24", "2027-01-01", "Between the years"),)
    assert (hours.opens, hours.weekdays, hours.holidays) == ("07:30", (0, 2), True)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"counting-calendar": "GB"}, "say which nation: GB-ENG, GB-WLS, GB-SCT or GB-NIR"),
        ({"counting-calendar": "DE"}, "differ from region to region, so say which one: DE-BB"),
        ({"counting-calendar": "XX"}, "There is no holiday calendar"),
        ({"counting-calendar": "DE-XX"}, "has no region"),
        ({"counting-timezone": "Europe/Nowhere"}, "There is no time zone 'Europe/Nowhere'"),
        ({"counting-internal_target": "-1"}, "Give a number from 0 to 60."),
        ({"promise-access-count": "999"}, "Give a number from 1 to 366."),
        ({"rung-0-audience": []}, "Choose who is told."),
        ({"rung-0-channels": []}, "Choose how they are told."),
        ({"rung-0-days": "soon"}, "Give a number from 0 to 366."),
        ({"telling-opens": "late"}, "Give the hour, for example 08:00."),
        ({"telling-weekdays": []}, "Choose at least one working day."),
    ],
)
def test_what_cannot_be_is_said_and_no_draft_is_kept(admin, company, changed, sentence):
    response = admin.post(EDIT, filled(admin.get(EDIT)) | changed)

    assert response.status_code == 400
    assert sentence in words(response)
    assert "<title>Error: " in response.content.decode()
    assert not company.policies.drafts().exists()


def test_a_stretch_that_ends_before_it_begins_is_refused(admin):
    more = admin.post(EDIT, filled(admin.get(EDIT)) | {"add": "quiet"})
    backwards = {"quiet-0-first": "2027-01-01", "quiet-0-last": "2026-12-24", "quiet-0-why": "x"}

    response = admin.post(EDIT, filled(more) | backwards)

    assert "The last day cannot come before the first." in words(response)


def test_the_preview_says_what_changes_and_which_cases_would_move(boss, company, case):
    promising(company, 14)

    shown = words(boss.get(PREVIEW))

    assert "Within 28 days of receipt (Policy)" in shown
    assert "Within 14 days of receipt (Policy)" in shown
    assert "1 of 1 open case would move" in shown
    assert case.reference in shown
    assert "Monday 21 December 2026" in shown
    assert "Monday 7 December 2026" in shown
    assert "14 days earlier" in shown
    assert "An administrator publishes it." in shown


def test_an_administrator_sees_counts_and_dates_and_no_case(admin, company, case):
    desk.receive(company)
    promising(company, 14)

    shown = words(admin.get(PREVIEW))

    assert "2 of 2 open cases would move" in shown
    assert "Monday 7 December 2026" in shown
    assert case.reference not in shown


def test_where_none_would_move_it_says_so(admin, company, case):
    save_draft(
        company_id=company.pk,
        rules=replace(company.policy.rules, digest_from=Said(9, "administrator")),
    )

    assert "None of the 1 open case would move." in words(admin.get(PREVIEW))


def test_publishing_is_for_requests_from_now_on(admin, company, case):
    promising(company, 14)
    digest = admin.get(PREVIEW).context["digest"]

    response = admin.post(PREVIEW, {"draft": digest}, follow=True)

    assert "Version 2 is in force for requests received from now on." in words(response)
    assert company.policy.version == 2
    case.refresh_from_db()
    assert case.policy.version == 1
    assert case.clock.due_on.isoformat() == "2026-12-21"


def test_what_changed_since_it_was_looked_at_is_not_published(admin, company):
    promising(company, 14)
    digest = admin.get(PREVIEW).context["digest"]
    promising(company, 7)

    response = admin.post(PREVIEW, {"draft": digest}, follow=True)

    assert "The draft changed since you opened this page." in words(response)
    assert company.policy.version == 1


def test_a_draft_with_gaps_shows_each_and_is_not_published(admin, company):
    save_draft(company_id=company.pk, rules=replace(company.policy.rules, regulator=None))
    page = admin.get(PREVIEW)

    assert "Which supervisory authority can people complain to?" in words(page)
    assert "Publish version" not in words(page)
    refused = admin.post(PREVIEW, {"draft": page.context["digest"]})
    assert refused.status_code == 409
    assert company.policy.version == 1


def test_a_draft_is_thrown_away(admin, company):
    promising(company, 14)

    shown = words(admin.post("/desk/policies/nexus-ip/discard/", follow=True))

    assert "The draft is gone. The published version stands." in shown
    assert not company.policies.drafts().exists()
    assert "There is no draft." in words(admin.get(PREVIEW))


def test_the_only_policy_there_is_is_not_thrown_away(db, signed_in):
    from dsar.companies.operations import install_preset

    company = install_preset(slug="nexuscore", actor="system", now=NOW)
    assert not company.policies.published().exists()
    browser = signed_in(desk.person(Role.ADMIN, company))

    shown = words(browser.post("/desk/policies/nexuscore/discard/", follow=True))

    assert "has no policy but this draft" in shown
    assert company.policies.drafts().exists()
    assert browser.get("/desk/policies/nexuscore/edit/").status_code == 200


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.DPO, Role.AUDITOR])
def test_only_an_administrator_writes_it(company, signed_in, role):
    promising(company, 14)
    browser = signed_in(desk.person(role, company, name="someone"))

    assert browser.get(EDIT).status_code == 403
    assert browser.post(EDIT, {}).status_code == 403
    assert browser.post(PREVIEW, {}).status_code == 403
    assert browser.post("/desk/policies/nexus-ip/discard/").status_code == 403
    assert company.policies.drafts().exists()


def published(company: Company, days: int) -> None:
    rules = promising(company, days).rules
    publish_policy(company_id=company.pk, rules=rules, actor="user:1", now=NOW)


def test_a_lead_recalculates_those_chosen_and_sees_what_became_of_each(boss, company, case):
    stays = desk.receive(company)
    closed_meanwhile = desk.receive(company)
    published(company, 14)
    assert "3 of 3 open cases would move" in words(boss.get(CASES))
    desk.closed(desk.identified(closed_meanwhile))
    chosen = [case.reference, closed_meanwhile.reference]

    response = boss.post(CASES, {"case": chosen, "reason": "One way of counting."})

    shown = words(response)
    assert "1 recalculated, 1 not" in shown
    assert f"{closed_meanwhile.reference} is closed: “Recalculate the date” cannot be" in shown
    assert "Monday 7 December 2026" in shown
    for one, due in ((case, "2026-12-07"), (stays, "2026-12-21")):
        one.clock.refresh_from_db()
        assert one.clock.due_on.isoformat() == due


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"reason": "Why not."}, "Choose at least one case."),
        ({"case": "NIP-2222-22", "reason": "Why not."}, "Choose at least one case."),
        ({"case": "this", "reason": ""}, "Write the reason"),
    ],
)
def test_without_a_case_or_a_reason_nothing_moves(boss, company, case, sent, sentence):
    published(company, 14)
    if sent.get("case") == "this":
        sent = sent | {"case": case.reference}

    response = boss.post(CASES, sent)

    assert response.status_code == 400
    assert sentence in words(response)
    case.clock.refresh_from_db()
    assert case.clock.due_on.isoformat() == "2026-12-21"


def test_more_than_fit_on_the_page_are_refused_and_not_left_out_in_silence(
    boss, company, case, monkeypatch
):
    monkeypatch.setattr("dsar.dashboard.views.moves.SHOWN", 1)
    other = desk.receive(company)
    published(company, 14)
    chosen = [case.reference, other.reference]

    response = boss.post(CASES, {"case": chosen, "reason": "One way of counting."})

    assert response.status_code == 400
    assert "Choose at most 1 cases; 2 were chosen." in words(response)
    case.clock.refresh_from_db()
    assert case.clock.due_on.isoformat() == "2026-12-21"


def test_many_at_once_are_for_a_lead(client, company, case):
    published(company, 14)

    assert "A team lead or the data protection officer can" in words(client.get(CASES))
    assert client.post(CASES, {"case": case.reference, "reason": "x"}).status_code == 403


def test_a_case_of_another_company_cannot_be_chosen(boss, company, swedish):
    other = desk.receive(swedish, at=desk.MONDAY - timedelta(days=1))
    published(company, 14)

    assert boss.post(CASES, {"case": other.reference, "reason": "x"}).status_code == 400
    other.clock.refresh_from_db()
    assert not other.clock.events.exists()


def test_the_holidays_page_tells_of_cases_counted_by_others(boss, company, case: Case):
    erasure = desk.receive(company, "erasure")
    page, cases = "/desk/holidays/nexus-ip/", "/desk/holidays/nexus-ip/cases/"
    assert "see which would move" not in words(boss.get(page))
    from dsar.companies.holidays import add_holiday

    add_holiday(
        company_id=company.pk,
        day=erasure.clock.statutory_on,
        name="Mourning",
        reason="Proclaimed.",
        actor="user:1",
        now=NOW,
    )

    assert "1 open case is due on a day that was counted by other holidays" in words(boss.get(page))
    assert "1 day later Later than told" in words(boss.get(cases))
    response = boss.post(cases, {"case": erasure.reference, "reason": "Proclaimed."})
    assert "1 recalculated, 0 not" in words(response)
    erasure.clock.refresh_from_db()
    assert erasure.clock.due_on.isoformat() == "2026-12-24"
    assert "see which would move" not in words(boss.get(page))


def test_a_desk_of_one_writes_why_before_it_approves_alone(admin, company):
    alone = {"approval-mode": "single-officer", "approval-reason": ""}

    refused = admin.post(EDIT, filled(admin.get(EDIT)) | alone)
    admin.post(EDIT, filled(admin.get(EDIT)) | alone | {"approval-reason": "We are one officer."})

    assert "Write why there is nobody else" in words(refused)
    rule = draft_of(company).rules.approval
    assert (rule.value.alone, rule.value.reason) == (True, "We are one officer.")
    assert "while there is nobody else: We are one officer." in words(admin.get(PREVIEW))
