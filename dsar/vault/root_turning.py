"""From one root key to the next: the keys of companies are wrapped anew, nothing below is touched.

Each key opens under the old or the new one at every moment, so that a desk that knows both serves
all the while, and a run that was killed is ended by the next.
"""

from dataclasses import dataclass, field

from django.db import transaction

from . import keys, keystore
from .models import CompanyKey
from .roots import RootKey
from .wrapping import RootKeyError, Unreadable


@dataclass
class RootTurned:
    """Keys wrapped anew, keys that were so already, and places that neither root key opens."""

    moved: int = 0
    already: int = 0
    neither: list[str] = field(default_factory=list)


def turn(*, old: RootKey, new: RootKey) -> RootTurned:
    """Every key of a company opens under `new`, except for those named in the result."""
    done = RootTurned()
    for pk in list(CompanyKey.objects.filter(destroyed_at=None).values_list("pk", flat=True)):
        _turn_one(pk, old=old, new=new, done=done)
    return done


@transaction.atomic
def _turn_one(pk: int, *, old: RootKey, new: RootKey, done: RootTurned) -> None:
    row = CompanyKey.objects.select_for_update(no_key=True).get(pk=pk)
    if row.destroyed_at is not None:
        return
    place = keys.place_of(row.company_id, row.epoch)
    try:
        wrapped = keys.wrapped_by_root(row)
        if _opened(new, wrapped, place) is not None:
            keystore.mend([row.stored_as] if row.stored_as else [])
            done.already += 1
        elif (key := _opened(old, wrapped, place)) is not None:
            _keep(row, _wrapped_anew(key, new, place))
            done.moved += 1
        else:
            done.neither.append(place)
    except keys.MissingKey:
        done.neither.append(place)


def _opened(root: RootKey, wrapped: bytes, place: str) -> bytes | None:
    try:
        return root.unwrap(wrapped, place=place)
    except Unreadable:
        return None


def _wrapped_anew(key: bytes, root: RootKey, place: str) -> bytes:
    wrapped = root.wrap(key, place=place)
    # The old one is thrown away on the strength of this.
    if _opened(root, wrapped, place) != key:
        raise RootKeyError(f"The new root key does not give back the key of {place}")
    return wrapped


def _keep(row: CompanyKey, wrapped: bytes) -> None:
    if row.wrapped is not None:
        row.wrapped = wrapped
        row.save(update_fields=["wrapped"])
        return
    file = keystore.KeyFile.of(
        company_id=row.company_id, epoch=row.epoch, created_at=row.created_at, wrapped=wrapped
    )
    keystore.keep(file, name=row.stored_as)
