"""What a check found, by page."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.browser.survey import Seen


def wrong(pages: Iterable[Seen], what: Callable[[Seen], Any]) -> dict[str, Any]:
    """What is found, by page, where anything is."""
    return {str(one.place): found for one in pages if (found := what(one))}
