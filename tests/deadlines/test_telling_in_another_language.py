"""A clock is told in the language in force, and what is stored of it stays English."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines

from deadlines import telling, words
from deadlines.models import Clock
from deadlines.operations import (
    add_event,
    correct_receipt,
    recalculate,
    reopen_clock,
    retold,
    start_clock,
    stop_clock,
    working_told,
)
from deadlines.speaking import LANGUAGES, speaking
from deadlines.working import Promise

pytestmark = pytest.mark.django_db
D = date.fromisoformat
NOW, TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 11, 23)
OTHERS = LANGUAGES[1:]
PROMISE = Promise(28, "days", "privacy policy, section 4")


def started() -> Clock:
    return start_clock(
        company_id=1, rule="uk-gdpr-12a", calendar="GB-ENG", request="access",
        received_on=D("2026-10-16"), promise=PROMISE, now=NOW,
    )  # fmt: skip


def resumed() -> Clock:
    made = started()
    add_event(clock_id=made.pk, kind="pause", on=D("2026-10-20"), now=NOW)
    return add_event(clock_id=made.pk, kind="resume", on=D("2026-11-02"), now=NOW)


def everything_done() -> list[dict]:
    """The stored workings of a clock to which a little of everything happens."""
    made, kept = resumed().pk, []
    terms = {"calendar": "SE", "overrides": None, "promise": PROMISE, "target_days": 3}
    for done in (
        lambda: correct_receipt(
            clock_id=made, received_on=D("2026-10-15"), rule="uk-gdpr-12a", promise=PROMISE,
            now=NOW,
        ),
        lambda: recalculate(clock_id=made, kind="recalculated", **terms, now=NOW),
        lambda: stop_clock(clock_id=made, on=D("2026-11-10"), now=NOW),
        lambda: reopen_clock(clock_id=made, on=D("2026-11-12"), now=NOW),
        lambda: add_event(clock_id=made, kind="extend", on=D("2026-11-13"), now=NOW),
    ):  # fmt: skip
        done()
        kept.append(Clock.objects.get(pk=made).working)
    return kept


def page(made: Clock) -> str:
    template = engines["django"].from_string("{% load clockface %}{% clock made today %}")
    return template.render({"made": made, "today": TODAY})


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_stored_is_english_whatever_is_spoken(language):
    english = everything_done()

    with speaking(language):
        assert everything_done() == english

    assert "The answer is due by" in english[-1]["steps"][-1]["text"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_step_of_a_stored_clock_is_told_again(language):
    made = resumed()
    english = [(step.text, step.article, step.source) for step in made.explained.steps]

    with speaking(language):
        told = retold(made)
        steps = [(step.text, step.article, step.source) for step in told.steps]
        due = words.long(made.due_on)

    assert told == made.explained
    assert all(now != before for now, before in zip(steps, english, strict=True))
    assert due in steps[-1][0]


def test_what_was_told_in_one_language_is_not_given_out_in_another():
    step = resumed().explained.steps[0]._replace()
    made = retold(resumed())
    with speaking("de"):
        again = retold(resumed()).steps[0]
        german = again.text
    with speaking("fr"):
        french = again.text

    assert len({german, french, again.text, step.text}) == 3
    assert again.text == step.text == made.steps[0].text


def test_in_english_the_stored_words_are_read_and_nothing_is_asked(django_assert_num_queries):
    made = resumed()

    with django_assert_num_queries(0):
        working_told(made, today=TODAY)
    with speaking("sv"), django_assert_num_queries(1):
        working_told(made, today=TODAY)


def test_a_stored_step_that_would_be_another_now_stays_as_it_was_told():
    made = resumed()
    made.working["steps"][0]["text"] = "The request was received by pigeon."

    with speaking("sv"):
        told, html = retold(made), page(made)
        langs = {step.lang for step in told.steps}

    assert told.steps[0].text == "The request was received by pigeon."
    assert (langs, {step.lang for step in told.steps}) == ({"en"}, {""})
    assert '<th role="rowheader" scope="row" lang="en">The request was received by pig' in html
    assert 'lang="en"' not in page(made)


def test_a_later_list_of_holidays_that_moves_nothing_is_no_other_working():
    made = resumed()
    made.working["holidays_version"] = "holidays 0.1"

    with speaking("nl"):
        told = retold(made)
        assert told.steps[0].text != made.explained.steps[0].text

    assert told.holidays_version == "holidays 0.1"


def test_a_clock_of_a_rule_that_is_gone_is_told_as_it_is_stored():
    made = resumed()
    made.rule = "gone"

    with speaking("fr"):
        assert retold(made).steps[0].lang == "en"


def test_what_is_awaited_is_told_as_of_today():
    made = started()
    add_event(clock_id=made.pk, kind="pause", on=D("2026-10-20"), now=NOW)
    made.refresh_from_db()

    with speaking("de"):
        told = working_told(made, today=TODAY)
        texts = [step.text for step in told.steps]
        sentence = telling.sentence(told)
        answered = words.long(told.if_answered_today)

    assert answered in sentence
    assert any(answered in text for text in texts)
    assert {step.lang for step in told.steps} == {""}
