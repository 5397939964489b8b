"""Finding a case by name, e-mail, phone or reference without having any of them in clear.

A token is a keyed hash of the normalised value. Equal values give equal tokens within one company
and kind, and only there; that much a reader of the database learns, and it is all. The hash is made
with a key that stays, then masked with the key of the running epoch: whoever has a backup and
every key of today cannot test whether a name they guess is in it.
"""

import hmac
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from django.db.models import QuerySet

from dsar.transactions import in_transaction

from . import keys
from .models import CompanyKey, DataKey, SearchToken
from .wrapping import Shredded, derive

TOKEN_BYTES = 16  # half an HMAC-SHA256: an index of half the size, and chance hits stay absurd
PHONE_DIGITS = 9  # what +44 7700 900123, 0044 7700 900123 and 07700 900123 have in common
SEPARATORS = frozenset("PSZC")  # Unicode categories: punctuation, symbols, spaces, controls


def index(*, data_key: DataKey, kind: str, value: str) -> None:
    """The data key can be found by this value. Adds to what was indexed; see `forget`."""
    index_all(data_key=data_key, values=[(kind, value)])


@in_transaction
def index_all(*, data_key: DataKey, values: Iterable[tuple[str, str]]) -> None:
    """The same for several kinds with their values, in as many statements as for one."""
    # Against shred: what is indexed after it would outlive the person's erasure.
    locked = DataKey.objects.select_for_update(of=("self",), no_key=True)
    live = locked.select_related("company_key").get(pk=data_key.pk)
    if live.wrapped is None:
        raise Shredded(f"data key {live.pk} was destroyed")
    index_fresh(data_key=live, values=values)


def index_fresh(*, data_key: DataKey, values: Iterable[tuple[str, str]]) -> None:
    """The same for a key that nobody else can destroy: made in this transaction, or locked."""
    live = data_key
    key = keys.company_key(company_id=live.company_id, epoch=keys.SEARCH_EPOCH, now=live.created_at)
    # While the data key is locked it hangs where it hangs, and what it hangs on is not destroyed.
    epoch = live.company_key
    tokens = tokens_of(key, epoch)
    SearchToken.objects.bulk_create(
        [
            SearchToken(
                company_id=live.company_id,
                company_key=epoch,
                data_key=live,
                kind=kind,
                token=token,
            )
            for kind, value in values
            for token in tokens(kind, value)
        ],
        ignore_conflicts=True,
    )


def forget(*, data_key: DataKey, kind: str) -> None:
    """Values of this kind no longer lead to the data key. Comes before indexing a corrected one."""
    SearchToken.objects.filter(data_key=data_key, kind=kind).delete()


def find(*, company_ids: Iterable[int], kind: str, value: str) -> QuerySet[SearchToken, UUID]:
    """The ids of data keys that the value leads to, for `filter(data_key__in=…)`.

    A name is found by any of its words; several words must all be there, in any order.
    """
    live = CompanyKey.objects.filter(company_id__in=company_ids, destroyed_at=None)
    by_company: dict[int, list[CompanyKey]] = {}
    for row in live.order_by("epoch"):
        by_company.setdefault(row.company_id, []).append(row)
    looks: list[list[bytes]] = []  # for each word, what it may stand as at any of them
    for key, *epochs in by_company.values():
        if key.epoch == keys.SEARCH_EPOCH:
            tokens = _tokens(key, kind, value)
            looks = looks or [[] for _ in tokens]
            for look, token in zip(looks, tokens, strict=True):
                # While an epoch turns, a token may stand under either of two keys.
                look += [token, *_masked(token, epochs)]
    return _with_all_of(SearchToken.objects.filter(company_id__in=by_company, kind=kind), looks)


def _with_all_of(
    tokens: QuerySet[SearchToken], looks: list[list[bytes]]
) -> QuerySet[SearchToken, UUID]:
    """No token of one company is one of another's: all companies are asked in one condition, which
    the index answers without a row."""
    if not looks:
        return tokens.none().values_list("data_key_id", flat=True)
    first, *rest = looks
    found = tokens.filter(token__in=first)
    for look in rest:
        found = found.filter(data_key_id__in=tokens.filter(token__in=look).values("data_key_id"))
    return found.values_list("data_key_id", flat=True).distinct()


def is_same_name(one: str, other: str) -> bool:
    """All of its words, in their order, however they are written: “O’Neill, Asha” and “o neill
    asha”. No two empty ones."""
    words = _name(plain(one))
    return bool(words) and words == _name(plain(other))


def tokens_of(key: CompanyKey, epoch: CompanyKey) -> Callable[[str, str], list[bytes]]:
    """What makes tokens of a kind and a value as they are stored while this epoch runs."""
    masking = _cipher(epoch)
    plain_key = keys.open_company_key(key)

    @cache
    def secret(kind: str) -> bytes:
        return derive(plain_key, f"search {kind}")

    def tokens(kind: str, value: str) -> list[bytes]:
        return [masking.encryptor().update(one) for one in _hashes(secret(kind), kind, value)]

    return tokens


def mask(token: bytes, epoch: CompanyKey) -> bytes:
    """The token as it is stored while the epoch runs. Equal ones stay equal, which search needs."""
    return _cipher(epoch).encryptor().update(token)


def unmask(token: bytes, epoch: CompanyKey | None) -> bytes:
    return token if epoch is None else _cipher(epoch).decryptor().update(token)


def _masked(token: bytes, epochs: list[CompanyKey]) -> Iterator[bytes]:
    for epoch in epochs:
        # A restored backup names keys of epochs that are over.
        with suppress(keys.MissingKey):
            yield mask(token, epoch)


def _cipher(epoch: CompanyKey) -> Cipher[ECB]:
    secret = derive(keys.open_company_key(epoch), "search mask")
    # A token is one block: ECB is a permutation of it, keyed, and there is no second block.
    return Cipher(AES(secret), ECB())  # noqa: S305


def _tokens(key: CompanyKey, kind: str, value: str) -> list[bytes]:
    return _hashes(derive(keys.open_company_key(key), f"search {kind}"), kind, value)


def _hashes(secret: bytes, kind: str, value: str) -> list[bytes]:
    words = dict.fromkeys(NORMALISE[kind](plain(value)))
    return [hmac.digest(secret, word.encode(), sha256)[:TOKEN_BYTES] for word in words if word]


def plain(value: str) -> str:
    # Folding case can undo the normal form, so it is made twice.
    folded = unicodedata.normalize("NFKC", value).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def _name(value: str) -> list[str]:
    # Not str.isalnum, which would cut Devanagari and Thai names at their vowel signs.
    parted = (" " if unicodedata.category(c)[0] in SEPARATORS else c for c in value)
    return "".join(parted).split()


def _email(value: str) -> list[str]:
    return [value]


def _phone(value: str) -> list[str]:
    digits = (str(unicodedata.decimal(c)) for c in value if c.isdecimal())
    return ["".join(digits)[-PHONE_DIGITS:]]


def _reference(value: str) -> list[str]:
    return ["".join(c for c in value if c.isalnum())]


NORMALISE: Mapping[str, Callable[[str], list[str]]] = {
    "name": _name,
    "email": _email,
    "phone": _phone,
    "reference": _reference,
}
