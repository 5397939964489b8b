"""Whether every chain is as it was: its rows among themselves, and against the anchors."""

from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction

from . import anchor_files
from .anchored import Anchored
from .keys import KeyProblem
from .walking import PROBLEMS_KEPT, Problem, Report, rows, walk

__all__ = ["PROBLEMS_KEPT", "Problem", "Report", "verify"]


def verify(company_id: int | None = None, *, now: datetime | None = None) -> list[Report]:
    """A report a company, in order of their numbers. Streams: memory does not grow with the chain.

    A company asked for by number has its report even when nothing ever happened there. With `now`
    a row that has waited for its anchor for too long is a problem too.
    """
    with transaction.atomic():  # else the server would first copy the whole result aside
        chains = groupby(rows(company_id), key=itemgetter(0))
        reports = {company: _verify(company, chain, now) for company, chain in chains}
    for company in _without_rows(company_id) - reports.keys():
        reports[company] = _verify(company, (), now)
    return [reports[company] for company in sorted(reports)]


def _without_rows(company_id: int | None) -> set[int]:
    """Companies to speak of even if no row of theirs is there: asked for, or once anchored."""
    if company_id is not None:
        return {company_id}
    return anchor_files.companies() if anchor_files.kept() else set()


def _verify(company_id: int, chain: Any, now: datetime | None) -> Report:
    report = Report(company_id)
    if not anchor_files.kept():
        walk(report, chain)
        return report
    try:
        anchored = Anchored(report)
    except (KeyProblem, OSError) as problem:
        report.add(1, f"the anchors of row 1 on cannot be read: {problem}")
        walk(report, chain)
        return report
    walk(report, chain, each=anchored.see)
    anchored.end(now)
    return report
