"""What has been kept as long as the policy says goes at night, and no sooner."""

import json
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dsar.audit.models import Event
from dsar.cases import nights, retaining
from dsar.cases.models import Case
from dsar.cases.operations import erasing, holding, reopening
from dsar.cases.retention_run import RetentionRun
from dsar.companies import keeping
from dsar.companies.models import Company
from dsar.companies.operations import NotReady, publish_policy
from dsar.companies.presets import PRESETS
from dsar.companies.rules import Rules, Said, Term
from dsar.outbox.models import Message as Mail
from dsar.outbox.models import State
from dsar.vault.models import SealedFile
from tests import desk

# Closed at 16:00 on this Monday. Received at 09:00.
CLOSED = desk.MONDAY + timedelta(hours=7)
MONTHS_12, MONTHS_36 = (
    datetime(2027, 11, 23, 12, tzinfo=UTC),
    datetime(2029, 11, 23, 12, tzinfo=UTC),
)
DAY = timedelta(days=1)


def closed_at(company: Company) -> Case:
    case = desk.receive(company)
    desk.identified(case)
    desk.attached(case)
    return desk.closed(case)


@pytest.fixture
def connexai(db) -> Company:
    return desk.publish("connexai")


@pytest.fixture
def closed(company) -> Case:
    return closed_at(company)


def due(company: Company, kind: str, now: datetime) -> list[tuple[str, date]]:
    return [(one.reference, one.on) for one in retaining.due(company, kind, now=now)]


def keep(company: Company, *, now: datetime, **terms: Said[Term]) -> Rules:
    rules = replace(company.policy.rules, kept=terms)
    publish_policy(company_id=company.pk, rules=rules, actor="system", now=now)
    return rules


def test_a_case_goes_36_months_after_its_end_and_not_a_day_before(company, closed) -> None:
    assert due(company, "content", MONTHS_36 - DAY) == []
    assert due(company, "content", MONTHS_36) == [(closed.reference, date(2029, 11, 23))]

    assert retaining.forget_due(company, now=MONTHS_36 - DAY)["content"] == 0
    assert retaining.forget_due(company, now=MONTHS_36)["content"] == 1
    closed.refresh_from_db()
    assert (closed.erased_for, closed.person) == (erasing.TIME_OVER, None)


def test_files_of_the_answer_go_first(company, closed) -> None:
    over = CLOSED + 90 * DAY
    assert retaining.forget_due(company, now=over - DAY)["files"] == 0
    assert retaining.forget_due(company, now=over)["files"] == 1
    [file] = SealedFile.objects.filter(pk__in=closed.documents.values("file"))
    assert (file.wrapped, file.destroyed_at) == (None, over)
    assert closed.erased_at is None


def test_mails_that_left_lose_their_text_after_thirty_days(company, closed) -> None:
    Mail.objects.update(state=State.SENT, sent_at=CLOSED)
    failed = Mail.objects.first()
    Mail.objects.filter(pk=failed.pk).update(state=State.FAILED, sent_at=None, next_try_at=CLOSED)
    retaining.forget_due(company, now=CLOSED + 29 * DAY)
    assert not Mail.objects.filter(payload=None).exists()
    retaining.forget_due(company, now=CLOSED + 30 * DAY)
    assert not Mail.objects.filter(payload__isnull=False).exists()
    failed.refresh_from_db()
    assert (failed.state, failed.last_error) == (State.DROPPED, "too-old")


def test_what_waits_to_be_sent_keeps_its_text(company, closed) -> None:
    retaining.forget_due(company, now=CLOSED + 60 * DAY)
    assert Mail.objects.filter(state=State.QUEUED, payload=None).count() == 0
    assert Mail.objects.filter(state=State.QUEUED).exists()


