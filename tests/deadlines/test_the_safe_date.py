"""Where the law can be read otherwise: the day that is safe by every reading."""

from datetime import date

import pytest

from deadlines.holidays import Overrides
from deadlines.working import Event, Promise, Step, Working, compute

D = date.fromisoformat


def british(received: str, *events: Event, calendar: str = "GB-ENG", **more) -> Working:
    return compute(
        rule="uk-gdpr-12a", calendar=calendar, received=D(received), events=events, **more
    )


def step_of(working: Working, what: str) -> Step:
    return next(step for step in working.steps if step.what == what)


@pytest.mark.parametrize(
    ("calendar", "received", "due", "safe"),
    [
        ("GB-ENG", "2026-07-31", "2026-09-01", "2026-08-31"),  # summer bank holiday
        ("GB-ENG", "2026-03-03", "2026-04-07", "2026-04-06"),  # Good Friday is everybody's
        ("GB-SCT", "2026-10-30", "2026-12-01", "2026-11-30"),  # St Andrew
        ("GB-NIR", "2026-06-12", "2026-07-14", "2026-07-13"),  # the Boyne, after a weekend
        ("GB-ENG", "2026-11-25", "2026-12-29", "2026-12-29"),  # Christmas is everybody's
        ("GB-WLS", "2026-10-05", "2026-11-05", "2026-11-05"),
    ],
)
def test_a_holiday_of_one_nation_gives_a_safe_date_without_it(calendar, received, due, safe):
    working = british(received, calendar=calendar)

    assert (working.due_on, working.safe_on) == (D(due), D(safe))
    roll = step_of(working, "roll")
    if due == safe:
        assert roll.safe_on is None
        return
    assert roll.safe_on == working.steps[-1].safe_on == D(safe)
    assert "holidays in the whole of the United Kingdom" in roll.text
    assert "is safe by every reading" in working.steps[-1].text


def test_a_notice_on_the_working_day_after_the_limit_may_be_too_late():
    working = compute(
        rule="gdpr-eu-1182", calendar="NL", received=D("2026-01-31"),
        events=[Event("extend", D("2026-03-02"), 2, "months")],
    )  # fmt: skip

    assert (working.due_on, working.safe_on) == (D("2026-04-30"), D("2026-03-02"))
    assert step_of(working, "extended").safe_on == D("2026-03-02")
    assert "whoever reads otherwise keeps Monday 2 March 2026" in step_of(working, "extended").text


def test_without_that_extension_the_promise_would_lead_again():
    working = british(
        "2026-01-31".replace("2026", "2027"),
        Event("extend", D("2027-03-01"), 2, "months"),
        promise=Promise(28, "days", "policy 1"),
    )

    assert (working.due_on, working.safe_on) == (D("2027-04-30"), D("2027-02-28"))


def test_a_question_in_time_only_by_a_holiday_of_one_nation_is_not_safe():
    # One month ends on Monday 31 August, a holiday in England alone.
    events = Event("pause", D("2026-09-01")), Event("resume", D("2026-09-10"))

    working = british("2026-07-31", *events)

    assert (working.due_on, working.safe_on) == (D("2026-09-10"), D("2026-08-31"))


def test_a_date_that_leads_before_the_disputed_day_is_safe():
    working = british("2026-07-31", promise=Promise(28, "days", "policy 1"))

    assert working.due_on == working.safe_on == D("2026-08-28")


def test_a_day_on_the_companys_own_list_is_safe_without():
    own = Overrides(
        added={D("2026-11-05"): "Founders' Day"}, reasons={D("2026-11-05"): "By\ndecree."}
    )

    working = british("2026-10-05", overrides=own)

    roll = step_of(working, "roll")
    assert (working.due_on, working.safe_on) == (D("2026-11-06"), D("2026-11-05"))
    assert (roll.certainty, working.certainty) == ("reading", "reading")
    assert "Founders' Day) is a holiday by the company's own list: By decree." in roll.text
    assert "holidays in the whole of the United Kingdom, it would be Thursday 5 Nov" in roll.text
    assert working.holidays_version.endswith("and the company's own list")


def test_a_day_that_the_company_works_is_told_and_makes_the_date_earlier():
    monday = D("2026-08-31")
    own = Overrides(removed=frozenset({monday}), reasons={monday: "We work"})

    working = british("2026-07-31", overrides=own)

    roll = step_of(working, "roll")
    assert working.due_on == working.safe_on == monday
    assert roll.text == (
        "Monday 31 August 2026 is a working day in England, so the date stays. Monday 31 August "
        "(Late Summer Bank Holiday) counts as a working day by the company's own list: We work."
    )
    assert roll.certainty == "statute"


