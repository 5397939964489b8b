"""The name of a call or page goes on to the worker that sends what it owed, and into its log."""

import io
import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from dsar import request_ids
from dsar.logs import Masked
from dsar.outbox.models import Message
from dsar.outbox.sweep import sweep
from tests.smtp import Sink

from .owing import NOW, owe

pytestmark = pytest.mark.django_db


@pytest.fixture
def log():
    stream, logger = io.StringIO(), logging.getLogger("dsar.outbox.sweep")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Masked("%(message)s"))
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


def test_whoever_sends_it_writes_whose_it_is(smtp: Sink, log: io.StringIO) -> None:
    with request_ids.about("zendesk-48213"):
        first = owe("A")
    second = owe("B")
    smtp.refuse = "550 no such person"

    sweep(now=NOW)

    lines = {str(m.pk): line for m in (first, second) for line in log.getvalue().splitlines()
             if str(m.pk) in line}  # fmt: skip
    assert lines[str(first.pk)].endswith("smtp-550 request=zendesk-48213")
    assert lines[str(second.pk)].endswith("smtp-550")
    assert Message.objects.get(pk=second.pk).request_id == ""
    assert request_ids.current.get() == ""


def test_a_page_has_a_name_of_ours_that_it_does_not_tell(rf: RequestFactory) -> None:
    seen = []

    def view(_request):
        seen.append(request_ids.current.get())
        return HttpResponse()

    page = rf.get("/desk/", headers={request_ids.HEADER: "somebody-elses"})
    answer = request_ids.named(view)(page)

    assert len(seen[0]) == 32
    assert request_ids.HEADER not in answer
