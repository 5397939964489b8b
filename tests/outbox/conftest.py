import pytest

from dsar.outbox import nudge


@pytest.fixture(autouse=True)
def _the_bell_is_rung_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test skips a nudge because an earlier one met a dead broker."""
    monkeypatch.setattr(nudge, "_away_until", 0.0)
