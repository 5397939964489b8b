"""Colours as the device says, or as the person says."""

import pytest
from django.test import Client


@pytest.fixture
def browser(db: None) -> Client:
    return Client()


def choose(browser: Client, look: str) -> str:
    return browser.post("/look/", {"look": look}, follow=True).content.decode()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_choice_is_kept_for_the_pages_that_follow(browser: Client, look: str) -> None:
    page = choose(browser, look)

    assert f'data-look="{look}"' in page
    assert f'data-look="{look}"' in browser.get("/").content.decode()


def test_a_choice_can_be_taken_back(browser: Client) -> None:
    choose(browser, "dark")

    assert "data-look" not in choose(browser, "")


def test_what_is_no_choice_leaves_it_to_the_device(browser: Client) -> None:
    choose(browser, "dark")

    assert "data-look" not in choose(browser, '"><b>')


def test_a_choice_outlives_the_browser_for_seven_days(browser: Client) -> None:
    choose(browser, "dark")

    assert browser.cookies["sessionid"]["max-age"] == 7 * 24 * 3600
