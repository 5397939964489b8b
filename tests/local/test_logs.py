"""A log says where and what kind, and quotes nobody."""

import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from dsar import logs, request_ids, security_events
from dsar.logs import JsonLines, WithoutErrorText, masked

SECRET = "h6W1unmistakableUv3"


def logger_to(stream: io.StringIO, formatter: logging.Formatter) -> logging.Logger:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger


def logged(error: Exception, address: str, formatter: logging.Formatter) -> str:
    logger = logger_to(stream := io.StringIO(), formatter)
    try:
        try:
            raise KeyError(address)
        except KeyError as cause:
            raise error from cause
    except Exception:
        logger.exception("It failed")
    return stream.getvalue()


WITH_WORDS = ValueError("Key (email)=(dana@example.com) already exists.")


def test_a_line_is_an_object_with_the_kinds_of_an_error_and_none_of_its_words() -> None:
    text = logged(WITH_WORDS, "dana@example.com", JsonLines())

    assert "dana" not in text
    assert text.count("\n") == 1
    line = json.loads(text)
    assert line.keys() == {"time", "level", "logger", "message", "error"}
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "test", "It failed")
    assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)
    cause, error = line["error"]
    assert (cause["kind"], error["kind"]) == ("builtins.KeyError", "builtins.ValueError")
    assert re.fullmatch(r"tests\.local\.test_logs:\d+ logged", error["frames"][0])


def test_a_line_names_its_call_and_hides_what_opens_something() -> None:
    logger = logger_to(stream := io.StringIO(), JsonLines())

    with request_ids.about("zendesk-48213"):
        logger.info("Not Found: %s", f"/calendar/{SECRET}.ics\n2026-11-22 ERROR forged\u2028é")

    assert stream.getvalue().isascii()
    assert stream.getvalue().count("\n") == 1
    line = json.loads(stream.getvalue())
    assert line["request"] == "zendesk-48213"
    assert line["message"] == "Not Found: /calendar/…\n2026-11-22 ERROR forged\u2028é"
    assert "error" not in line


def test_an_endless_recursion_is_a_short_line() -> None:
    def down() -> None:
        down()

    logger = logger_to(stream := io.StringIO(), JsonLines())
    try:
        down()
    except RecursionError:
        logger.exception("It failed")

    [error] = json.loads(stream.getvalue())["error"]
    assert len(error["frames"]) == logs.MOST_FRAMES
    assert error["frames"][-1].endswith(" down")


def test_a_tried_door_is_an_object_in_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security_events, "logger", logger_to(out := io.StringIO(), JsonLines()))

    security_events.happened("limit.reached", limit="send")

    line = json.loads(out.getvalue())
    assert line["message"] == "security"
    assert line["security"] == {"event": "limit.reached", "limit": "send"}


@pytest.mark.parametrize(
    ("change", "formatter"),
    [
        ({}, "JsonLines"),
        ({"DSAR_LOG_FORMAT": "json", "DSAR_DEBUG": "1"}, "JsonLines"),
        ({"DSAR_LOG_FORMAT": "plain"}, "WithoutErrorText"),
        ({"DSAR_LOG_FORMAT": "plain", "DSAR_DEBUG": "1"}, "Masked"),
    ],
)
def test_lines_are_objects_unless_somebody_asks_for_plain_ones(
    change: dict[str, str], formatter: str
) -> None:
    assert formatter_with(**change).stdout.strip() == formatter


def test_another_form_of_lines_is_refused() -> None:
    answer = formatter_with(DSAR_LOG_FORMAT="xml")

    assert answer.returncode == 1
    assert "DSAR_LOG_FORMAT" in answer.stderr


def formatter_with(**change: str) -> "subprocess.CompletedProcess[str]":
    program = (
        "import django, logging; django.setup(); "
        "print(type(logging.getLogger().handlers[0].formatter).__name__)"
    )
    own = {"DJANGO_SETTINGS_MODULE": "dsar.settings", **change}
    return subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_words_of_an_error_are_left_out() -> None:
    formatter = WithoutErrorText("%(levelname)s %(message)s")
    text = logged(WITH_WORDS, "dana@example.com", formatter)

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
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.getLogger("django.request").addHandler(handler)

    client.get(f"/calendar/{SECRET}.ics")
    client.post(f"/calendar/{SECRET}.ics")
    logging.getLogger("django.request").removeHandler(handler)

    said = [json.loads(line)["message"] for line in stream.getvalue().splitlines()]
    assert [text.partition(": ")[2] for text in said] == ["/calendar/…"] * 2
    assert SECRET not in stream.getvalue()


@pytest.mark.faults
@pytest.mark.parametrize("form", ["json", "plain"])
def test_what_the_web_server_logs_of_a_calendar_has_no_secret(form: str) -> None:
    """The access log is off unless somebody turns it on."""
    command = [sys.executable, "-m", "gunicorn", "wsgiref.simple_server:demo_app"]
    server = subprocess.Popen(
        [*command, "--bind", "127.0.0.1:0", "--access-logfile", "-", "--no-control-socket"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DSAR_LOG_FORMAT": form},
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

    if form == "json":
        told: list[dict[str, Any]] = [json.loads(line) for line in said.splitlines()]
        assert {"gunicorn.access", "gunicorn.error"} == {line["logger"] for line in told}
        said = "".join(line["message"] for line in told)
    assert "GET /calendar/… HTTP/1.1" in said
    assert SECRET not in said
