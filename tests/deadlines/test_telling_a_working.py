"""One working as a sentence, as rows, and as plain text: the same facts in each."""

from datetime import date

import pytest

from deadlines.telling import plain_table, sentence, table
from deadlines.working import Event, Promise, Working, compute

D = date.fromisoformat
ASKED, CAME = Event("pause", D("2026-10-20")), Event("resume", D("2026-11-02"))
PROOF, PROVED = Event("id-requested", D("2026-10-20")), Event("id-received", D("2026-10-21"))
LONGER = Event("extend", D("2026-11-03"), 2, "months")
DAYS_28 = Promise(28, "days", "policy 1")


def british(received: str = "2026-10-16", *events: Event, **more) -> Working:
    return compute(
        rule="uk-gdpr-12a", calendar="GB-ENG", received=D(received), events=events, **more
    )


@pytest.mark.parametrize(
    ("working", "told"),
    [
        (british("2026-10-05"),
         "The answer is due by Thursday 5 November 2026: one month from receipt on Monday 5 "
         "October 2026."),
        (british("2026-10-01"),
         "The answer is due by Monday 2 November 2026: one month from receipt on Thursday 1 "
         "October 2026, moved to the next working day because of the weekend."),
        (british("2026-07-31"),
         "The answer is due by Tuesday 1 September 2026: one month from receipt on Friday 31 July "
         "2026, moved to the next working day because of Late Summer Bank Holiday."),
        (british("2026-10-16", ASKED, CAME, LONGER),
         "The answer is due by Monday 1 February 2027: one month from receipt on Friday 16 "
         "October 2026, extended to Saturday 16 January 2027, of which 14 days do not count, "
         "moved to the next working day because of the weekend."),
        (british("2026-10-16", PROOF, PROVED),
         "The answer is due by Monday 23 November 2026: one month from Wednesday 21 October 2026, "
         "when all that was asked for had come, moved to the next working day because of the "
         "weekend."),
        (british("2026-10-16", promise=DAYS_28),
         "The answer is due by Friday 13 November 2026, as the privacy policy promises; the law "
         "would allow until Monday 16 November 2026."),
        (british("2026-10-16", ASKED),
         "There is no due date yet: an answer is awaited, and 28 days are left once it is here."),
        (british("2026-10-16", ASKED, today=D("2026-11-02")),
         "There is no due date yet: an answer is awaited, and 28 days are left once it is here; "
         "if it came today, we would answer by Monday 30 November 2026."),
        (british("2026-10-16", PROOF, today=D("2026-10-21")),
         "There is no due date yet: the time starts when all that was asked for has come; if it "
         "came today, we would answer by Monday 23 November 2026."),
    ],
)  # fmt: skip
def test_the_sentence_gives_the_day_of_the_week_and_the_reason(working, told):
    assert sentence(working) == told


def test_the_rows_are_the_steps_and_add_up():
    working = british("2026-10-16", ASKED, CAME)

    rows = table(working)

    assert [row.text for row in rows] == [step.text for step in working.steps]
    walked = sum(row.days or 0 for row in rows)
    assert date.fromordinal(working.started_on.toordinal() + walked) == working.due_on
    assert all(row.article and row.source and row.certainty for row in rows)


def test_the_plain_table_fits_a_mail_and_leaves_nothing_out():
    working = british("2026-10-16", ASKED, CAME)

    told = plain_table(working)

    assert max(len(line) for line in told.splitlines()) <= 76
    words = " ".join(told.split())
    for step in working.steps:
        assert " ".join(step.text.split()) in words
        assert step.article in words
    assert "Mon 16 Nov 2026   +31  One month" in told
    assert told.endswith(f"Holidays: GB-ENG, {working.holidays_version}")


@pytest.mark.parametrize(
    ("asked", "left"), [(ASKED, "the law leaves 28 days"), (PROOF, "gives one month")]
)
def test_what_is_awaited_has_no_date_yet_and_the_date_if_it_came_today(asked, left):
    today = D("2026-11-02")

    working = british("2026-10-16", asked, today=today)

    rows = {row.what: row for row in table(working)}
    assert (rows["open"].on, "due" in rows) == (None, False)
    assert "There is no due date" in rows["open"].text
    assert left in rows["open"].text
    assert rows["if-answered"].on == working.if_answered_today
    assert rows["if-answered"].text.startswith("If all that is awaited came today, Monday 2 Nov")
    plain = working.to_json()
    assert (plain["due_on"], plain["state"]) == (None, working.state)
    assert plain["if_answered_today"] == working.if_answered_today.isoformat()
    assert plain["days_left_if_paused"] == (28 if asked is ASKED else None)
    assert rows["if-answered"].text in " ".join(plain_table(working).split())
