"""F19: whoever floods the form, those who need it get through, nobody's mailbox is filled, and
what was accepted is there. At a real web server, behind a proxy that holds slow bodies."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest

from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.portal.models import Draft
from tests import desk
from tests.faults import invariants, invariants_of_cases
from tests.faults.changed import WITHOUT
from tests.faults.conftest import FULL
from tests.faults.crew import TICK, Crew, children_of, crew, wait_until
from tests.faults.desks import Desks, left
from tests.faults.flood import Filled, Genuine, Press, address, never_ending, post_all
from tests.faults.requester import SLUG, WEB, probable_answers
from tests.faults.sink import Sink

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(3600),
    pytest.mark.django_db(transaction=True),
]

# From one address, over half as many mailboxes, in a victim's name, and clients that drip.
ONE, MANY, NAMING, SLOW = (600, 600, 200, 200) if FULL else (36, 20, 8, 40)
# A short run has few pages and much company.
SLOWEST = 2.0 if FULL else 10.0
VICTIM = "victim@example.com"
AN_HOUR = 3  # mails that an address that nobody proved gets
AT_ALL, SUSPECT_FROM = 300, 30  # of dsar/portal/limits.py, as the threat model names them


@contextmanager
def web(hands: Crew, *, front: bool = True, **environment: str) -> Iterator[tuple[str, int]]:
    """Where it is asked, and the process of its one worker."""
    with ExitStack() as stack:
        behind, before = (
            stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=512))
            for _ in range(2)
        )
        port = behind.getsockname()[1]
        process = hands.start(
            (*WEB, "--bind", f"fd://{behind.fileno()}"),
            sockets=(behind.fileno(),),
            DSAR_ALLOWED_HOSTS="127.0.0.1",
            **environment,
        )
        if front:
            hands.start(
                ("-m", "tests.faults.front", str(before.fileno()), str(port)),
                sockets=(before.fileno(),),
            )
        base = f"http://127.0.0.1:{before.getsockname()[1] if front else port}"
        one = Genuine(base, SLUG, [], patience=60)
        assert wait_until(lambda: one.looks("ask/what/"), within=60), hands.said()
        yield base, children_of(process.pid)[0]


def memory(pid: int) -> int:
    """Kilobytes that this process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


@pytest.fixture
def company(desks: Desks) -> Company:
    return desk.publish(SLUG)


def floods(press: Press) -> list[list[Filled]]:
    one = [press.fill(email=f"one{n}@example.com", of="127.9.0.1") for n in range(ONE)]
    many = [
        press.fill(email=f"many{n // 2}@example.com", of=address(n, network=5)) for n in range(MANY)
    ]
    naming = [press.fill(email=VICTIM, of=address(n, network=6)) for n in range(NAMING)]
    return [one, many, naming]


def test_whoever_needs_the_form_gets_through_and_what_was_accepted_is_there(
    company: Company, sink: Sink, tmp_path: Path, figures: dict[str, Any]
) -> None:
    filled = floods(Press(company))
    with crew(tmp_path, sink) as hands, web(hands) as (base, worker):
        genuine = Genuine(base, SLUG, probable_answers())
        genuine.ask(0)
        hands.start(TICK)
        with never_ending(base, SLUG, SLOW), genuine.asking():
            answers = [post_all(base, SLUG, filled[0])]
            before = memory(worker)
            answers += [post_all(base, SLUG, flood) for flood in filled[1:]]
            after = memory(worker)
        assert wait_until(lambda: left() == (0, 0, 0), within=300), hands.said()
        assert not hands.dead(), hands.said()

    accepted = sum(one[302] for one in answers)
    kept = Draft.objects.filter(
        pk__in=[one.draft.pk for one in chain(*filled)], sent_case__isnull=False
    ).count()
    mails = [arrival for arrival in sink.arrivals if arrival.to == VICTIM]
    figures |= {
        "posts from one address": ONE,
        "of them refused with 429": answers[0][429],
        "posts over mailboxes": f"{MANY:,} over {MANY // 2:,}",
        "posts that name one victim": NAMING,
        "clients that drip": SLOW,
        "accepted": accepted,
        "accepted and not there": accepted - kept,
        "of them marked for officers": Case.objects.exclude(suspected="").count(),
        "mails to the victim": len(mails),
        "mails to the victim beyond three": max(0, len(mails) - AN_HOUR),
        "genuine ones": genuine.sent,
        "genuine ones refused": len(genuine.refused),
        "page of a genuine one, 95 of 100 within, seconds": round(
            quantiles(genuine.took, n=20)[-1], 2
        ),
        "memory of the web, %": round(100 * after / before),
    }
    assert {status for one in answers for status in one} <= {302, 429}
    assert answers[0][302] == min(ONE, AT_ALL)
    assert answers[1] == {302: MANY}
    assert answers[2] == {302: NAMING}
    assert accepted == kept
    assert Case.objects.count() == accepted + genuine.sent
    assert figures["of them marked for officers"] >= min(ONE, AT_ALL) - SUSPECT_FROM
    assert len(mails) <= AN_HOUR
    assert genuine.refused == []
    assert genuine.sent >= 2
    assert figures["page of a genuine one, 95 of 100 within, seconds"] <= SLOWEST
    if FULL:
        assert 90 <= figures["memory of the web, %"] <= 110
    assert invariants.broken(sink) == []
    assert invariants_of_cases.broken(words=[VICTIM]) == []


def test_without_limits_a_victim_gets_every_mail(
    company: Company, sink: Sink, tmp_path: Path, figures: dict[str, Any]
) -> None:
    press = Press(company)
    naming = [press.fill(email=VICTIM, of="127.9.0.1") for _ in range(NAMING)]
    with crew(tmp_path, sink, **{WITHOUT: "limits"}) as hands, web(hands) as (base, _):
        answers = post_all(base, SLUG, naming)
        hands.start(TICK)
        assert wait_until(lambda: left() == (0, 0, 0), within=300), hands.said()

    mails = [arrival for arrival in sink.arrivals if arrival.to == VICTIM]
    figures |= {
        "posts that name one victim": NAMING,
        "accepted": answers[302],
        "mails to the victim": len(mails),
        "mails to the victim beyond three": len(mails) - AN_HOUR,
    }
    assert len(mails) == NAMING


def test_without_a_proxy_that_reads_it_whole_slow_bodies_hold_the_form(
    company: Company, sink: Sink, tmp_path: Path, figures: dict[str, Any]
) -> None:
    with crew(tmp_path, sink) as hands, web(hands, front=False) as (base, _):
        genuine = Genuine(base, SLUG, probable_answers(), patience=5.0)
        with never_ending(base, SLUG, SLOW):
            genuine.ask(0)

    figures |= {"clients that drip": SLOW, "genuine ones refused": len(genuine.refused)}
    assert genuine.sent == 0
    assert genuine.refused == ["ReadTimeout ask/what/"]
