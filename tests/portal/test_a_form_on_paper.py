"""Who wants to use a pen prints the questions, with the address, what to enclose and the time."""

import pytest
from django.test import Client

from dsar.companies.models import Company
from dsar.companies.rights import CHOICES
from dsar.portal.models import Draft
from tests import desk
from tests.portal.conftest import SLUGS


def paper(slug: str) -> str:
    return Client().get(f"/{slug}/print/").content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("slug", SLUGS)
def test_it_has_every_choice_a_way_to_send_it_and_how_the_time_counts(db: None, slug: str) -> None:
    company = desk.publish(slug)

    text = paper(slug)

    for _, label in CHOICES:
        assert label in text
    channels = [said.value for said in company.policy.rules.channels if said.value.value]
    post = [one.value for one in channels if one.kind == "post"]
    email = [one.value for one in channels if one.kind == "email"]
    assert (post or email)[0] in text
    assert ("named no postal address" in text) == (not post)
    assert "begins on the day on which your letter reaches us" in text
    assert f"/{slug}/" in text
    assert "<form" not in text.split("<main", 1)[1].split("</main>")[0]


def test_it_says_what_to_enclose_what_to_cover_and_that_one_may_lack_it(
    next_connex: Company,
) -> None:
    text = paper("next-connex")

    for said in next_connex.policy.rules.identity.items:
        assert said.value.label in text
    assert "Cover everything that is not needed" in text
    assert "you can still ask" in text


def test_where_nothing_is_asked_it_warns_against_sending_a_passport(nexus_ip: Company) -> None:
    text = paper("nexus-ip")

    assert "Send no copy of a passport" in text
    assert "Cover everything" not in text


def test_the_start_leads_there_and_nothing_is_kept(nexus_ip: Company) -> None:
    browser = Client()

    assert "/nexus-ip/print/" in browser.get("/nexus-ip/").content.decode()
    browser.get("/nexus-ip/print/")

    assert not Draft.objects.exists()
    assert not browser.cookies
