import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dsar.cases.models import Case
from dsar.cases.operations import assigning
from dsar.dashboard.paging import SIZE
from tests import desk

from .conftest import NOW, words

QUEUE = "/desk/cases/"


def listed(response) -> list[str]:
    """The references, in the order of the page."""
    return re.findall(r'class="ref" href="/desk/cases/([^/"]+)/', response.content.decode())


def _identified(company) -> Case:
    return desk.identified(desk.receive(company))


def _reviewed(company) -> Case:
    return desk.in_review(_identified(company))


def _ready(company) -> Case:
    return desk.ready(_identified(company))


def test_most_urgent_first_then_what_has_no_date(client, company):
    later = desk.receive(company, "erasure", at=NOW - timedelta(days=2))
    sooner = desk.receive(company, at=NOW - timedelta(days=20))
    paused = desk.asked(desk.identified(desk.receive(company, at=NOW - timedelta(days=25))))

    assert listed(client.get(QUEUE)) == [c.reference for c in (sooner, later, paused)]


def test_a_row_says_all_but_who_asks(client, company):
    desk.receive(company, at=NOW - timedelta(days=20))
    page = client.get(QUEUE)

    text = words(page)
    assert "Due Tuesday 1 December 2026 · 8 days left" in text
    assert "Access Nexus IP New" in text
    assert "Check who is asking" in text
    assert "Robin" not in text
    assert "robin@example.org" not in text


@pytest.mark.parametrize("bring", [desk.receive, _identified, _reviewed, _ready])
def test_a_filter_is_called_what_its_rows_are(client, company, bring):
    case = bring(company)
    page = client.get(QUEUE, {"status": case.status}).content.decode()

    [chosen] = re.findall(r'value="[a-z_]+" selected>([^<]+)<', page)
    [row] = re.findall(r'data-label="Status">([^<]+)<', page)
    assert chosen.startswith(row)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["access", "erasure", "marketing"]),
        ("right=erasure", ["erasure"]),
        ("status=received", ["access", "erasure"]),
        ("status=in_progress", ["marketing"]),
        ("status=closed", ["rectification"]),
        ("status=all", ["access", "erasure", "marketing", "rectification"]),
        ("company=nexus-ip", ["access", "erasure", "marketing"]),
        ("whose=mine", ["erasure"]),
        ("whose=unassigned", ["access", "marketing"]),
        ("due=late", ["access"]),
        ("due=week", ["erasure"]),
        ("due=today", []),
        ("due=2026-11-30", ["erasure"]),
        ("due=2026-11-26", []),
        ("right=erasure&due=late", []),
    ],
)
def test_filters_stand_in_the_address(client, company, officer, query, expected):
    desk.receive(company, at=NOW - timedelta(days=40))
    mine = desk.receive(company, "erasure", at=NOW - timedelta(days=25))
    assigning.assign(case_id=mine.pk, owner=officer, actor="user:1", now=NOW)
    desk.receive(company, "marketing", at=NOW)
    desk.closed(desk.identified(desk.receive(company, "rectification", at=NOW)))

    found = Case.objects.filter(reference__in=listed(client.get(f"{QUEUE}?{query}")))

    assert sorted(found.values_list("right", flat=True)) == expected


@pytest.mark.parametrize(
    "query",
    [
        "due=2026-11-31",
        "status=nonsense",
        "company=technology-nexus",
        "due=yesterday",
        "after=nonsense",
    ],
)
def test_a_filter_that_makes_no_sense_is_ignored_and_said(client, case, query):
    page = client.get(f"{QUEUE}?{query}")

    assert page.status_code == 200
    assert f"has been ignored: “{query.split('=')[0]}”" in words(page)
    assert listed(page) == [case.reference]


@pytest.mark.parametrize("text", ["Robin", "requester robin", "ROBIN@example.org", " robin "])
def test_a_case_is_found_by_name_and_address(client, case, text):
    assert listed(client.post(QUEUE, {"q": text})) == [case.reference]


def test_a_closed_case_is_found_by_name(client, company):
    over = desk.closed(desk.identified(desk.receive(company)))

    assert listed(client.post(QUEUE, {"q": "Robin"})) == [over.reference]


