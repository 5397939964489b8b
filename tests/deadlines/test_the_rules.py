"""Which law counts, and what it allows."""

import contextlib
from datetime import date, timedelta

import pytest

from deadlines.errors import ClockError
from deadlines.rules import (
    CERTAINTIES,
    REGIMES,
    RULES,
    UnknownRule,
    extension_of,
    may_pause,
    pick_rule,
    rule_of,
)
from deadlines.working import Event, compute


@pytest.mark.parametrize(
    ("right", "received", "rule"),
    [
        ("access", "2019-08-15", "uk-gdpr-ico"),
        ("access", "2026-02-04", "uk-gdpr-ico"),
        ("access", "2026-02-05", "uk-gdpr-12a"),
        ("complaint", "2026-02-04", "uk-gdpr-ico"),
        ("complaint", "2026-06-18", "uk-gdpr-12a"),
        ("complaint", "2026-06-19", "uk-complaint-ack-30"),
        ("erasure", "2026-06-19", "uk-gdpr-12a"),
    ],
)
def test_the_day_of_receipt_picks_the_british_rule(right, received, rule):
    on = date.fromisoformat(received)

    assert pick_rule(regime="uk-gdpr", right=right, received_on=on) == rule


def test_before_august_2019_there_is_no_british_rule_here():
    with pytest.raises(UnknownRule, match="before 15 August 2019"):
        pick_rule(regime="uk-gdpr", right="access", received_on=date(2019, 8, 14))


@pytest.mark.parametrize(
    ("regime", "right", "rule"),
    [
        ("gdpr", "access", "gdpr-eu-1182"),
        ("gdpr", "complaint", "gdpr-eu-1182"),
        ("lgpd", "access", "lgpd-15"),
        ("lgpd", "confirmation", "lgpd-at-once"),
        ("au-privacy", "access", "au-app12-30"),
        ("au-agency", "access", "au-agency-30"),
        ("jp-appi", "access", "jp-appi"),
        ("us-tx", "access", "us-state-45"),
        ("ccpa", "access", "ccpa-45"),
        ("ccpa", "marketing", "ccpa-optout-15bd"),
        ("us-va", "access", "us-state-45"),
        ("hk-pdpo", "access", "hk-pdpo-40"),
    ],
)
def test_elsewhere_the_regime_picks_the_rule(regime, right, rule):
    assert pick_rule(regime=regime, right=right, received_on=date(2026, 11, 23)) == rule


@pytest.mark.parametrize("regime", REGIMES)
def test_every_regime_leads_to_a_rule_that_counts_or_says_that_the_law_names_no_number(regime):
    on = date(2027, 5, 14)

    rule = pick_rule(regime=regime, right="access", received_on=on)

    working = compute(rule=rule, calendar="GB-ENG" if regime == "uk-gdpr" else "SE", received=on)
    if working.state == "open-ended":
        assert "no fixed period" in "".join(step.text for step in working.steps)
    else:
        assert working.due_on > on


def test_every_rule_is_picked_for_somebody_or_is_a_part_of_another():
    rights = ("access", "complaint", "grievance", "appeal", "opt-out", "confirmation")
    picked = {"days-28"}  # a promise, which a policy makes and no law
    for regime in REGIMES:
        for right in rights:
            for on in (date(2020, 1, 1), date(2027, 5, 14)):
                with contextlib.suppress(UnknownRule):
                    picked.add(pick_rule(regime=regime, right=right, received_on=on))

    assert picked | {RULES[rule].acknowledge for rule in picked} == set(RULES) | {""}


@pytest.mark.parametrize(
    ("regime", "right", "first", "sentence"),
    [
        ("uk-gdpr", "access", "2019-08-15", "before 15 August 2019"),
        ("gdpr", "access", "2018-05-25", "from Friday 25 May 2018"),
        ("in-dpdp", "access", "2027-05-14", "from Friday 14 May 2027"),
        ("in-dpdp", "complaint", "2027-05-14", "from Friday 14 May 2027"),
    ],
)
def test_before_a_law_is_in_force_there_is_a_sentence_instead_of_a_rule(
    regime, right, first, sentence
):
    first = date.fromisoformat(first)
    rule = pick_rule(regime=regime, right=right, received_on=first)
    compute(rule=rule, calendar="none", received=first)

    with pytest.raises(UnknownRule, match=sentence):
        pick_rule(regime=regime, right=right, received_on=first - timedelta(days=1))
    with pytest.raises(UnknownRule, match="is for requests received from"):
        compute(rule=rule, calendar="none", received=first - timedelta(days=1))


@pytest.mark.parametrize(
    ("regime", "rule", "due", "longest"),
    [
        ("us-va", "us-va-appeal-60", "2026-05-01", None),
        ("us-co", "us-co-appeal-45", "2026-04-16", "2026-06-15"),
    ],
)
def test_an_appeal_has_a_period_where_the_law_gives_one(regime, rule, due, longest):
    on = date(2026, 3, 2)
    assert pick_rule(regime=regime, right="appeal", received_on=on) == rule
    assert compute(rule=rule, calendar="none", received=on).due_on == date.fromisoformat(due)

    assert (extension_of(rule) is None) == (longest is None)
    if longest:
        notice = Event("extend", on, None, "days")
        extended = compute(rule=rule, calendar="none", received=on, events=[notice])
        assert extended.due_on == date.fromisoformat(longest)


