"""Which law counts, and what it allows."""

from datetime import date

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
from deadlines.working import compute


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
        ("ccpa", "access", "ccpa-45"),
        ("ccpa", "marketing", "ccpa-optout-15bd"),
        ("us-va", "access", "us-state-45"),
        ("hk-pdpo", "access", "hk-pdpo-40"),
    ],
)
def test_elsewhere_the_regime_picks_the_rule(regime, right, rule):
    assert pick_rule(regime=regime, right=right, received_on=date(2026, 11, 23)) == rule


@pytest.mark.parametrize("regime", REGIMES)
def test_every_regime_leads_to_a_rule_that_counts(regime):
    on = date(2026, 11, 23)

    rule = pick_rule(regime=regime, right="access", received_on=on)

    calendar = "GB-ENG" if regime == "uk-gdpr" else "SE"
    assert compute(rule=rule, calendar=calendar, received=on).due_on > on


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