class TestConnexAI:
    """“… will be deleted no later than 12 months after submission.”"""

    def test_each_letter_goes_twelve_months_after_it_was_written(self, connexai) -> None:
        case = closed_at(connexai)
        case.messages.filter(kind="answer").update(at=desk.MONDAY + 10 * DAY)

        counts = retaining.forget_due(connexai, now=MONTHS_12)

        left = case.messages.exclude(direction="note").filter(body__isnull=False)
        assert counts["correspondence"] > 1
        assert list(left.values_list("kind", flat=True)) == ["answer"]
        case.refresh_from_db()
        assert case.details is None  # their own words stood there once more
        assert case.person is not None
        assert case.messages.filter(direction="note", body__isnull=False).exists()

    def test_the_source_is_the_policy(self, connexai) -> None:
        case = closed_at(connexai)
        [one] = retaining.due(connexai, "correspondence", now=MONTHS_12)
        assert (one.reference, one.source, one.on) == (case.reference, "policy", MONTHS_12.date())
        assert one.why == "12 months after it was written"

    def test_other_companies_keep_theirs(self, company, closed) -> None:
        assert due(company, "correspondence", MONTHS_12) == []

    def test_an_open_case_keeps_what_it_is_worked_on_with(self, connexai) -> None:
        desk.receive(connexai)
        assert due(connexai, "correspondence", MONTHS_12 + 100 * DAY) == []

    def test_what_the_person_was_told_binds_also_when_the_policy_changes(self, connexai) -> None:
        closed_at(connexai)
        longer = Said(Term(60, "months"), "policy", "6.")
        keep(connexai, now=CLOSED, correspondence=longer)
        assert due(connexai, "correspondence", MONTHS_12)


def test_a_shorter_time_that_is_published_later_counts_at_once(company, closed) -> None:
    keep(company, now=CLOSED, content=Said(Term(6), "administrator", "x"))
    assert due(company, "content", datetime(2027, 5, 23, 12, tzinfo=UTC))


def test_months_end_on_the_last_day_of_a_shorter_month(company, closed) -> None:
    Case.objects.update(closed_at=datetime(2026, 8, 31, 9, tzinfo=UTC))
    keep(company, now=CLOSED, content=Said(Term(6), "administrator", "x"))
    [(_, on)] = due(company, "content", datetime(2027, 3, 1, 12, tzinfo=UTC))
    assert on == date(2027, 2, 28)


