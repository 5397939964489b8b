"""A search task of a system at a processor: the request leaves once it may, and once only."""

import hashlib
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases import gates
from dsar.cases.models import Case, Notice
from dsar.cases.operations import closing, stopping
from dsar.fulfilment import by_machine
from dsar.fulfilment.models import SearchTask
from dsar.fulfilment.operations import asking
from dsar.fulfilment.reminding import remind
from dsar.opendsr import discovery
from dsar.opendsr.models import Processor, ProcessorRequest
from dsar.opendsr.rounds import go_round
from dsar.opendsr.setting_up import set_processor
from dsar.outbox.models import Message
from dsar.outbox.sweep import sweep
from tests import desk

from . import certified
from .conftest import BY, MINUTE, NOW, SET, known, pass_by, search

DAY = timedelta(days=1)


def state() -> str:
    return ProcessorRequest.objects.get().state


def owners_mails() -> int:
    return Message.objects.filter(key__startswith="search:").count()


def test_the_processor_is_asked_as_the_protocol_wants(task, there):
    pass_by(NOW)

    [asked] = there.asked()
    request = ProcessorRequest.objects.get()
    email = hashlib.sha256(b"robin@example.org").hexdigest()
    assert asked == {
        "api_version": "2.0",
        "regulation": "gdpr",
        "subject_request_id": str(request.subject_request_id),
        "subject_request_type": "access",
        "submitted_time": "2026-11-23T09:00:00Z",
        "subject_identities": [
            {"identity_type": "email", "identity_value": email, "identity_format": "sha256"}
        ],
        "status_callback_urls": [
            f"http://localhost:8000/opendsr/v2/callbacks/{request.processor.key}"
        ],
    }
    assert request.subject_request_id.version == 4
    assert (request.state, request.sent_as) == ("pending", ["email:sha256"])
    assert request.expected_at.isoformat() == "2026-12-01T09:00:00+00:00"


def test_it_shows_what_opens_the_door_and_where_it_is_put(task, there):
    pass_by(NOW)

    method, path, headers, _ = there.calls[-1]
    assert (method, path) == ("POST", "/v2/requests")
    assert headers["authorization"] == "Basic a2V5OnF1aWV0LXdvcmQ="
    assert headers["content-type"] == "application/json"


def test_no_owner_is_mailed_while_the_processor_is_at_it(task, there):
    assert owners_mails() == 0

    remind(now=NOW + 22 * DAY)

    assert SearchTask.objects.get().reminded == 2
    assert owners_mails() == 0


def test_the_case_waits_for_it_as_for_any_search(task, case, there):
    pass_by(NOW)

    assert "Nobody has answered yet for Customer relationship system" in str(gates.reasons_of(case))


def test_nobody_is_asked_before_it_is_known_who_asks(company, ours, there):
    search(desk.receive(company), ours.system)

    pass_by(NOW)

    assert not ProcessorRequest.objects.exists()


def test_a_test_case_reaches_no_processor(task, case, there):
    Case.objects.update(is_test=True)

    pass_by(NOW)

    assert not ProcessorRequest.objects.exists()


def test_a_case_that_waits_for_the_person_waits_here_too(task, case, there):
    desk.asked(case)

    pass_by(NOW)

    assert there.asked() == []


def test_nobody_has_a_machine_delete_by_asking_for_a_search(company, ours, there):
    case = desk.identified(desk.receive(company, "erasure"))
    search(case, ours.system)
    assert owners_mails() == 1

    for day in range(40):
        pass_by(NOW + day * DAY)

    assert there.asked() == []
    assert not ProcessorRequest.objects.exists()


def test_not_even_once_the_person_may_stop_it_no_more(company, ours, there):
    company = desk.give_days_to_stop(company, 3, now=NOW - 2 * DAY)
    case = desk.identified(desk.receive(company, "erasure"))
    search(case, ours.system)
    stopping.announce_deletion(case_id=case.pk, **BY)
    sweep(now=NOW)

    pass_by(NOW + 20 * DAY)

    assert owners_mails() == 1
    assert there.asked() == []


def test_what_was_asked_for_before_it_was_switched_on_stays_with_the_owner(case, crm, there):
    search(case, crm)
    assert owners_mails() == 1
    told = SET | {"base_url": there.url, "now": NOW + MINUTE, "actor": desk.OFFICER}
    made = set_processor(system_id=crm.pk, is_on=False, **told)
    discovery.read(made, now=NOW)
    set_processor(system_id=crm.pk, is_on=True, **told)

    pass_by(NOW + 2 * MINUTE)

    assert there.asked() == []
    assert not by_machine.is_asked(SearchTask.objects.get())


