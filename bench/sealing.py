"""Sealing one person's record and opening it again, beside the bare cipher; and search tokens."""

import json
import os
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone

from bench.turns import rounded, take_turns
from dsar.audit.models import Event
from dsar.audit.verifying import verify
from dsar.vault import operations as vault
from dsar.vault import search
from dsar.vault.models import SearchToken
from tests import desk

NAME = "Robin Requester"
GOAL = 100_000  # events of the audit chain that are checked in a second, on one core


def measure(company: Any, *, repeats: int, events: int, rounds: int) -> dict[str, Any]:
    case = desk.receive(company, at=timezone.now())
    case.refresh_from_db()
    person = vault.unseal(case, "person")
    plain = json.dumps(person).encode()
    box, place = AESGCM(AESGCM.generate_key(256)), os.urandom(100)

    def sealed() -> None:
        vault.seal(case, "person", person)
        vault.unseal(case, "person")

    def bare() -> None:
        nonce = os.urandom(12)
        box.decrypt(nonce, box.encrypt(nonce, plain, place), place)

    def indexed() -> None:
        search.forget(data_key=case.data_key, kind="name")
        search.index(data_key=case.data_key, kind="name", value=NAME)

    times = take_turns(
        {
            "seal and open": lambda: _often(sealed, repeats),
            "bare AES-GCM": lambda: _often(bare, repeats),
            "index a name": lambda: _often(indexed, repeats // 10),
        },
        rounds=rounds,
    )
    assert SearchToken.objects.filter(data_key=case.data_key).exists()
    a_second = _verified(company.pk, events, rounds)
    return {
        "microseconds": rounded(
            {
                "seal and open": 1e6 * times["seal and open"] / repeats,
                "bare AES-GCM": 1e6 * times["bare AES-GCM"] / repeats,
                "index a name of two words": 1e6 * times["index a name"] / (repeats // 10),
            }
        ),
        "events of the audit chain": Event.objects.filter(company_id=company.pk).count(),
        "events checked a second": round(a_second),
        "ratios": rounded(
            {
                "seal and open, to bare AES-GCM": times["bare AES-GCM"] / times["seal and open"],
                "audit events checked a second, to 100,000": a_second / GOAL,
            }
        ),
    }


def _often(work: Callable[[], None], times: int) -> None:
    for _ in range(times):
        work()


def _verified(company_id: int, events: int, rounds: int) -> float:
    """Of a chain of so many events, all of it read and hashed anew."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (company_id, at, event, subject, actor, facts, seq, prev, "
            "digest) SELECT %s, now(), 'reminder.taken', 'bench', 'system', "
            """'{"kind": "due-30"}', 0, '', '' FROM generate_series(1, %s)""",
            [company_id, events],
        )
    (report,) = verify(company_id)
    assert not report.problems
    took = take_turns({"verify": lambda: verify(company_id)}, rounds=rounds)
    return float(report.events / took["verify"])
