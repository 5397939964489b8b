"""Every call of the schema, with what fits it and what does not: no server error, and every answer
as the schema says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from .conftest import BODY
from .fuzzing import fuzz

pytestmark = pytest.mark.django_db(transaction=True)
EACH = 30


@pytest.fixture
def reference(caller):
    received = (timezone.now() - timedelta(days=1)).isoformat()
    return caller.create({**BODY, "received_at": received}, key="first").json()["reference"]


# Each call many times over: a minute, and several on a busy machine.
@pytest.mark.timeout(600)
@pytest.mark.parametrize("scopes", ["all", "reading"])
def test_every_call_answers_as_the_schema_says(
    scopes, caller, make_caller, reference, plenty, live_server
):
    who = caller if scopes == "all" else make_caller(scopes=["cases:read", "events:read"])

    found = fuzz(live_server.url, who.token, [reference], each=EACH)

    assert found.wrong == []
    # A fuzz that only ever bounces off the door would find nothing behind it.
    assert {200, 400} <= set(found.statuses)
