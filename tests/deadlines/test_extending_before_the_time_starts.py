"""A notice that more time is needed, given while proof of identity is still awaited."""

from datetime import date

import pytest

from deadlines.telling import plain_table, sentence
from deadlines.working import Event, compute

D = date.fromisoformat
ASKED, TODAY = Event("id-requested", D("2027-03-05")), D("2027-03-25")


def waiting(by: int | None, unit: str | None, on: str = "2027-03-20"):
    return compute(
        rule="uk-gdpr-12a",
        calendar="GB-ENG",
        received=D("2027-03-01"),
        events=[ASKED, Event("extend", D(on), by, unit)],
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("by", "unit", "length", "answered"),
    [
        (2, "months", "three months", "2027-06-25"),
        (None, None, "three months", "2027-06-25"),
        (1, "months", "two months", "2027-05-25"),
        (20, "days", "one month and 20 days", "2027-05-17"),
        (90, "days", "three months", "2027-06-25"),
    ],
)
def test_the_working_says_how_long_the_time_will_be(by, unit, length, answered):
    working = waiting(by, unit)

    said = {step.what: step for step in working.steps}
    assert said["extended"].text == (
        "We said on Saturday 20 March 2027 that we need longer, so the time will be "
        f"{length} once it starts."
    )
    assert (said["extended"].on, said["extended"].days) == (None, None)
    assert f"the law gives {length} from the day" in said["open"].text
    assert working.if_answered_today == D(answered)


def test_it_is_the_same_when_the_notice_came_first():
    working = waiting(2, "months", on="2027-03-02")

    assert "three months once it starts" in " ".join(plain_table(working).split())
    assert sentence(working).startswith("There is no due date yet: the time starts when")