def test_a_reference_leads_to_its_case(client, case):
    typed = case.reference.lower().replace("-", " ")

    assert client.post(QUEUE, {"q": typed})["Location"] == f"{QUEUE}{case.reference}/"


def test_nobody_finds_another_companys_case(stranger, signed_in, case):
    browser = signed_in(stranger)

    for text in ("Robin", "robin@example.org", case.reference):
        assert "No case matches" in words(browser.post(QUEUE, {"q": text}))


def test_no_case_matches_says_what_to_do(client, case):
    page = client.get(f"{QUEUE}?right=automated")

    assert "No case matches. Show all open cases" in words(page)


def pages(client, query: str = "") -> list[list[str]]:
    """Every page, following “Next page”."""
    address, found = f"{QUEUE}{query}", []
    while address:
        page = client.get(address)
        found.append(listed(page))
        following = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
        address = following and following[1].replace("&amp;", "&")
    return found


def test_pages_show_every_case_once_in_order(client, company):
    for number in range(SIZE + 3):
        desk.receive(company, at=NOW - timedelta(days=number // 4))
    for _ in range(3):
        desk.asked(desk.identified(desk.receive(company, at=NOW - timedelta(days=3))), now=NOW)

    first, second = pages(client)

    assert (len(first), len(second)) == (SIZE, 6)
    found = {case.reference: case for case in Case.objects.select_related("clock")}
    shown = [found[reference] for reference in first + second]
    assert len(set(shown)) == len(shown) == len(found)
    keys = [(c.clock.due_on is None, c.clock.due_on or NOW.date(), c.created_at) for c in shown]
    assert keys == sorted(keys)


def test_a_page_that_ends_among_the_undated_goes_on_there(client, company):
    for number in range(SIZE + 2):
        case = desk.receive(company, at=NOW - timedelta(minutes=number + 9))
        desk.asked(desk.identified(case, now=NOW), now=NOW)

    first, second = pages(client)

    assert (len(first), len(second)) == (SIZE, 2)
    assert not set(first) & set(second)


def test_closed_cases_come_newest_first_on_every_page(client, company):
    for number in range(SIZE + 2):
        desk.receive(company, at=NOW - timedelta(hours=number))

    first, second = pages(client, "?status=all")

    newest = Case.objects.order_by("-created_at").values_list("reference", flat=True)
    assert first + second == list(newest)


def test_a_search_goes_on_to_a_second_page(client, company):
    for number in range(SIZE + 1):
        desk.receive(company, at=NOW - timedelta(hours=number))
    page = client.post(QUEUE, {"q": "Robin"})
    after = re.search(r'name="after" value="([^"]+)"', page.content.decode())[1]

    second = client.post(QUEUE, {"q": "Robin", "after": after})

    assert len(listed(page)) == SIZE
    assert len(set(listed(second)) - set(listed(page))) == 1


def statements(client, address: str) -> int:
    client.get(address)  # alarms are looked up every ten seconds, not for each page
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", [QUEUE, "/desk/"])
def test_fifty_rows_cost_as_many_statements_as_ten(client, company, address):
    for _ in range(10):
        desk.receive(company)
    ten = statements(client, address)
    for _ in range(39):
        desk.receive(company)

    # Today counts a list only where it does not show all of it.
    assert statements(client, address) == ten + (address == "/desk/")
    assert ten <= {QUEUE: 8, "/desk/": 14}[address]


def test_no_page_counts_or_skips_rows(client, company):
    for _ in range(SIZE + 1):
        desk.receive(company)
    with CaptureQueriesContext(connection) as queries:
        pages(client)

    sql = " ".join(query["sql"].lower() for query in queries)
    assert "offset" not in sql
    assert "count(" not in sql


def test_the_title_says_what_is_shown(client):
    page = client.get(f"{QUEUE}?whose=mine&due=2026-11-30").content.decode()

    assert "<title>Cases: Mine, Monday 30 November 2026 – desk</title>" in page
    assert "<title>All cases – desk</title>" in client.get(QUEUE).content.decode()
