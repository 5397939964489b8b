"""Which tables hold rows of companies. What is on neither list is forgotten, and a test says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

COLUMN = "company_id"

# Tables without a company, each with the reason why a row of it is nobody's.
OF_NO_COMPANY = {
    "accounts.User": "A person may work at several companies; where, stands in their memberships.",
    "accounts.OutsideIdentity": "Belongs to a person who signs in, not to a company.",
    "accounts.PasswordLink": "Belongs to a person who signs in, not to a company.",
    "account.EmailAddress": "Belongs to a person who signs in, not to a company.",
    "account.EmailConfirmation": "Belongs to a person who signs in, not to a company.",
    "auth.Group": "Django's own; nothing is kept in it: roles stand in memberships.",
    "auth.Group_permissions": "Django's own; nothing is kept in it.",
    "auth.Permission": "Django's own: the names of its permissions.",
    "cases.CalendarFeed": "Belongs to a person; a company in it only narrows what they see anyway.",
    "companies.Company": "The list of companies itself, which the front page shows to everybody.",
    "contenttypes.ContentType": "Django's own: the names of tables.",
    "mfa.Authenticator": "A person's second factor, whatever companies they work at.",
    "outbox.ClockJump": "The clock of a machine, which all companies share.",
    "outbox.Tick": "A sign of life of a sweep, which works for all companies.",
    "sessions.Session": "A browser's, before and after anybody has said which company they mean.",
    "usersessions.UserSession": "Where a person is signed in, whatever companies they work at.",
}
# Here a row may be of no company, with the reason; every other table refuses it.
MAY_BE_NOBODYS = {
    "identity.Challenge": "A decoy: it looks like a code for an address that nobody knows.",
}


def of_companies() -> list[type[models.Model]]:
    """Every model whose rows are a company's, by the name of its table."""
    found = [model for model in _all() if model._meta.label not in OF_NO_COMPANY]
    return sorted(found, key=lambda model: model._meta.db_table)


def column_of(model: type[models.Model]) -> models.Field[Any, Any] | None:
    """The column that says whose a row is."""
    return next((f for f in model._meta.local_concrete_fields if f.column == COLUMN), None)


def keys_between(models_: list[type[models.Model]]) -> Iterator[tuple[str, str, str]]:
    """Child, column and parent of each key that leads from one table of companies to another."""
    for model in models_:
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model in models_:
                yield model._meta.db_table, field.column, field.related_model._meta.db_table


def _all() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model
