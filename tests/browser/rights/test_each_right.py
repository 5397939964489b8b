"""Each right from its receipt to its proof, through the pages that people have before them: Robin's
without script, those of the desk with it."""

import pytest

from dsar.companies.models import Company
from dsar.companies.rights import RIGHTS
from dsar.fulfilment.operations.listing import list_named
from tests import desk
from tests.audit.anchored import keep_anchors
from tests.browser.rights import california, changed, given, looked_at, proof, stopped
from tests.browser.rights.cast import Cast
from tests.browser.rights.story import Story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
STORIES = {
    story.right: story
    for story in (
        given.ACCESS,
        changed.RECTIFICATION,
        changed.ERASURE,
        stopped.OBJECTION,
        stopped.MARKETING,
        stopped.CONSENT,
        given.PORTABILITY,
        stopped.RESTRICTION,
        looked_at.AUTOMATED,
        looked_at.COMPLAINT,
    )
}


@pytest.fixture
def cast(requester, post, clock, visit, tmp_path, settings, site) -> Cast:
    keep_anchors(tmp_path / "anchors", settings)
    return Cast(requester, post, clock, visit, tmp_path, site)


@pytest.mark.parametrize("right", RIGHTS)
def test_from_receipt_to_proof(cast: Cast, right: str) -> None:
    run(STORIES[right], cast)


def test_a_deletion_under_the_law_of_california(cast: Cast) -> None:
    run(california.DELETION, cast)


def run(story: Story, cast: Cast) -> None:
    cast.work_for(story.company)
    cast.turn_to(story.begins)
    if story.systems:
        company = Company.objects.get(name=story.company)
        list_named(company_id=company.pk, actor=desk.OFFICER, now=cast.clock.now())

    for step in story.steps:
        step.play(cast)

    assert cast.case().right == story.right
    cast.post.letters()
    proof.is_full(cast, story.proved)
    proof.taken_and_verified(cast)
