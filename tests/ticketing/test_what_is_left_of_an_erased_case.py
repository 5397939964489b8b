"""Once a case is erased, no list of calls leads from it to its ticket."""

from datetime import timedelta

from dsar.cases.operations import erasing
from dsar.ticketing.arriving import not_taken, note_arrival
from dsar.ticketing.models import Arrival
from tests import desk

from .conftest import NOW

LATER = NOW + timedelta(days=30)
REFUSED, CREATED, KNOWN = (Arrival.Outcome(one) for one in ("refused", "created", "known"))


def received(company, **how):
    case = desk.receive(company, external=("zendesk", "48213"), **how)
    desk.identified(case)
    return case


def erased(case):
    desk.attached(case)
    desk.closed(case)
    given = {"ground": "asked", "reason": "Robin phoned."}
    erasing.ask_erasure(case_id=case.pk, **given, actor="user:1", now=LATER)
    erasing.agree_erasure(case_id=case.pk, actor="user:2", now=LATER)


def rows():
    found = Arrival.objects.order_by("pk").values_list("outcome", "ticket", "reference")
    return [tuple(one) for one in found]


def test_its_calls_stay_listed_without_its_numbers(company, helpdesk):
    helpdesk.takes_test = False
    helpdesk.save()
    case = received(company)
    note_arrival(helpdesk, REFUSED, now=NOW, ticket="48213")
    note_arrival(helpdesk, CREATED, now=NOW, ticket="48213", reference=case.reference)
    note_arrival(helpdesk, CREATED, now=NOW, ticket="7", reference="CAI-2222-22")
    note_arrival(helpdesk, REFUSED, now=NOW, ticket="8")

    erased(case)

    assert rows() == [
        ("refused", "", ""),
        ("created", "", ""),
        ("created", "7", "CAI-2222-22"),
        ("refused", "8", ""),
    ]
    assert [one.ticket for one in not_taken([company.pk])] == ["8"]


def test_the_calls_of_a_case_that_is_real_stay_when_the_test_of_it_goes(company, helpdesk):
    helpdesk.takes_test = False
    helpdesk.save()
    note_arrival(helpdesk, REFUSED, now=NOW, ticket="48213")
    test_case = received(company, is_test=True)
    note_arrival(helpdesk, KNOWN, now=NOW, ticket="48213", reference=test_case.reference)

    erased(test_case)

    assert rows() == [("refused", "48213", ""), ("known", "", "")]
    assert [one.ticket for one in not_taken([company.pk])] == ["48213"]


def test_another_company_with_the_same_ticket_keeps_its_list(company, helpdesk, zendesk):
    other = desk.publish("nexus-ip")
    theirs = desk.receive(other, external=("zendesk", "48213"))
    note_arrival(helpdesk, REFUSED, now=NOW, ticket="48213")
    desk.identified(theirs)

    erased(theirs)

    assert rows() == [("refused", "48213", "")]
