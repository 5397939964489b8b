"""Every public address, as a stranger sees it."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from dsar.companies.models import Company
from dsar.portal import urls
from tests import desk
from tests.portal.conftest import SLUGS
from tests.portal.visitor import Visitor

ARGUMENTS = {
    "slug": "nexus-ip",
    "step_slug": "what",
    "code": "passport",
    "secret": "A" * 43,
    "reference": "NIP-2222-22",
    "document_id": "018f4e1c-7b1a-7c3e-8d5f-0123456789ab",
}
# Where a stranger without a draft, a code or a case ends.
ELSEWHERE = {
    "code": "/status/",
    "case": "/status/",
    "answer": "/status/",
    "write": "/status/",
    "withdraw": "/status/",
    "judge": "/status/",
    "fee": "/status/",
    "transfer": "/status/",
    "receiver": "/status/",
    "case_complain": "/status/",
    "cannot_open": "/status/",
    "proof": "/status/",
    "download": "/status/",
    "sent": "/status/",
    "open": "/status/",
    "link": "/status/open/",
    "search_link": "/search/",
    "draft_open": "/nexus-ip/draft/",
    "draft_link": "/nexus-ip/draft/open/",
}
POST_ONLY = {"beside", "look", "code_again", "leave", "vendor_result", "account_back"}
NO_LINK = {"search", "search_task"}
NO_DRAFT = {"check", "draft_save"}


def path_of(pattern: URLPattern) -> str:
    return "/" + re.sub(r"<\w+:(\w+)>", lambda m: ARGUMENTS[m[1]], str(pattern.pattern))


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda p: p.name)
def test_every_address_answers_a_stranger_kindly(nexus_ip: Company, pattern: URLPattern) -> None:
    page = Client().get(path_of(pattern))

    if pattern.name in POST_ONLY:
        assert page.status_code == 405
    elif pattern.name in NO_LINK:
        assert page.status_code == 410
        assert "This link no longer works" in page.content.decode()
    elif pattern.name in NO_DRAFT:
        assert page.status_code == 404
        assert "There is no draft here" in page.content.decode()
    elif pattern.name in ELSEWHERE:
        assert (page.status_code, page["Location"]) == (302, ELSEWHERE[pattern.name])
    else:
        assert page.status_code == 200
        assert page.content.decode().count("<h1>") == 1


OF_A_COMPANY = [pattern for pattern in urls.urlpatterns if "<slug:slug>" in str(pattern.pattern)]


@pytest.mark.parametrize("pattern", OF_A_COMPANY, ids=lambda p: p.name)
def test_a_company_that_is_none_is_not_found(nexus_ip: Company, pattern: URLPattern) -> None:
    ask = Client().post if pattern.name in POST_ONLY else Client().get
    page = ask(path_of(pattern).replace("nexus-ip", "nobody"))

    assert page.status_code == 404
    assert "Page not found" in page.content.decode()
    assert "/status/" in page.content.decode()


def test_an_unpublished_company_is_not_found(nexus_ip: Company) -> None:
    nexus_ip.published_at = None
    nexus_ip.save(update_fields=["published_at"])

    assert Client().get("/nexus-ip/").status_code == 404
    assert "nexus-ip" not in Client().get("/").content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(nexus_ip: Company, method: str) -> None:
    for path in ("/nexus-ip/", "/nexus-ip/ask/what/", "/status/"):
        assert getattr(Client(), method)(path).status_code == 405


def test_head_is_answered_like_get(nexus_ip: Company) -> None:
    for path in ("/", "/nexus-ip/", "/nexus-ip/ask/what/", "/status/"):
        assert Client().head(path).status_code == 200


@pytest.mark.parametrize("slug", SLUGS)
def test_the_start_names_every_other_way_in(db: None, slug: str) -> None:
    company = desk.publish(slug)

    text = Client().get(f"/{slug}/").content.decode()

    channels = [said.value for said in company.policy.rules.channels]
    assert channels
    for channel in channels:
        assert channel.value.replace("'", "&#x27;") in text


def test_the_start_at_next_connex_lists_what_is_asked_and_that_one_may_lack_it(
    next_connex: Company,
) -> None:
    text = Client().get("/next-connex/").content.decode()

    assert "Passport or driving licence" in text
    assert "you can still ask" in text


def test_no_page_of_one_company_names_another(db: None) -> None:
    names = {slug: desk.publish(slug).name for slug in SLUGS}
    for slug, name in names.items():
        visitor = Visitor(slug).walk("access")
        visitor.send()
        text = visitor.text
        assert name in text
        for other in set(names.values()) - {name}:
            assert not re.search(rf"\b{re.escape(other)}\b", text)


class Page(HTMLParser):
    """What must not be in a page under our headers, and where its help stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.foreign: list[str] = []
        self.footer: list[str] = []
        self._in_footer = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_footer |= tag == "footer"
        if tag in ("style", "script") or "style" in given or any(a.startswith("on") for a in given):
            self.inline.append(tag)
        source = given.get("src") or (given.get("href") if tag == "link" else None)
        if source and not source.startswith("/static/"):
            self.foreign.append(source)
        if tag == "a" and self._in_footer:
            self.footer.append(str(given["href"]))


@pytest.mark.parametrize(
    "path", ["/", "/help/", "/nexus-ip/", "/nexus-ip/ask/what/", "/status/", "/nothing/here/"]
)
def test_pages_carry_nothing_inline_or_foreign_and_help_in_one_place(
    nexus_ip: Company, path: str
) -> None:
    page = Page(Client().get(path).content.decode())

    assert page.inline == []
    assert page.foreign == []
    assert page.footer == ["/help/", "/cookies/", "/accessibility/", "/privacy/"]


# What people who have never read a law cannot be expected to know.
LAWYERS_WORDS = re.compile(
    r"\b(DSAR|data subject|controller|processor|erasure|portability|pursuant|SLA|ticket|invalid"
    r"|submit|click here|GDPR|Article)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_words_are_plain(db: None, slug: str) -> None:
    desk.publish(slug)
    visitor = Visitor(slug)
    seen = [visitor.client.get(path).content.decode() for path in (f"/{slug}/", "/", "/help/")]
    for right in ("access", "erasure", "portability", "automated", "other"):
        walker = Visitor(slug)
        walker.walk(right)
        seen.append(walker.text)
        seen += [
            walker.client.get(f"/{slug}/ask/{step}/").content.decode() for step in walker.pages
        ]
    for html in seen:
        words = re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1])
        assert not LAWYERS_WORDS.search(words), LAWYERS_WORDS.search(words)


def test_the_portal_is_reached_by_nothing_it_should_not_hide(nexus_ip: Company) -> None:
    resolve = get_resolver().resolve
    for path in ("/desk/sign-in/", "/api/v1/cases", "/healthz"):
        assert resolve(path).namespace != "portal"


def test_a_page_that_fails_names_the_ways_back(nexus_ip: Company, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("dsar.portal.views.starting.companies.published", fail)
    page = Client(raise_request_exception=False).get("/")

    assert page.status_code == 500
    assert "Something went wrong here" in page.content.decode()
    assert 'href="/status/"' in page.content.decode()
