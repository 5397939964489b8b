"""F7: what was erased, in a backup of the whole server that was taken before.

A real base backup, restored into a second server, and read by other processes. Without the turn
of the epoch it all opens: that is the control.
"""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from dsar.cases.models import Case
from dsar.vault import certificates
from dsar.vault.models import DataKey
from dsar.vault.operations import Shredded, shred, unseal
from tests import desk
from tests.faults.conftest import FULL
from tests.faults.elsewhere import Elsewhere

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
]

CASES = 1_000 if FULL else 40


def readable_here() -> set:
    found = set()
    for case in Case.objects.select_related("data_key__company_key"):
        try:
            unseal(case, "person")
        except Shredded:
            continue
        found.add(str(case.pk))
    return found


def _counted(when: str, seen: dict[str, list], erased: set[str]) -> dict[str, int]:
    readable = set(seen["readable"])
    return {
        f"{when}_erased_readable": len(readable & erased),
        f"{when}_others_readable": len(readable - erased),
    }


def test_a_restored_backup_does_not_bring_back_what_was_erased(
    elsewhere: Elsewhere, figures: dict[str, Any]
) -> None:
    company = desk.publish()
    for number in range(CASES):
        case = desk.receive(company)
        if number % 10 == 0:
            desk.a_file(case)
    cases = list(Case.objects.order_by("pk"))
    erased, kept = cases[::2], cases[1::2]
    erased_ids, kept_ids = {str(case.pk) for case in erased}, {str(case.pk) for case in kept}
    elsewhere.restore()

    now = datetime.now(UTC)
    for case in erased:
        shred(data_key_id=case.data_key_id, now=now, what=case.reference)
    assert readable_here() == kept_ids
    figures |= {"cases": CASES, "erased": len(erased), "live_erased_readable": 0}

    # The control: with its epoch still running, the backup gives everything away.
    elsewhere.start()
    restored = elsewhere.look()
    assert set(restored["readable"]) == erased_ids | kept_ids
    figures |= _counted("control_no_epoch", restored, erased_ids)
    assert "replay_tombstones" in restored["refused"][0]

    [before] = certificates.found(data_key_id=erased[0].data_key_id)
    started = DataKey.objects.get(pk=erased[0].data_key_id).company_key.created_at
    assert before.backups_on >= (started + timedelta(days=35)).date()
    assert not before.backups_done
    call_command("turn_epoch", all=True, stdout=StringIO())

    # The epoch's key is gone: nothing of the backup opens, with or without the list.
    restored = elsewhere.look()
    assert restored["readable"] == []
    figures |= _counted("after_epoch", restored, erased_ids)
    assert "is in none of the folders" in restored["refused"][0]
    [after] = certificates.found(data_key_id=erased[0].data_key_id)
    assert (after.backups_done, after.backups_on) == (True, datetime.now(UTC).date())
    assert readable_here() == kept_ids

    replayed = elsewhere.python("manage.py", "replay_tombstones")
    assert replayed.returncode == 0, replayed.stderr
    assert f"{len(erased)} keys erased again, {len(kept)} brought over" in replayed.stdout
    restored = elsewhere.look()
    assert set(restored["readable"]) == kept_ids
    assert set(restored["searchable"]) == kept_ids
    assert restored["refused"] == []
    figures |= _counted("after_replay", restored, erased_ids)
    assert elsewhere.python("manage.py", "verify_audit").returncode == 0
    again = elsewhere.python("manage.py", "replay_tombstones")
    assert "0 keys erased again, 0 brought over" in again.stdout
