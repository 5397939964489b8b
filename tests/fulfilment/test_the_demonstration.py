"""`make run` shows searches in every state, and running it again adds none."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from dsar.fulfilment.models import SearchRecord, SearchTask, System
from tests import desk


@pytest.fixture
def told(settings: Settings, db: None) -> None:
    settings.DEMO = True
    for slug in ("nexus-ip", "technology-nexus"):
        desk.publish(slug)
    call_command("seed_demo", stdout=StringIO())
    call_command("seed_searches", stdout=StringIO())


def test_there_are_searches_in_each_state_and_each_system_has_an_owner(told):
    assert set(SearchTask.objects.values_list("state", flat=True)) == {"open", "done", "dropped"}
    assert set(SearchRecord.objects.values_list("result", flat=True)) == {"found", "nothing"}
    assert not System.objects.filter(owner_email="").exists()
    before = (SearchTask.objects.count(), System.objects.count())

    call_command("seed_searches", stdout=StringIO())

    assert (SearchTask.objects.count(), System.objects.count()) == before


def test_it_is_refused_where_people_are_real(settings: Settings, db: None):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("seed_searches")
