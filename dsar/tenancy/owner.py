"""Who migrates: the owner of the tables, where DSAR_OWNER_URL names one."""

from collections.abc import Iterator
from contextlib import contextmanager

import dj_database_url
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def as_owner(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside, this connection is the owner's; afterwards it is the desk's again."""
    if not settings.OWNER_URL:
        yield
        return
    desk = connection.settings_dict
    connection.close()
    owner = dj_database_url.parse(settings.OWNER_URL)
    connection.settings_dict = {**desk, **{k: owner[k] for k in ("USER", "PASSWORD")}}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = desk
