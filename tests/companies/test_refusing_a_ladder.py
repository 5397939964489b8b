"""A ladder, hours or quiet days by which nobody would be told: a sentence each, nothing changed."""

from dataclasses import replace
from typing import Any

import pytest

from dsar.audit.models import Event
from dsar.companies.ladders import faults
from dsar.companies.operations import NotReady, publish_policy
from dsar.companies.presets import PRESETS
from dsar.companies.rules import LADDER, Escalating, Hours, QuietDays, Rules, Rung
from tests import desk

RULES = PRESETS["connexai"].rules
OWNER = ("owner",)


def with_ladder(*ladder: Rung) -> Rules:
    return replace(RULES, ladder=replace(RULES.ladder, value=ladder))


def with_hours(**hours: Any) -> Rules:
    return replace(RULES, hours=replace(RULES.hours, value=Hours(**hours)))


def test_the_products_own_ladder_and_hours_are_in_order() -> None:
    assert [faults(preset.rules) for preset in PRESETS.values()] == [[]] * len(PRESETS)


@pytest.mark.parametrize(
    ("ladder", "sentence"),
    [
        ((), "The ladder has no step"),
        ((Rung(7, OWNER), Rung(7, ("lead",))), "has 2 steps 7 days before the due date"),
        ((Rung(7, ()),), "Nobody is told 7 days before the due date"),
        ((Rung(7, ("boss",)),), "“boss” is nobody who could be told"),  # type: ignore[arg-type]
        ((Rung(7, OWNER, channels=()),), "no way in which anybody is told"),
        ((Rung(7, OWNER, channels=("pigeon",)),), "no way “pigeon”"),  # type: ignore[arg-type]
        ((Rung(7, OWNER, "lunch"),), "no clock has a limit called “lunch”"),  # type: ignore[arg-type]
        ((Rung(7, OWNER, every=1),), "7 days before the due date cannot come again"),
        ((Rung(0, OWNER, every=1),), "on the due date cannot come again"),
        ((Rung(-1, OWNER, every=-1),), "give 0 for once, or 1 to 366"),
        ((Rung(400, OWNER),), "too far away"),
        ((Rung(3, OWNER, "waiting"),), "only some days after"),
        (tuple(Rung(day, OWNER) for day in range(31)), "has 31 steps; 30 are the most"),
    ],
)
def test_a_bad_ladder_says_what_is_wrong(ladder: tuple[Rung, ...], sentence: str) -> None:
    said = faults(with_ladder(*ladder))

    assert len(said) == 1
    assert sentence.lower() in said[0].lower()


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ({"opens": "18:00", "closes": "08:00"}, "closes at 08:00, before it opens at 18:00"),
        ({"opens": "08:00", "closes": "08:00"}, "before it opens"),
        ({"opens": "8 o'clock"}, "“8 o'clock” is no time of day"),
        ({"closes": "25:00"}, "“25:00” is no time of day"),
        ({"weekdays": ()}, "No day of the week is a working day"),
        ({"weekdays": (7,)}, "from 0, Monday, to 6, Sunday"),
        (
            {"quiet": (QuietDays("2026-12-31", "2026-12-24", "Closed"),)},
            "from 2026-12-31 end on 2026-12-24, before they begin",
        ),
        ({"quiet": (QuietDays("Christmas", "2026-12-26", "Closed"),)}, "“Christmas” is no date"),
    ],
)
def test_bad_hours_say_what_is_wrong(hours: dict[str, Any], sentence: str) -> None:
    said = faults(with_hours(**hours))

    assert len(said) == 1
    assert sentence in said[0]


def test_an_office_may_close_at_the_end_of_the_day() -> None:
    assert faults(with_hours(opens="00:00", closes="24:00")) == []


def test_the_same_day_may_stand_for_two_limits() -> None:
    assert faults(with_ladder(Rung(3, OWNER), Rung(3, OWNER, "notice"))) == []


def test_somebody_unknown_cannot_be_asked_next() -> None:
    levels = replace(RULES.escalating, value=Escalating(levels=("boss",)))  # type: ignore[arg-type]

    assert "“boss”" in faults(replace(RULES, escalating=levels))[0]


@pytest.mark.django_db
def test_a_bad_ladder_is_not_published_and_nothing_changes() -> None:
    company = desk.publish("connexai")
    events = Event.objects.count()
    bad = with_ladder(*LADDER, Rung(14, ("lead",)))

    with pytest.raises(NotReady, match="2 steps 14 days before the due date"):
        publish_policy(company_id=company.pk, rules=bad, actor="user:1", now=desk.MONDAY)

    assert company.policies.count() == 1
    assert company.policy.rules.ladder.value == LADDER
    assert Event.objects.count() == events


def test_an_answer_that_may_take_for_ever_is_refused_before_hours_are_counted_for_it() -> None:
    slow = replace(RULES.escalating, value=Escalating(answer_within=10**9))

    assert faults(replace(RULES, escalating=slow)) == [
        "1000000000 working hours to answer are too many; 200 are the most."
    ]
