"""What a case has none of is asked for once, for all that can belong to it."""

import pytest

from dsar.cases.models import Case
from dsar.cases.nothing_there import remember_what_is_empty
from dsar.cases.operations.holding import place_hold
from dsar.cases.operations.transferring import transfer_of
from tests import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return desk.receive(desk.publish())


def test_one_statement_answers_for_all_that_is_empty(case, django_assert_num_queries):
    with django_assert_num_queries(1):
        remember_what_is_empty(case)

    with django_assert_num_queries(0):
        assert not case.holds.filter(lifted_at=None).exists()
        assert case.incidents.order_by("-reported_at").first() is None
        assert list(case.search_tasks.select_related("system")) == []
        assert getattr(case, "ticket", None) is None
        assert not hasattr(case, "transfer")
        assert transfer_of(case) is None


def test_what_is_there_is_still_read(case):
    place_hold(case_id=case.pk, reason="A court asked for it", actor="user:1", now=desk.MONDAY)

    remember_what_is_empty(case)

    assert case.holds.filter(lifted_at=None).count() == 1
    assert case.messages.exists()


def test_what_was_read_before_is_not_looked_for_again(case, django_assert_num_queries):
    remember_what_is_empty(case)
    place_hold(case_id=case.pk, reason="A court asked for it", actor="user:1", now=desk.MONDAY)

    with django_assert_num_queries(1):
        remember_what_is_empty(case)

    assert not case.holds.exists()  # as this instance read it
    assert Case.objects.get(pk=case.pk).holds.exists()
