"""What a case has none of, found in one statement for all that can belong to a case.

Most of twenty tables hold nothing for most cases, and a page that shows a whole case would ask each
of them, some twice.
"""

from django.db.models import Exists, ManyToOneRel, OneToOneRel, OuterRef
from django.db.models.fields.related import ForeignObjectRel

from .models import Case


def remember_what_is_empty(case: Case) -> None:
    """From here on this instance answers without asking where nothing belongs to the case; so it is
    for reading only, by whoever writes nothing before they are done with it."""
    relations = [one for one in _relations() if not _is_known(case, one)]
    if not relations:
        return
    there = Case.objects.filter(pk=case.pk).values_list(*map(_exists, relations)).get()
    for relation, is_there in zip(relations, there, strict=True):
        if not is_there:
            _remember(case, relation)


def is_without(case: Case, relation: str) -> bool:
    """Whether that was found of one that can be there once only; False where nobody looked."""
    return case._state.fields_cache.get(relation, case) is None


def _relations() -> list[ForeignObjectRel]:
    return [one for one in Case._meta.related_objects if isinstance(one, ManyToOneRel)]


def _exists(relation: ForeignObjectRel) -> Exists:
    rows = relation.related_model._default_manager
    return Exists(rows.filter(**{relation.field.name: OuterRef("pk")}))


def _is_known(case: Case, relation: ForeignObjectRel) -> bool:
    read = getattr(case, "_prefetched_objects_cache", {})
    return relation.get_accessor_name() in read or relation.is_cached(case)


def _remember(case: Case, relation: ForeignObjectRel) -> None:
    """As Django keeps what `prefetch_related` and `select_related` found to be empty."""
    if isinstance(relation, OneToOneRel):
        relation.set_cached_value(case, None)
        return
    read = vars(case).setdefault("_prefetched_objects_cache", {})
    read[relation.get_accessor_name()] = relation.related_model._default_manager.none()
