"""Somebody who does one thing to the desk and dies at a named place of it, as `kill -9` would end
them: a process that has loaded everything forks a child for each thing, so that hundreds of deaths
cost no hundreds of starts.

`python -m tests.faults.dying`: a JSON object a line comes in, how that child ended goes out.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID


def _works() -> dict[str, Callable[..., object]]:
    """Each is one transaction, but for the two that send."""
    from django.db import transaction

    from dsar.cases.models import Case
    from dsar.cases.operations import answering, assigning, closing, verifying
    from dsar.cases.webhooks import owe_events
    from dsar.companies.models import Company
    from dsar.failpoints import reach
    from dsar.outbox.channels import WAYS
    from dsar.outbox.claims import claim, mark_sent
    from dsar.outbox.sweep import drain
    from dsar.outbox.sweeps import run_all
    from dsar.vault.operations import unseal
    from tests import desk

    def send(now: datetime) -> None:
        owe_events(now=now)
        drain(now=now)

    def mark_and_send(now: datetime) -> None:
        """The control: the other order."""
        with WAYS["email"].batch() as sender:
            for row in claim(now=now, limit=100):
                mark_sent(row, now=now)
                reach("before-send")
                sender.send(row_id=row.pk, payload=unseal(row, "payload"), now=now)

    def receive(now: datetime, company: int) -> None:
        desk.receive(Company.objects.get(pk=company), at=now)

    def confirm(now: datetime, case: str) -> None:
        verifying.confirm_address(case_id=UUID(case), now=now)

    def assign(now: datetime, case: str) -> None:
        company = Case.objects.get(pk=case).company
        assigning.assign(case_id=case, owner=desk.approver(company), actor=desk.OFFICER, now=now)

    @transaction.atomic
    def attach(now: datetime, case: str) -> None:
        desk.attached(Case.objects.get(pk=case), now=now)

    def approve(now: datetime, case: str) -> None:
        desk.approved(Case.objects.get(pk=case), now=now)

    def release(now: datetime, case: str) -> None:
        answering.release(case_id=case, actor="user:2", now=now)

    def withdraw(now: datetime, case: str) -> None:
        closing.withdraw(case_id=case, actor="requester", now=now)

    def everything(now: datetime) -> None:
        assert None not in run_all(now=now).values()

    works = (send, mark_and_send, receive, confirm, assign, attach, approve, release, withdraw)
    return {work.__name__: work for work in (*works, everything)}


def _serve() -> None:
    import django

    django.setup()
    from dsar import tenancy

    works = _works()
    for line in sys.stdin:
        asked = json.loads(line)
        if not (child := os.fork()):
            _live(works, tenancy.operator, **asked)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _live(
    works: dict[str, Callable[..., object]],
    whole_desk: Callable[[], Any],
    *,
    work: str,
    at: str,
    place: str,
    ids: dict[str, Any],
) -> None:
    os.environ["DSAR_CRASH_AT"] = place
    try:
        with whole_desk():
            works[work](datetime.fromisoformat(at), **ids)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    _serve()
