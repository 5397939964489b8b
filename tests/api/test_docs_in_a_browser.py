import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed"),
]


@pytest.fixture
def page(monkeypatch: Any) -> Iterator[Page]:
    # Playwright runs a loop in this thread; nothing of ours runs in it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def test_the_documentation_works_under_the_sites_content_policy(live_server, page):
    complaints, elsewhere = [], []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((live_server.url, "data:"))
            else elsewhere.append(asked.url)
        ),
    )

    page.goto(f"{live_server.url}/api/docs/")
    page.get_by_text("Create a case").click()

    expect(page.get_by_text("Idempotency-Key").first).to_be_visible()
    assert complaints == []
    assert elsewhere == []
