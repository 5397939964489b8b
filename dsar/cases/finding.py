"""By what a case can be found: names and the address, as search tokens."""

from collections.abc import Collection, Mapping
from uuid import UUID

from dsar.vault import search
from dsar.vault.models import DataKey
from dsar.vault.operations import unseal

from .models import Case

KINDS = (("name", "name"), ("representing", "name"), ("email", "email"))


def make_findable(data_key: DataKey, person: Mapping[str, str], *, fresh: bool = False) -> None:
    """`fresh`: the key was made in this transaction."""
    values = [(kind, value) for field, kind in KINDS if (value := person.get(field))]
    index = search.index_fresh if fresh else search.index_all
    index(data_key=data_key, values=values)


def make_findable_again(data_keys: Collection[UUID]) -> None:
    """After a restore: the cases under these keys have the tokens that their words give today."""
    for case in Case.objects.filter(data_key__in=data_keys).select_related("data_key__company_key"):
        make_findable(case.data_key, unseal(case, "person") or {})
