"""What docs/performance.md says of figures: it follows from them, and changes with them."""

from typing import Any

import pytest

from bench import page, remarks

GROWN: dict[str, Any] = {
    "p50 at 10": {"today": 8.0, "bare page": 2.0},
    "p50 at 1,000": {"today": 9.5, "bare page": 2.0},
    "p95 at 10": {"today": 10.0, "bare page": 3.0},
    "p95 at 1,000": {"today": 12.0, "bare page": 3.0},
    "statements at 10": {"today": 17.0, "bare page": 1.0},
    "statements at 1,000": {"today": 17.0, "bare page": 1.0},
    remarks.POWER: {"today": 0.04},
    "memory grows as cases to the power of": {"making cases": 0.1},
}


def test_the_sizes_stand_beside_one_another_and_nowhere_else() -> None:
    text = page._part("growing", GROWN | {"ratios": {}, "cases": "10 → 1,000"})

    assert "| today | 8 | 9.5 | 10 | 12 | 17 | 17 | 0.04 |\n" in text
    assert "| bare page | 2 | 2 | 3 | 3 | 1 | 1 |  |\n" in text
    assert "p50 at 10: today" not in text
    assert "| cases | 10 → 1,000 |\n" in text


@pytest.mark.parametrize(
    ("power", "said"),
    [(0.04, "the steepest is making cases"), (1.2, "which is a defect: today")],
)
def test_what_grows_faster_than_the_cases_is_named(power: float, said: str) -> None:
    assert said in remarks.growth(GROWN | {remarks.POWER: {"today": power}})


def test_it_says_how_long_all_cases_took() -> None:
    made = {"cases made a second until there were": {"10,000": 100.0, "1,000,000": 1_000.0}}

    assert "To make 1,000,000 cases took 18 minutes." in remarks.growth(GROWN | made)


def test_a_page_that_asks_more_among_more_cases_is_named() -> None:
    assert "as many statements at every size." in remarks.growth(GROWN)

    asks_more = GROWN | {"statements at 1,000": {"today": 18.0, "bare page": 1.0}}

    assert "at every size but today (17 → 18):" in remarks.growth(asks_more)


def test_it_says_with_how_many_processes_it_is_at_its_best_and_what_stops_it() -> None:
    seconds = {"one worker": 5.0, "two workers": 2.5, "four workers": 4.0}
    eight = {"a second": 50.0, "ms of processor each": 20.0, "ms of PostgreSQL's processor each": 8}

    workers = remarks.workers({"due": 1000, "seconds": seconds})
    web = remarks.web_processes(
        {
            "ours, 8 clients": eight,
            "ours, a second, by web processes": {"1": 40.0, "2": 50.5, "4": 45.0},
            "bare, a second, by web processes": {"1": 700.0, "2": 900.0, "4": 1_100.0},
        }
    )

    assert "200 with 1, 400 with 2, 250 with 4 taken a second; the most with 2." in workers
    assert "40 with 1, 50.5 with 2, 45 with 4 taken in a second; the most with 2." in web
    assert "700 with 1, 900 with 2, 1,100 with 4 a second; the most with 4." in web
    assert "keep 1.4 cores busy" in web


def test_one_reason_is_told_once_for_all_that_it_holds_back() -> None:
    ratios = {"rate, 8 clients": 0.1, "p95, 32 clients": 0.5, "rate, 1 clients": 0.2}

    text = page._part("submitting", SUBMITTED | {"ratios": ratios})

    assert "| rate, 8 clients | 0.1 | ≥ 0.3, **not met** |" in text
    assert "| p95, 32 clients | 0.5 | ≥ 0.25, met |" in text
    assert "| rate, 1 client | 0.2 |  |" in text
    late = page._part("submitting", SUBMITTED | {"ratios": ratios | {"p95, 32 clients": 0.1}})
    assert "- Not met: **rate, 8 clients**; **p95, 32 clients**. Beside the three rows" in late
    assert late.count("Beside the three rows") == 1


SUBMITTED: dict[str, Any] = {
    "ours, 8 clients": {
        "a second": 50.0,
        "ms of processor each": 20.0,
        "ms of PostgreSQL's processor each": 8.0,
    },
    "ours, a second, by web processes": {"1": 40.0, "2": 50.0},
    "bare, a second, by web processes": {"1": 700.0, "2": 900.0},
}
