"""What was remarked on a check goes; that there was one, how and when it ended, stays."""

from uuid import UUID

from identity.models import Item, Verification


def forget_notes(*, verification_id: UUID) -> None:
    """No remark is left, neither on the decision nor on an item, and no hash of a known fact."""
    Verification.objects.filter(pk=verification_id).update(note="")
    Item.objects.filter(verification_id=verification_id).update(note="", fact_hash="")
