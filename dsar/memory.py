"""What a process keeps in memory for good."""

import gc


def settle() -> None:
    """What has been loaded until now stays, so the garbage collector need not walk through it: it
    was a third of the time of a sweep that makes some thousands of rows, and held up one page in
    some hundreds for as long as several others take."""
    gc.collect()
    gc.freeze()
