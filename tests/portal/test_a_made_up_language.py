"""In a language where every message is marked, nothing English is left on a requester's pages."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from dsar.cases.operations import clarifying
from tests import desk
from tests.portal.conftest import ago, received
from tests.portal.visitor import Visitor, follow
from tools.messages import DJANGO, extracted

ENGLISH = re.compile(r"\b(?:the|you|your|we|our|of|to|and|for|this|my|I)\b")
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
VOID = {"meta", "link", "input", "br", "hr", "rect", "line", "path", "polygon"}


class _Seen(HTMLParser):
    """What is to be read, without what is said to be in another language, and without the clock,
    which has a catalogue of its own and names laws in theirs."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.skips = "", [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            said = dict(attrs)
            other = tag != "html" and ("lang" in said or said.get("class") == "clock")
            self.skips.append(self.skips[-1] or other)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.skips.pop()

    def handle_data(self, data: str) -> None:
        self.text += "" if self.skips[-1] else data


def english_on(page: Any) -> list[str]:
    seen = _Seen()
    seen.feed(page.content.decode())
    assert "⟦" in seen.text
    text, before = seen.text, ""
    while text != before:  # one message may stand in another
        text, before = MARKED.sub("", text), text
    return [line.strip() for line in text.splitlines() if ENGLISH.search(line)]


def a_german() -> Client:
    return Client(headers={"Accept-Language": "de"})


def made_up(in_german: Callable[[dict[Any, Any]], None]) -> None:
    words = {}
    for message in extracted(DJANGO):
        if message.id:
            both = message.id if isinstance(message.id, tuple) else (message.id,)
            marked = tuple(f"⟦{one}⟧" for one in both)
            words[message.id, message.context] = marked if len(marked) > 1 else marked[0]
    in_german(words)


def test_while_asking(at_next_connex: Visitor, in_german: Any) -> None:
    made_up(in_german)
    visitor = at_next_connex
    visitor.client, pages = a_german(), []
    visitor.walk("access")
    for path in ("", "ask/check/", "ask/also/", "ask/by-post/", "ask/behalf/", "draft/save/"):
        pages.append(visitor.see(path))
    for slug in dict.fromkeys(visitor.pages):
        pages += [visitor.see(f"ask/{slug}/"), visitor.answer(slug)]
    visitor.walk("access", without=True)
    visitor.send()
    pages.append(visitor.page)

    assert [english for page in pages for english in english_on(page)] == []


def test_on_the_page_of_a_request(nexus_ip: Any, in_german: Any) -> None:
    made_up(in_german)
    case = desk.identified(received(nexus_ip))
    question = {"question": "Which year?", "which_data": True}
    clarifying.ask_question(case_id=case.pk, **question, actor="officer", now=ago())
    browser = follow(case, a_german())
    at = "/status/request/"

    pages = [browser.get(at + path) for path in ("", "answer/", "write/", "complain/", "withdraw/")]
    pages += [browser.post(at + path) for path in ("answer/", "write/", "complain/")]
    pages.append(browser.post(f"{at}withdraw/", follow=True))
    pages.append(browser.post(f"{at}withdraw/"))

    assert [english for page in pages for english in english_on(page)] == []


def test_around_it(nexus_ip: Any, in_german: Any) -> None:
    made_up(in_german)
    browser = a_german()
    paths = ("/", "/help/", "/cookies/", "/accessibility/", "/privacy/", "/status/", "/nowhere/")

    pages = [browser.get(path) for path in paths]
    pages += [browser.post("/status/", said) for said in ({}, {"reference": "x", "email": "y"})]
    pages.append(browser.post("/status/", {"reference": "NIP-1", "email": "a@b.org"}, follow=True))
    pages.append(browser.post("/status/code/", {"code": "123456"}))

    assert [english for page in pages for english in english_on(page)] == []
