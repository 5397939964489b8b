"""What opens a help desk stands in no traceback."""

import pytest

from dsar.ticketing.connecting import KINDS


@pytest.mark.parametrize("kind", KINDS.values())
def test_its_token_is_not_shown(kind):
    account = kind("https://example.test", "agent@example.com", "a-token-for-tests")
    assert account.token in account.login
    assert account.token not in f"{account!r} {account} {[account]}"
