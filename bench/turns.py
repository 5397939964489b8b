"""Taking turns, and what came of it."""

import time
from collections.abc import Callable, Mapping
from statistics import median


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    began = clock()
    work()
    return clock() - began


def take_turns(
    works: Mapping[str, Callable[[], object]],
    *,
    rounds: int,
    before: Callable[[], object] = lambda: None,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """The median seconds of each, one after the other in every round; `before` is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            before()
            taken[name].append(seconds(work, clock))
    return {name: median(times) for name, times in taken.items()}


def rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: float(f"{value:.3g}") for name, value in figures.items()}
