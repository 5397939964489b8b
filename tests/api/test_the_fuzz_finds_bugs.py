"""Five bugs put in on purpose: who finds none of them would find no other either."""

import pytest
from rest_framework.response import Response

from dsar.api import acting, message_views, problems, views
from dsar.api.problems import Problem

from .fuzzing import fuzz

pytestmark = pytest.mark.django_db(transaction=True)


def it_breaks_where_a_filter_is_used(patch):
    whole = views.matching

    def matching(cases, asked):
        assert "right" not in asked
        return whole(cases, asked)

    patch.setattr(views, "matching", matching)


def it_forgets_a_field(patch):
    whole = message_views._message
    patch.setattr(
        message_views,
        "_message",
        lambda one: {name: value for name, value in whole(one).items() if name != "kind"},
    )


def it_answers_words_for_a_truth(patch):
    whole = acting._field
    patch.setattr(acting, "_field", lambda *given: whole(*given) | {"required": "yes"})


def it_answers_with_a_status_that_no_page_names(patch):
    patch.setattr(
        problems, "invalid", lambda errors: Problem(422, "invalid", "No", "Nothing was stored.")
    )


def it_calls_a_problem_something_else(patch):
    patch.setattr(problems, "Response", lambda body, content_type, **more: Response(body, **more))


BUGS = {
    it_breaks_where_a_filter_is_used: "cases_list",
    it_forgets_a_field: "messages_list",
    it_answers_words_for_a_truth: "actions_list",
    it_answers_with_a_status_that_no_page_names: "events_list",
    it_calls_a_problem_something_else: "policies_retrieve",
}


@pytest.mark.timeout(300)
def test_each_of_five_bugs_is_found(caller, plenty, live_server, monkeypatch):
    reference = caller.create().json()["reference"]
    found = {}

    for bug, call in BUGS.items():
        tried = {"references": [reference], "each": 20, "only": [call]}
        before = fuzz(live_server.url, caller.token, **tried)
        with monkeypatch.context() as patch:
            bug(patch)
            after = fuzz(live_server.url, caller.token, **tried)
        found[bug.__name__] = (bool(before.wrong), bool(after.wrong))

    assert found == {bug.__name__: (False, True) for bug in BUGS}
