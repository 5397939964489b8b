"""The bar under a due date: every day in one stretch, every mark on the bar."""

from datetime import date

from deadlines.drawing import WIDTH, Facts, Pause, draw

OCT_16, NOV_23, NOV_30 = date(2026, 10, 16), date(2026, 11, 23), date(2026, 11, 30)


def kinds(facts: Facts) -> list[str]:
    return [stretch.kind for stretch in draw(facts).stretches]


def test_stretches_follow_one_another_and_fill_the_bar() -> None:
    pause = Pause(date(2026, 10, 20), date(2026, 11, 2))
    drawing = draw(Facts(OCT_16, NOV_23, OCT_16, NOV_30, [pause]))

    assert [s.kind for s in drawing.stretches] == ["used", "paused", "used", "left"]
    x = 0
    for stretch in drawing.stretches:
        assert stretch.x == x
        x += stretch.width
    assert x == WIDTH


def test_a_pause_is_as_wide_as_its_days() -> None:
    pause = Pause(date(2026, 10, 20), date(2026, 11, 2))
    drawing = draw(Facts(OCT_16, NOV_23, OCT_16, NOV_30, [pause]))

    assert drawing.stretches[1].width == round(WIDTH * 18 / 45) - round(WIDTH * 4 / 45)
    assert drawing.stretches[1].hatch.startswith("M89 32L101 0")


def test_an_open_pause_ends_in_hatch() -> None:
    pause = Pause(date(2026, 11, 20), None)
    facts = Facts(OCT_16, NOV_23, OCT_16, None, [pause])

    assert kinds(facts) == ["used", "paused"]
    assert [m.kind for m in draw(facts).marks] == ["today"]


def test_a_clock_that_starts_later_is_dotted_before_its_start() -> None:
    assert kinds(Facts(OCT_16, NOV_23, None, None)) == ["waiting"]
    assert kinds(Facts(OCT_16, NOV_23, date(2026, 10, 20), NOV_30)) == ["waiting", "used", "left"]


def test_days_after_the_due_date_are_late_until_it_is_answered() -> None:
    late = Facts(OCT_16, NOV_23, OCT_16, date(2026, 11, 16))

    assert kinds(late) == ["used", "late"]
    assert draw(late).marks[-1].x == round(WIDTH * 31 / 38)


def test_an_answered_clock_stands_still_and_has_no_today() -> None:
    facts = Facts(OCT_16, NOV_23, OCT_16, NOV_30, stopped_on=date(2026, 11, 1))

    assert kinds(facts) == ["used", "left"]
    assert [m.kind for m in draw(facts).marks] == ["due"]


def test_received_and_due_on_one_day_still_draws() -> None:
    drawing = draw(Facts(OCT_16, OCT_16, OCT_16, OCT_16))

    assert [m.x for m in drawing.marks] == [0, 0]


def test_promise_and_first_limit_are_marked_on_the_bar() -> None:
    facts = Facts(
        OCT_16, NOV_23, OCT_16, NOV_30, limit_on=date(2026, 11, 16), promise_on=date(2026, 11, 13)
    )

    marks = {m.kind: m for m in draw(facts).marks}
    assert set(marks) == {"limit", "promise", "today", "due"}
    assert all(0 <= m.x <= WIDTH for m in marks.values())
    assert marks["promise"].triangle.endswith(f"{marks['promise'].x},0")
