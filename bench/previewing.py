"""Previewing a version of a policy: which of all open cases would move, and to which day."""

from dataclasses import replace
from typing import Any

from bench import world
from bench.turns import rounded, take_turns
from dsar.cases.models import Case
from dsar.cases.recalculating import under_policy
from dsar.companies.rules import Promise, Said

READING = "reading their clocks alone"
READ = """SELECT k.id, k.reference, k."right", c.* FROM cases_case k
    JOIN deadlines_clock c ON c.id = k.clock_id
    WHERE k.company_id = %s AND c.stopped_on IS NULL"""


def measure(company: Any, *, rounds: int) -> dict[str, Any]:
    """Of the open cases that there are; each of them would be due ten days after receipt."""
    rules = company.policy.rules
    sooner = Said(Promise(10, "days"), "administrator", "A benchmark")
    fewer = replace(rules, promise=dict.fromkeys(rules.promise, sooner))
    found: list[int] = []
    times = take_turns(
        {
            "preview": lambda: found.append(len(under_policy(company, fewer).moves)),
            READING: lambda: _read(company.pk),
        },
        rounds=rounds,
    )
    cases = Case.objects.filter(company=company).count()
    assert set(found) == {cases}, "each of them would move"
    return {
        "open cases": cases,
        "cases a second": round(cases / times["preview"]),
        "seconds": rounded(times),
        "ratios": rounded({f"to {READING}": times[READING] / times["preview"]}),
    }


def _read(company_id: int) -> None:
    with world.plain() as plain, plain.cursor() as cursor:
        cursor.execute(READ, [company_id])
        cursor.fetchall()
    plain.close()
