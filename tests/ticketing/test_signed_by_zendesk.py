"""Zendesk's signature: base64 of HMAC-SHA256 over the moment and the body, with nothing between."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from dsar.ticketing import signed

SECRET = "a-secret-of-a-webhook"
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
STAMP = "2026-11-23T09:12:00Z"
BODY = b'{"right": "access"}'


def signature(stamp=STAMP, body=BODY, secret=SECRET):
    """As their page has it in other languages, without a line of ours."""
    made = hmac.new(secret.encode(), msg=stamp.encode() + body, digestmod=hashlib.sha256)
    return base64.b64encode(made.digest()).decode()


def check(**change):
    given = {"secret": SECRET, "signature": signature(), "timestamp": STAMP, "body": BODY}
    signed.check(**{**given, "now": NOW} | change)


def test_what_zendesk_signed_is_taken():
    check()
    # Worked out with `openssl dgst -sha256 -hmac`, so that both sides are not ours.
    assert signature() == "tpqxuVg33PsiwVlLHUkVbU+RCmwmglwwBr0Ly8fUQ0A="


@pytest.mark.parametrize("late", [timedelta(minutes=5), timedelta(minutes=-5)])
def test_five_minutes_either_way_are_taken(late):
    check(now=NOW + late)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"secret": ""}, "no-secret"),
        ({"secret": "another"}, "other-signature"),
        ({"signature": ""}, "not-signed"),
        ({"timestamp": ""}, "not-signed"),
        ({"signature": "é"}, "other-signature"),
        ({"body": BODY + b" "}, "other-signature"),
        ({"timestamp": "2026-11-23T09:13:00Z"}, "other-signature"),
        ({"now": NOW + timedelta(minutes=5, seconds=1)}, "stale"),
        ({"now": NOW - timedelta(minutes=5, seconds=1)}, "stale"),
        ({"timestamp": "yesterday", "signature": signature("yesterday")}, "no-moment"),
    ],
)
def test_anything_else_is_refused(change, code):
    with pytest.raises(signed.Unsigned) as refused:
        check(**change)
    assert refused.value.code == code
