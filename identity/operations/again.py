"""Finding out anew who somebody is, where what was found out no longer says it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from ..errors import day
from ..methods import METHOD_OF_KIND
from ..models import Item, Verification


@transaction.atomic
def prove_again(
    *, verification_id: UUID, codes: Collection[str], from_nothing: bool, now: datetime
) -> list[UUID]:
    """Whatever was decided, the check is open; these items wait for the person once more.

    `from_nothing`: so does all else that was given, since somebody else may have given it.
    Otherwise it still stands, but for what was deleted. Returns the files now to be destroyed.
    """
    verification = Verification.objects.select_for_update().get(pk=verification_id)
    verification.state, verification.reason = Verification.State.PENDING, ""
    verification.method = verification.manner = verification.note = ""
    verification.decided_at, verification.decided_by = None, ""
    verification.save()
    replaced = []
    for item in verification.items.all():
        shown = item.state in (Item.State.GIVEN, Item.State.ACCEPTED)
        if item.code in codes or (shown and from_nothing and item.kind != Item.Kind.MANDATE):
            replaced.append(item.file_id)
            METHOD_OF_KIND[item.kind].ask(item)
        elif item.state == Item.State.ACCEPTED:
            item.state = Item.State.GIVEN
        elif item.state == Item.State.DELETED:
            item.state = Item.State.ASKED
        else:
            continue
        item.decided_at, item.note = None, f"Open again since {day(now)}"
        item.save()
    return [file_id for file_id in replaced if file_id]
