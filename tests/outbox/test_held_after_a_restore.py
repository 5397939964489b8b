"""A database that is older than what has happened sends nothing until somebody lets it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from dsar import tenancy
from dsar.outbox import held
from dsar.outbox.management.commands.release_mail import Command
from dsar.outbox.models import Message, State
from dsar.outbox.sweep import drain, sweep
from tests import desk

pytestmark = pytest.mark.django_db
NOW = desk.MONDAY


@pytest.fixture
def restored(smtp) -> int:
    """A letter left; then the database of an hour before was put in place. How many had left."""
    desk.receive(desk.publish())
    left = drain(now=NOW)
    Message.objects.update(state=State.QUEUED, sent_at=None, next_try_at=NOW)
    return left


def test_what_left_before_does_not_leave_again_by_itself(restored, smtp) -> None:
    assert restored == len(smtp.messages) == 1
    assert held.is_held()
    assert drain(now=NOW) == sweep(now=NOW) == 0
    assert len(smtp.messages) == 1
    assert Message.objects.get().attempts == 1


def test_a_database_that_lost_the_row_is_held_too(restored) -> None:
    Message.objects.all().delete()
    assert held.is_held()


def test_let_go_it_leaves_under_the_same_id(restored, smtp) -> None:
    out = StringIO()
    call_command("release_mail", stdout=out)
    assert "was restored" in out.getvalue()
    assert "1 messages wait" in out.getvalue()
    assert held.is_held()

    call_command("release_mail", now=True, stdout=out)
    assert drain(now=NOW) == 1
    first, second = (message["Message-ID"] for message in smtp.messages)
    assert first == second
    assert not held.is_held()


def test_what_was_owed_before_a_moment_can_be_dropped(restored, smtp) -> None:
    later = NOW + timedelta(minutes=1)
    desk.receive(desk.Company.objects.get(), now=later)
    assert held.release(drop_before=later) == (1, 1)
    assert drain(now=later) == 1


@pytest.mark.parametrize("moment", ["2026-11-22T06:00", "this morning"])
def test_a_moment_without_its_zone_is_asked_for_again_and_nothing_leaves(
    restored, capsys: pytest.CaptureFixture[str], moment: str
) -> None:
    with pytest.raises(SystemExit):
        Command().run_from_argv(["manage.py", "release_mail", "--now", "--drop-before", moment])

    assert "as in 2026-11-22T06:00+00:00" in capsys.readouterr().err
    assert held.is_held()


def test_what_is_to_be_dropped_is_not_passed_over_where_nothing_is_to_leave(restored) -> None:
    with pytest.raises(CommandError, match="give both"):
        call_command("release_mail", drop_before=NOW)


def test_the_desk_says_so(restored, watcher: Client) -> None:
    assert "was restored" in watcher.get("/readyz").json()["warnings"]["mail"]


def test_mail_that_leaves_as_ever_is_never_held(smtp) -> None:
    company = desk.publish()
    for _ in range(3):
        desk.receive(company)
        assert drain(now=NOW) == 1
        assert not held.is_held()


def test_nor_is_it_for_whoever_does_not_see_the_company_that_wrote_last(smtp) -> None:
    company = desk.publish()
    desk.receive(company)
    drain(now=NOW)

    with tenancy.companies([company.pk + 1]):
        assert not held.is_held()


def test_a_disk_that_takes_no_note_stops_no_mail(smtp, settings, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    settings.TOMBSTONES = str(tmp_path / "file" / "below")
    desk.receive(desk.publish())
    assert drain(now=NOW) == 1
    assert not held.is_held()
