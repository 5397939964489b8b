"""The servers and the mail sink that the other tests stand on."""

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connection

from tests import caching
from tests.smtp import Sink


@pytest.mark.django_db
def test_the_database_keeps_what_it_acknowledged() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


def test_a_cache_begins_empty_and_another_one_is_left_alone() -> None:
    cache.set("colour", "red")
    assert cache.get("colour") == "red"

    caching.begin_anew()

    assert cache.get("colour") is None


def test_mail_reaches_the_sink(smtp: Sink) -> None:
    EmailMessage("Subject", "Grüße", "desk@example.org", ["person@example.com"]).send()

    assert [message["To"] for message in smtp.messages] == ["person@example.com"]
    assert smtp.messages[0].get_content().strip() == "Grüße"


def test_a_sink_that_refuses_takes_nothing(smtp: Sink) -> None:
    smtp.refuse = "451 busy"

    with pytest.raises(OSError, match="451"):
        EmailMessage("Subject", "Text", "desk@example.org", ["person@example.com"]).send()

    assert smtp.messages == []