def test_saving_it_anew_does_not_take_away_what_waits(task, there):
    told = SET | {"base_url": there.url, "now": NOW + MINUTE, "actor": desk.OFFICER}
    set_processor(system_id=task.system_id, is_on=True, **told)

    pass_by(NOW + 2 * MINUTE)

    assert len(there.asked()) == 1


def test_two_rounds_ask_once(task, there):
    pass_by(NOW)
    pass_by(NOW)

    assert len(there.asked()) == ProcessorRequest.objects.count() == 1


def test_whoever_writes_for_another_is_not_whose_data_are_deleted(company, ours, there):
    person = replace(desk.REQUESTER, representing="Sam Sample")
    case = desk.identified_by_officer(desk.receive(company, person=person))
    search(case, ours.system)

    pass_by(NOW)

    assert there.asked() == []
    assert ProcessorRequest.objects.get().code == "no-address"
    assert owners_mails() == 1


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [("does", ["erasure"], "other-kinds"), ("takes", ["ios_vendor_id:raw"], "other-identities")],
)
def test_what_it_could_do_nothing_with_is_given_to_a_person(task, there, column, value, code):
    Processor.objects.update(**{column: value})

    pass_by(NOW)

    assert there.asked() == []
    assert (state(), ProcessorRequest.objects.get().code) == ("failed", code)
    assert owners_mails() == 1
    assert Event.objects.get(event="search.handed-over").facts["code"] == code


def test_a_machine_that_is_down_is_asked_again_with_the_same_id(task, there):
    there.refuses = [503]
    pass_by(NOW)
    assert (state(), len(there.asked())) == ("waiting", 1)

    sweep(now=NOW + MINUTE)

    first, second = there.asked()
    assert first == second
    assert state() == "pending"


def test_it_is_left_alone_as_long_as_it_asks_for(task, there):
    there.refuses, there.retry_after = [429], "7200"
    pass_by(NOW)

    sweep(now=NOW + 119 * MINUTE)
    assert len(there.asked()) == 1

    sweep(now=NOW + 121 * MINUTE)
    assert state() == "pending"


def test_an_answer_that_got_lost_asks_for_nothing_twice(task, there):
    there.loses_answers = 1
    pass_by(NOW)
    assert state() == "waiting"

    sweep(now=NOW + MINUTE)

    assert len(there.requests) == 1
    assert state() == "pending"


def test_a_slow_answer_is_not_waited_for(task, there, monkeypatch):
    monkeypatch.setattr("dsar.outside.calling.TIMEOUT_SECONDS", 0.3)
    there.think_seconds = 1.0

    pass_by(NOW)

    assert Message.objects.get(channel="processor").last_error == "timeout"
    assert state() == "waiting"


def test_one_that_is_silent_is_waited_for_once_a_round(company, task, there, monkeypatch):
    search(desk.identified(desk.receive(company)), task.system)
    monkeypatch.setattr("dsar.outside.calling.TIMEOUT_SECONDS", 0.3)
    there.think_seconds = 1.0

    pass_by(NOW)

    owed = Message.objects.filter(channel="processor")
    assert [one.last_error for one in owed] == ["timeout", "timeout"]
    assert sorted(one.attempts for one in owed) == [0, 1]


@pytest.mark.parametrize(
    "wrong",
    [{"signs": False}, {"spoils": True}, {"number": 2}, {"domain": "other.example"}],
    ids=["unsigned", "another body", "another key", "another domain"],
)
def test_an_answer_that_it_did_not_sign_is_no_answer(task, there, wrong):
    for name, value in wrong.items():
        setattr(there, name, value)

    pass_by(NOW)

    assert state() == "waiting"
    assert Message.objects.get(channel="processor").attempts == 1


def test_what_it_refuses_is_given_to_a_person_who_is_mailed_and_the_officer_told(task, there):
    officer = desk.person(desk.Role.OFFICER, task.company)
    Case.objects.update(owner=officer)
    there.refuses = [400]
    pass_by(NOW)

    go_round(now=NOW + MINUTE)
    go_round(now=NOW + MINUTE)

    assert (state(), ProcessorRequest.objects.get().code) == ("failed", "http-400")
    assert owners_mails() == 1
    assert Notice.objects.get(kind="search-handed-over").user == officer


def test_after_the_last_try_a_person_has_to(task, there):
    there.refuses = [500] * 10
    for day in range(10):
        sweep(now=NOW + day * DAY)
        go_round(now=NOW + day * DAY)

    sweep(now=NOW + 11 * DAY)
    go_round(now=NOW + 11 * DAY)

    assert Message.objects.get(channel="processor").attempts == 10
    assert (state(), owners_mails()) == ("failed", 1)


