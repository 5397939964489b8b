"""Something they know, compared with what is held without either being shown.

What is held is hashed at once, with a key and with the item it belongs to: the same number
elsewhere hashes to something else, and nobody with the table alone can try them all.
"""

import unicodedata
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from ..errors import AlreadyDecided, NoSuchItem, WrongFact, WrongKindOfProof, day
from ..methods.known_fact import TRIES
from ..models import Item


@transaction.atomic
def hold(*, verification_id: UUID, code: str, fact: str) -> None:
    """An answer to this item is compared with `fact` from now on, five times at most."""
    item = _locked(verification_id, code)
    if item.kind != Item.Kind.TEXT:
        raise WrongKindOfProof(f"“{item.label}” is nothing that somebody knows.")
    item.fact_hash, item.tries_left = _hash(item, fact), TRIES
    item.save(update_fields=["fact_hash", "tries_left"])


def is_compared(*, verification_id: UUID, code: str) -> bool:
    """Whether an answer to this item is for `match`, or for an officer to read."""
    held = Item.objects.filter(verification_id=verification_id, code=code)
    return held.exclude(fact_hash="").exists()


def match(*, verification_id: UUID, code: str, text: str, now: datetime) -> None:
    """Pass if it is what is held, or raise WrongFact with one try counted. `text` is kept nowhere.

    After five tries nothing matches until it is asked for again.
    """
    # Durable, as in `answer`: a refusal must not roll the counted try back.
    with transaction.atomic(durable=True):
        item = _locked(verification_id, code)
        right = constant_time_compare(item.fact_hash, _hash(item, text))
        known = bool(item.fact_hash) and item.tries_left > 0
        if known and not right:
            item.tries_left -= 1
            item.note = f"Did not match on {day(now)}; {item.tries_left} tries left"
            item.save(update_fields=["tries_left", "note"])
    if not (known and right):
        raise WrongFact(item.tries_left)


def _locked(verification_id: UUID, code: str) -> Item:
    found = Item.objects.select_for_update(of=("self",)).select_related("verification")
    item = found.filter(verification_id=verification_id, code=code).first()
    if item is None:
        raise NoSuchItem(code)
    if item.verification.decided_at is not None:
        raise AlreadyDecided(item.verification.decided_at)
    return item


def _hash(item: Item, text: str) -> str:
    salt = f"identity.fact:{item.verification_id}:{item.code}"
    return salted_hmac(salt, _plain(text), algorithm="sha256").hexdigest()


def _plain(text: str) -> str:
    """People type blanks, dashes and capitals as they like."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