def test_the_day_is_the_companys_own(swedish) -> None:
    closed_at(swedish)
    # Half past eleven in the evening of the 23rd in London is the 24th in Stockholm.
    Case.objects.update(closed_at=datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    [(_, on)] = due(swedish, "content", datetime(2030, 1, 1, tzinfo=UTC))
    assert on == date(2029, 11, 24)


class TestAHold:
    def test_it_wins_over_every_class(self, company, closed) -> None:
        holding.place_hold(case_id=closed.pk, reason="Court", actor="user:1", now=CLOSED)
        Mail.objects.update(state=State.SENT, sent_at=CLOSED)
        counts = retaining.forget_due(company, now=MONTHS_36)
        assert set(counts.values()) == {0}
        [one] = retaining.due(company, "content", now=MONTHS_36)
        assert one.held

    def test_lifted_what_is_due_goes(self, company, closed) -> None:
        holding.place_hold(case_id=closed.pk, reason="Court", actor="user:1", now=CLOSED)
        holding.lift_hold(case_id=closed.pk, reason="Over", actor="user:2", now=MONTHS_36)
        assert retaining.forget_due(company, now=MONTHS_36)["content"] == 1

    def test_placed_between_the_look_and_the_lock_it_still_wins(self, company, closed) -> None:
        [one] = retaining.due(company, "content", now=MONTHS_36)
        holding.place_hold(case_id=closed.pk, reason="Court", actor="user:1", now=CLOSED)
        assert erasing.let_go(case_id=one.case_id, kind="content", now=MONTHS_36) == 0

    def test_a_case_opened_again_meanwhile_stays(self, company, closed) -> None:
        [one] = retaining.due(company, "content", now=MONTHS_36)
        reopening.reopen(case_id=closed.pk, reason="More", actor="user:1", now=CLOSED)
        assert erasing.let_go(case_id=one.case_id, kind="content", now=MONTHS_36) == 0


def test_each_deletion_stands_in_the_chain_without_a_name(company, closed) -> None:
    retaining.forget_due(company, now=CLOSED + 90 * DAY)
    event = Event.objects.get(event="retention.deleted")
    assert (event.subject, event.actor) == (closed.reference, "system")
    assert event.facts == {"of": "files", "rows": 1}


def test_a_run_that_ran_out_of_time_is_ended_by_the_next(company) -> None:
    for _ in range(3):
        closed_at(company)
    first = retaining.forget_due(company, now=MONTHS_36, until=time.monotonic() - 1)
    assert first["left"]
    assert retaining.forget_due(company, now=MONTHS_36)["content"] == 3
    assert set(retaining.forget_due(company, now=MONTHS_36).values()) == {0}


class TestANight:
    def test_it_comes_once_after_two_in_the_morning(self, company, closed) -> None:
        midnight = datetime(2029, 11, 23, 0, 30, tzinfo=UTC)
        assert nights.sweep(now=midnight) == 0
        assert not RetentionRun.objects.exists()
        gone = nights.sweep(now=midnight + timedelta(hours=2))
        run = RetentionRun.objects.get()
        assert gone >= 1
        assert (run.on, run.counts["content"]) == (date(2029, 11, 23), 1)
        assert run.finished_at

        closed_at(company)
        Case.objects.filter(erased_at=None).update(closed_at=CLOSED)
        assert nights.sweep(now=midnight + timedelta(hours=3)) == 0
        assert nights.sweep(now=midnight + timedelta(hours=27)) >= 1

    def test_an_unfinished_one_goes_on(self, company, closed, monkeypatch) -> None:
        monkeypatch.setattr(nights, "BUDGET_SECONDS", -1.0)
        assert nights.sweep(now=MONTHS_36) == 0
        assert RetentionRun.objects.get().finished_at is None
        monkeypatch.undo()
        assert nights.sweep(now=MONTHS_36 + timedelta(minutes=1)) >= 1
        assert RetentionRun.objects.get().finished_at

    def test_one_that_never_ends_is_told(self, company) -> None:
        now = desk.MONDAY
        assert nights.unfinished(now=now) == 1
        nights.sweep(now=now)
        assert nights.unfinished(now=now + DAY) == 0
        assert nights.unfinished(now=now + 3 * DAY) == 1


class TestTheCommand:
    def said(self, **options: object) -> list[dict[str, object]]:
        out = StringIO()
        call_command("retention", stdout=out, json=True, **options)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def test_a_dry_run_names_each_case_the_day_and_why(self, connexai) -> None:
        case = closed_at(connexai)
        lines = self.said(dry_run=True, on=date(2027, 11, 23), company="connexai")
        assert [line["class"] for line in lines] == list(keeping.CLASSES)
        letters = next(line for line in lines if line["class"] == "correspondence")
        assert (letters["due"], letters["held"], letters["source"]) == (1, 0, "policy")
        [one] = letters["cases"]
        assert (one["reference"], one["on"]) == (case.reference, "2027-11-23")
        assert case.messages.filter(body=None).count() == 0

    def test_it_counts_what_is_held_apart(self, company, closed) -> None:
        holding.place_hold(case_id=closed.pk, reason="Court", actor="user:1", now=CLOSED)
        content = self.said(dry_run=True, on=MONTHS_36.date())[4]
        assert (content["class"], content["due"], content["held"]) == ("content", 0, 1)

    def test_in_words(self, company, closed) -> None:
        out = StringIO()
        call_command("retention", dry_run=True, on=MONTHS_36.date(), stdout=out)
        text = out.getvalue()
        assert "All else about the person: 36 months after the case was closed" in text
        assert f"{closed.reference} since Friday 23 November 2029" in text

    def test_without_dry_run_it_erases(self, company, closed) -> None:
        Case.objects.update(closed_at=datetime(2020, 1, 1, tzinfo=UTC))
        [line] = self.said()
        assert line["erased"]["content"] == 1
        closed.refresh_from_db()
        assert closed.erased_at

    def test_another_day_only_in_a_dry_run(self, company) -> None:
        with pytest.raises(CommandError, match="dry run"):
            self.said(on=date(2030, 1, 1))
        with pytest.raises(CommandError, match="no company"):
            self.said(company="nobody")


class TestTheTimes:
    @pytest.mark.parametrize("slug", PRESETS)
    def test_each_policy_can_be_kept_to(self, slug) -> None:
        assert keeping.refused(PRESETS[slug].rules) == []

    def test_a_policy_of_before_has_the_products_own(self) -> None:
        data = PRESETS["nexus-ip"].rules.to_json()
        del data["kept"]
        said = keeping.term(Rules.from_json(data), "content")
        assert (said.value, said.source) == (Term(36), "administrator")

    @pytest.mark.parametrize(
        ("kind", "term", "words"),
        [
            ("letters", Term(1), "no class"),
            ("content", Term(1, "months", "came"), "counted from closed"),
            ("content", Term(0), "1 day up to 100 years"),
            ("content", Term(None), "1 day up to 100 years"),
            ("evidence", Term(1, "days", "decided"), "at once"),
            ("audit", Term(12), "for good"),
        ],
    )
    def test_what_cannot_be_kept_to_is_not_published(self, company, kind, term, words) -> None:
        with pytest.raises(NotReady, match=words):
            keep(company, now=CLOSED, **{kind: Said(term, "administrator", "x")})
