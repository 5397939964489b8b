"""Keys and search tokens by the thousand: what they lie under is opened once, not for each."""

import secrets
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import keys, search
from .ids import new_id
from .models import DataKey
from .wrapping import KEY_BYTES, wrap


class ManyKeys:
    """For one company and one transaction, in which the company's key is not destroyed."""

    def __init__(self, *, company_id: int, now: datetime) -> None:
        self.company_id = company_id
        self.epoch = keys.current_company_key(company_id=company_id, now=now)
        self._under = keys.open_company_key(self.epoch)
        lasting = keys.company_key(company_id=company_id, epoch=keys.SEARCH_EPOCH, now=now)
        self.tokens = search.tokens_of(lasting, self.epoch)
        self._now = now

    def new(self) -> tuple[DataKey, AESGCM]:
        """A fresh data key, not saved, and what seals under it."""
        row = DataKey(
            id=new_id(),
            company_id=self.company_id,
            company_key=self.epoch,
            created_at=self._now,
        )
        plain = secrets.token_bytes(KEY_BYTES)
        row.wrapped = wrap(plain, under=self._under, place=keys.place_of_data_key(row))
        return row, AESGCM(plain)