@pytest.mark.parametrize(
    ("regime", "sentence"),
    [
        ("uk-gdpr", "has no appeal to whoever refused"),
        ("gdpr", "has no appeal to whoever refused"),
        ("ccpa", "has no appeal to whoever refused"),
        ("us-state", "set by each state"),
        ("us-tx", "set by each state"),
        ("mars", "no regime 'mars'"),
    ],
)
def test_an_appeal_that_no_law_here_counts_is_refused_in_a_sentence(regime, sentence):
    with pytest.raises(UnknownRule, match=sentence):
        pick_rule(regime=regime, right="appeal", received_on=date(2026, 11, 23))


def test_iowa_has_ninety_days_and_forty_five_more():
    on = date(2026, 3, 2)
    assert pick_rule(regime="us-ia", right="access", received_on=on) == "us-ia-90"

    extended = compute(
        rule="us-ia-90", calendar="none", received=on, events=[Event("extend", on, 45, "days")]
    )

    assert (extended.notice_by, extended.due_on) == (date(2026, 5, 31), date(2026, 7, 15))


def test_a_californian_request_is_to_be_confirmed_within_ten_working_days():
    working = compute(rule="ccpa-45", calendar="none", received=date(2026, 6, 15))

    assert working.acknowledge_by == date(2026, 6, 30)
    step = next(step for step in working.steps if step.what == "acknowledge")
    assert (step.on, step.days, step.rule) == (working.acknowledge_by, None, "ccpa-ack-10bd")
    assert "Juneteenth" in step.text
    # That it is a reading says nothing about the day to answer by.
    assert (step.certainty, working.certainty) == ("reading", "statute")


def test_elsewhere_there_is_no_day_for_confirming_receipt():
    complaint = compute(rule="uk-complaint-ack-30", calendar="GB-ENG", received=date(2026, 7, 2))

    # Its due date is the day for that.
    assert (complaint.acknowledge_by, complaint.due_on) == (None, date(2026, 8, 3))


def test_an_unknown_regime_and_an_unknown_rule_are_named():
    with pytest.raises(UnknownRule, match="no regime 'mars'"):
        pick_rule(regime="mars", right="access", received_on=date(2026, 11, 23))
    with pytest.raises(UnknownRule, match="no rule 'gdpr'"):
        rule_of("gdpr")


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        ("uk-gdpr-ico", date(2019, 8, 15), date(2026, 2, 4)),
        ("uk-gdpr-12a", date(2026, 2, 5), None),
        ("uk-complaint-ack-30", date(2026, 6, 19), None),
    ],
)
def test_a_rule_counts_within_its_dates_and_is_refused_outside(rule, first, last):
    compute(rule=rule, calendar="GB-ENG", received=first)
    with pytest.raises(ClockError, match="is for requests received from"):
        compute(rule=rule, calendar="GB-ENG", received=date.fromordinal(first.toordinal() - 1))
    if last:
        compute(rule=rule, calendar="GB-ENG", received=last)
        with pytest.raises(ClockError, match="until Wednesday 4 February 2026"):
            compute(rule=rule, calendar="GB-ENG", received=date.fromordinal(last.toordinal() + 1))


@pytest.mark.parametrize("request_kind", ["erasure", "rectification", "portability", "objection"])
def test_a_question_stops_a_british_clock_for_access_only(request_kind):
    assert may_pause("uk-gdpr-12a", "access")
    assert not may_pause("uk-gdpr-12a", request_kind)
    assert may_pause("gdpr-eu-1182", request_kind)
    assert not may_pause("ccpa-45", "access")


def test_a_month_may_be_extended_by_two_for_complexity_or_number():
    for rule in ("uk-gdpr-12a", "uk-gdpr-ico", "gdpr-eu-1182"):
        extension = extension_of(rule)
        assert (extension.count, extension.unit) == (2, "months")
        assert extension.grounds == {"complexity", "number"}


@pytest.mark.parametrize(
    "rule", ["days-28", "uk-complaint-ack-30", "ccpa-ack-10bd", "lgpd-15", "quebec-30",
             "tr-kvkk-30", "au-app12-30"],
)  # fmt: skip
def test_some_periods_cannot_be_extended(rule):
    assert extension_of(rule) is None


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_entry_names_its_article_its_source_and_how_certain_it_is(rule):
    cites = [rule.period, rule.roll, rule.identity, *rule.starts_later.values()]
    cites += [rule.pause and rule.pause.cite, rule.extension and rule.extension.cite]

    for cite in filter(None, cites):
        assert cite.article
        assert cite.source
        assert cite.certainty in CERTAINTIES
