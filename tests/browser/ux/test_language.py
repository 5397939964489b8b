"""Language: five of them, complete, plain, and of one company at a time (checks 37 and 38)."""

import re
from itertools import combinations

import pytest
from playwright.sync_api import expect

from deadlines import speaking, words
from dsar.companies.models import Company
from dsar.companies.presets import PRESETS
from tests import desk
from tests.browser.conftest import COMPANIES
from tests.browser.ux.findings import wrong
from tests.portal.visitor import follow

SWITCH = {"sv": "Svenska", "de": "Deutsch", "nl": "Nederlands", "fr": "Français"}
# What people who have never read a law cannot be expected to know.
LAWYERS_WORDS = re.compile(
    r"\b(DSAR|data subject|controller|processor|erasure|portability|pursuant|SLA|ticket|invalid"
    r"|submit|click here|GDPR|Article)\b",
    re.IGNORECASE,
)
# Without letters that were written in another language, and say so.
UNQUOTED = """() => {
  const main = document.querySelector('main').cloneNode(true);
  main.querySelectorAll('[lang]').forEach(quote => quote.remove());
  return main.textContent;
}"""
MOST_WORDS = 20  # in a sentence, on average


@pytest.mark.parametrize("language", SWITCH)
def test_ux37_the_switch_keeps_page_and_answers(requester, language):
    """In the middle of asking, with a name typed and not yet sent."""
    requester.begin_at("ConnexAI")
    requester.answer("What would you like us to do?", choose=["Get a copy of my data"])
    requester.answer("Is there something specific you want?")
    requester.answer("How do you know us?", choose=["I’m not sure"])
    page = requester.page
    requester.fill(page.get_by_label("Your name"), "Robin Requester")
    before = page.url

    requester.press(SWITCH[language])

    assert page.url == before
    assert page.locator("html").get_attribute("lang") == language
    expect(page.locator("input[name=name]")).to_have_value("Robin Requester")


@pytest.mark.parametrize("language", SWITCH)
def test_ux37_dates_are_in_words_of_the_language(visit, site, clock, language):
    case = desk.receive(Company.objects.get(slug="nexuscore"), at=clock.now())
    context = visit(locale=language, java_script_enabled=False)
    session = follow(case).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page = context.new_page()
    with speaking.speaking(language):
        due = words.long(case.clock.due_on)

    page.goto("/status/request/")

    expect(page.locator(".clock p").first).to_contain_text(due)
    months = r"\b(November|December) 20\d\d" if language in ("sv", "fr") else r"day \d+ \w+ 20\d\d"
    assert not re.search(months, page.evaluate(UNQUOTED))


def test_ux37_dates_are_words_and_never_numbers(pages_in_each):
    numeric = re.compile(r"\b(\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d)\b")

    assert wrong(pages_in_each, lambda one: numeric.search(one.facts["words"])) == {}


def test_ux38_no_word_needs_a_lawyer(pages):
    """Outside the column that names the rule, and the policy's own words."""
    english = [one for one in pages if one.language == "en"]

    assert wrong(english, lambda one: LAWYERS_WORDS.findall(one.facts["plain"])) == {}


def test_ux38_sentences_are_short(spoken_pages):
    """In each language by itself; the made-up one pads them."""
    lengths = [
        len(sentence.split())
        for one in spoken_pages
        for sentence in re.split(r"(?<=[.?!])\s+", " ".join(one.facts["sentences"]))
    ]

    assert len(lengths) > 300
    assert sum(lengths) / len(lengths) <= MOST_WORDS


def test_ux38_the_company_stands_in_title_and_header(pages_in_each):
    """On each page of a company, and no other company beside it."""
    names = {slug: PRESETS[slug].name for slug in COMPANIES}
    for one in pages_in_each:
        slug = one.place.path.split("/")[1]
        if slug not in names or one.facts["status"] == 404:
            continue
        assert names[slug] in one.facts["title"], one.place
        assert names[slug] in one.facts["header"], one.place
        others = {name for name in names.values() if name != names[slug]}
        said = f"{one.facts['title']} {one.facts['header']} {one.facts['words']}"
        assert not {name for name in others if re.search(rf"\b{name}\b", said)}, one.place


def test_ux38_a_mail_names_its_company_and_no_other(requester, post):
    requester.begin_at("Nexus IP")
    requester.answer("What would you like us to do?", choose=["Stop sending me marketing"])
    requester.answer("Your email address", write={"Your email address": requester.email})
    requester.send()
    letter = post.letters()[-1]

    assert str(letter["From"]).startswith("Nexus IP <")
    assert str(letter["Subject"]).startswith("Nexus IP: ")
    for other in ("Technology Nexus", "NexusCore", "ConnexAI", "Next Connex"):
        assert other not in letter.as_string()


def test_ux38_no_two_codes_are_a_slip_apart():
    """Two changes at least, where two letters that changed places count as one."""
    codes = [preset.code for preset in PRESETS.values()]

    assert len(codes) == 5
    assert [pair for pair in combinations(codes, 2) if _edits(*pair) < 2] == []


def _edits(one: str, other: str) -> int:
    """Letters put in, left out, changed, or swapped with their neighbour."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and (one[row - 2], letter) == (wanted, other[column - 2]):
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, above = above, line
    return above[-1]


def test_ux38_a_slip_is_counted_as_one():
    assert [_edits("NIP", "NPI"), _edits("CORE", "COR"), _edits("CAI", "NEXT")] == [1, 1, 4]