def test_nothing_is_sent_to_one_that_was_switched_off_meanwhile(task, there):
    go_round(now=NOW)
    Processor.objects.update(is_on=False)

    sweep(now=NOW)
    go_round(now=NOW + MINUTE)

    assert there.asked() == []
    assert (state(), owners_mails()) == ("failed", 1)


def test_who_searches_is_mailed_where_it_was_switched_off_before_it_was_asked(task, there):
    assert owners_mails() == 0  # a processor was to be asked
    Processor.objects.update(is_on=False)

    go_round(now=NOW + MINUTE)
    go_round(now=NOW + 2 * MINUTE)

    assert there.asked() == []
    assert (state(), ProcessorRequest.objects.get().code) == ("failed", "switched-off")
    assert owners_mails() == 1


def test_a_case_that_ends_before_it_leaves_is_never_told(task, case, there):
    go_round(now=NOW)
    closing.withdraw(case_id=case.pk, actor="requester", now=NOW)

    sweep(now=NOW)
    go_round(now=NOW)

    assert there.asked() == []
    assert state() == "withdrawn"


def test_a_case_that_ends_is_called_off_there(request_, case, there):
    closing.withdraw(case_id=case.pk, actor="requester", now=NOW)

    pass_by(NOW + MINUTE)
    pass_by(NOW + 2 * MINUTE)

    assert there.paths("DELETE") == [f"/v2/requests/{request_.subject_request_id}"]
    assert there.requests[str(request_.subject_request_id)]["request_status"] == "cancelled"
    assert state() == "withdrawn"


def test_what_has_begun_may_not_be_called_off(request_, case, there):
    ProcessorRequest.objects.update(state="in_progress")
    closing.withdraw(case_id=case.pk, actor="requester", now=NOW)

    pass_by(NOW + MINUTE)

    assert there.paths("DELETE") == []
    assert state() == "withdrawn"


def test_a_search_that_is_dropped_is_called_off_there(request_, task, there):
    asking.drop_search(case_id=task.case_id, task_id=task.pk, reason="Not a customer.", **BY)

    pass_by(NOW + MINUTE)

    assert len(there.paths("DELETE")) == 1


def test_what_was_called_off_while_it_was_on_its_way_is_called_off_there(task, there, case):
    there.loses_answers = 1
    pass_by(NOW)
    ProcessorRequest.objects.update(state="waiting")
    from dsar.opendsr import operations
    from dsar.opendsr.protocol import Standing

    closing.withdraw(case_id=case.pk, actor="requester", now=NOW)
    go_round(now=NOW)
    request = ProcessorRequest.objects.get()
    operations.note_taken(request_id=request.pk, standing=Standing("pending"), now=NOW)

    sweep(now=NOW + MINUTE)

    assert len(there.paths("DELETE")) == 1
    assert state() == "withdrawn"


def test_of_the_person_nothing_stands_in_rows_or_logs(task, there, caplog):
    with caplog.at_level(logging.DEBUG):
        pass_by(NOW)

    message, request = Message.objects.get(channel="processor"), ProcessorRequest.objects.get()
    stored = f"{message.__dict__} {request.__dict__} {list(Event.objects.values())}"
    hashed = hashlib.sha256(b"robin@example.org").hexdigest()
    for secret in ("robin", hashed, "quiet-word"):
        assert secret not in stored
        assert secret not in caplog.text
    assert "quiet-word" not in str(Processor.objects.values())


def test_another_system_is_asked_of_its_owner_as_before(case, company, ours, there):
    asking.ask_search(case_id=case.pk, systems=[one.pk for one in company.systems.all()], **BY)

    pass_by(NOW)

    assert len(there.asked()) == 1
    assert owners_mails() == 2


def test_each_algorithm_and_each_name_of_the_route(company, there):
    for number, (code, algorithm, route) in enumerate(
        [
            ("crm", "rsa-pss", "opendsr_requests"),
            ("remote-access", "ecdsa", "opengdpr_requests"),
        ]
    ):
        kind = "ec" if algorithm == "ecdsa" else "rsa"
        there.algorithm, there.number = algorithm, 3 + number
        there.certificate = certified.certificate(3 + number, kind=kind)
        system = company.systems.get(code=code)
        known(system, there, algorithm=algorithm, route=route)
        search(desk.identified(desk.receive(company)), system)
        pass_by(NOW)
        found = ProcessorRequest.objects.get(processor__system=system)
        assert (found.state, there.paths("POST")[-1]) == ("pending", f"/v2/{route}")