def test_own_days_that_the_date_never_met_are_not_told():
    own = Overrides(added={D("2026-11-04"): "Founders' Day"})

    roll = step_of(british("2026-10-05", overrides=own), "roll")

    assert roll == step_of(british("2026-10-05"), "roll")


@pytest.mark.parametrize(
    ("calendar", "received", "due"),
    [
        ("DE", "2026-12-06", "2027-01-06"),  # Epiphany, in Bavaria and two more
        ("ES", "2026-03-02", "2026-04-02"),  # Maundy Thursday, in most of Spain
        ("CH", "2026-12-02", "2027-01-04"),  # the weekend alone: not region's matter
    ],
)
def test_a_country_without_its_region_takes_the_days_common_to_all(calendar, received, due):
    working = compute(rule="gdpr-eu-1182", calendar=calendar, received=D(received))

    assert working.due_on == working.safe_on == D(due)
    roll = step_of(working, "roll")
    if calendar == "CH":
        assert roll.certainty == "statute"
        return
    assert roll.certainty == "reading"
    assert "is a holiday in parts of" in roll.text
    assert roll.safe_on == working.due_on


def test_a_region_settles_the_doubt():
    berlin = compute(rule="gdpr-eu-1182", calendar="DE-BE", received=D("2026-12-06"))

    assert (berlin.due_on, berlin.certainty) == (D("2027-01-06"), "statute")
    assert "in parts of" not in step_of(berlin, "roll").text


@pytest.mark.parametrize(
    ("rule", "calendar", "received"),
    [
        ("gdpr-eu-1182", "SE", "2026-11-24"),  # Christmas Eve
        ("gdpr-eu-1182", "none", "2026-11-01"),
        ("ccpa-45", "none", "2026-03-05"),  # a Sunday that moves nothing
        ("pipeda-30", "CA", "2026-06-01"),  # Canada Day, a Wednesday that moves nothing
        ("ccpa-optout-15bd", "US", "2026-08-28"),
    ],
)
def test_a_reading_for_the_earlier_date_is_the_safe_date_itself(rule, calendar, received):
    working = compute(rule=rule, calendar=calendar, received=D(received))

    readings = [s for s in working.steps if s.certainty == "reading" and s.days is not None]
    assert readings
    assert all(step.safe_on == step.on for step in readings)
    assert working.safe_on == working.due_on


@pytest.mark.parametrize(
    ("rule", "kind", "article"),
    [
        ("ch-nfadp-30", "fee-charged", "DPO Art 19"),
        ("za-paia-30", "pause", "s.56(1)"),
        ("za-paia-30", "id-requested", "s.56(1)"),
    ],
)
def test_a_question_the_time_might_wait_for_moves_nothing_and_says_so(rule, kind, article):
    received = D("2026-11-02")
    asked = Event(kind, D("2026-11-05"))

    working = compute(rule=rule, calendar="none", received=received, events=[asked])

    step = working.steps[1]
    assert (step.article, step.certainty, working.certainty) == (article, "reading", "reading")
    assert step.text.endswith("that is our reading, and the earlier date is used.")
    assert working.due_on == working.safe_on == D("2026-12-02")


@pytest.mark.parametrize(
    ("rule", "kind"), [("ccpa-45", "id-requested"), ("ch-nfadp-30", "id-requested")]
)
def test_a_question_the_law_lets_nothing_wait_for_stays_what_the_law_says(rule, kind):
    asked = Event(kind, D("2026-11-05"))

    working = compute(rule=rule, calendar="none", received=D("2026-11-02"), events=[asked])

    step = step_of(working, "identity-asked")
    assert step.certainty == "statute"
    assert step.text.endswith("under this rule that does not change the date of such a request.")


def test_a_fee_taken_back_where_it_moved_nothing_never_changed_the_date():
    events = Event("fee-charged", D("2026-11-05")), Event("fee-waived", D("2026-11-09"))

    working = compute(rule="ch-nfadp-30", calendar="none", received=D("2026-11-02"), events=events)

    assert "it never changed the date" in step_of(working, "fee-waived").text


def test_days_left_out_in_the_union_are_safe_as_they_are_counted():
    working = compute(
        rule="gdpr-eu-1182", calendar="SE", received=D("2026-09-14"),
        events=[Event("pause", D("2026-09-16")), Event("resume", D("2026-09-25"))],
    )  # fmt: skip

    assert step_of(working, "left-out").safe_on == D("2026-10-23")
    assert working.safe_on == working.due_on


def test_while_something_is_awaited_nothing_is_safe():
    assert british("2026-07-31", Event("pause", D("2026-08-03"))).safe_on is None
