"""Whatever the facts, the answer is a working that adds up or one sentence, never a traceback."""

import json
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.errors import ClockError
from deadlines.events import KINDS
from deadlines.rules import RULES
from deadlines.working import Event, Working, compute

days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
events = st.lists(
    st.builds(
        Event,
        kind=st.sampled_from(KINDS),
        on=days,
        by=st.none() | st.integers(-1, 400),
        unit=st.sampled_from([None, "days", "months"]),
    ),
    max_size=6,
)


@settings(max_examples=500, deadline=None, database=None)
@given(
    st.sampled_from(sorted(RULES)),
    st.sampled_from(["GB-SCT", "DE-BY", "US", "NL", "none"]),
    days,
    events,
    st.sampled_from(["access", "erasure", "other"]),
)
def test_a_working_that_adds_up_or_a_sentence(rule, calendar, received, happened, request_kind):
    working = refusal = None
    try:
        working = compute(
            rule=rule, calendar=calendar, received=received, request=request_kind, events=happened
        )
    except ClockError as error:
        refusal = str(error)

    if working is None:
        assert refusal.endswith(".")
        return
    assert (working.due_on is None) == (working.safe_on is None)
    if working.state == "open-ended":
        assert working.statutory_on is working.notice_by is working.refuse_by is None
    else:
        assert (working.due_on is None) == (working.state != "running")
    if working.statutory_on:
        assert received <= working.safe_on <= working.due_on
        walked = sum(step.days or 0 for step in working.steps)
        assert working.started_on + timedelta(days=walked) == working.due_on
        assert received <= working.started_on <= working.due_on
        assert working.due_on <= working.statutory_on
    assert Working.from_json(json.loads(json.dumps(working.to_json()))) == working
