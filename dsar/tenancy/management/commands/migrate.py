"""Django's `migrate`, run by the owner; afterwards every table of companies is guarded, and the
desk's own role may do what it needs and no more."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from dsar import tenancy

from ... import owner, roles, rows


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        desk = connection.settings_dict
        with owner.as_owner(connection), tenancy.operator():
            super().handle(*args, **options)
            if options["plan"] or options["check_unapplied"]:
                return
            rows.lay_on(connection)
            if connection.settings_dict["USER"] != desk["USER"]:
                roles.grant(connection, desk["USER"], desk["PASSWORD"])
