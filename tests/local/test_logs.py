"""A log says where and what kind, and quotes nobody."""

import io
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from dsar.logs import WithoutErrorText, masked

SECRET = "h6W1unmistakableUv3"


def logged(error: Exception, address: str) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(WithoutErrorText("%(levelname)s %(message)s"))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        try:
            raise KeyError(address)
        except KeyError as cause:
            raise error from cause
    except Exception:
        logger.exception("It failed")
    return stream.getvalue()


def test_the_words_of_an_error_are_left_out() -> None:
    text = logged(ValueError("Key (email)=(dana@example.com) already exists."), "dana@example.com")

    assert "dana" not in text
    assert text.startswith("ERROR It failed\n")
    assert "builtins.KeyError\nwhich led to\n" in text
    assert text.rstrip().endswith("builtins.ValueError")
    assert "test_logs.py" in text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"GET /calendar/{SECRET}.ics HTTP/1.1", "GET /calendar/… HTTP/1.1"),
        (f"https://x.example/calendar/{SECRET}.ics?x=1", "https://x.example/calendar/…?x=1"),
        (f"Not Found: /calendar/{SECRET}", "Not Found: /calendar/…"),
        (f"GET /status/open/{SECRET}/ HTTP/1.1", "GET /status/open/…/ HTTP/1.1"),
        (f"GET /nexus-ip/draft/open/{SECRET}/ HTTP/1.1", "GET /nexus-ip/draft/open/…/ HTTP/1.1"),
        ("GET /desk/calendar/ HTTP/1.1", "GET /desk/calendar/ HTTP/1.1"),
    ],
)
def test_the_address_of_a_calendar_is_masked(text: str, left: str) -> None:
    assert masked(text) == left


def addresses(of: URLResolver, before: str = "") -> Iterator[str]:
    for one in of.url_patterns:
        if isinstance(one, URLPattern):
            yield f"{before}{one.pattern}"
        else:
            yield from addresses(one, f"{before}{one.pattern}")


_OPENS = re.compile(r"<str:(secret|token)>")


def test_every_address_that_is_a_secret_is_masked() -> None:
    """Whoever adds one names it “secret” or “token”, as all of them are."""
    found = [one for one in addresses(get_resolver()) if _OPENS.search(one)]

    assert "search/open/<str:secret>/" in found
    for address in found:
        text = "GET /" + re.sub(r"<[^>]+>", "nexus-ip", _OPENS.sub(SECRET, address))
        assert SECRET not in masked(text), address


@pytest.mark.django_db
def test_what_django_logs_of_a_calendar_has_no_secret(client: Client) -> None:
    stream = io.StringIO()
    configured = settings.LOGGING["formatters"]["plain"]
    assert configured["()"] == "dsar.logs.WithoutErrorText"
    handler = logging.StreamHandler(stream)
    handler.setFormatter(WithoutErrorText(configured["format"]))
    logging.getLogger("django.request").addHandler(handler)

    client.get(f"/calendar/{SECRET}.ics")
    client.post(f"/calendar/{SECRET}.ics")
    logging.getLogger("django.request").removeHandler(handler)

    assert stream.getvalue().count("/calendar/…") == 2
    assert SECRET not in stream.getvalue()


@pytest.mark.faults
def test_what_the_web_server_logs_of_a_calendar_has_no_secret() -> None:
    """The access log is off unless somebody turns it on."""
    command = [sys.executable, "-m", "gunicorn", "wsgiref.simple_server:demo_app"]
    server = subprocess.Popen(
        [*command, "--bind", "127.0.0.1:0", "--access-logfile", "-", "--no-control-socket"],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    address = next(
        found[0] for line in server.stdout if (found := re.search(r"http://[\d.]+:\d+", line))
    )
    urlopen(f"{address}/calendar/{SECRET}.ics").read()
    server.terminate()
    said = server.communicate(timeout=20)[0]

    assert "GET /calendar/… HTTP/1.1" in said
    assert SECRET not in said
