#!/usr/bin/env python
"""Django's command line for the desk."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dsar.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from dsar import tenancy

    # In a shell one says it oneself: with tenancy.companies([…]).
    whose = tenancy.nobody if sys.argv[1:2] == ["shell"] else tenancy.operator

    try:
        with whose():
            execute_from_command_line(sys.argv)
    except OperationalError as error:
        sys.exit(f"PostgreSQL cannot be used. Is `make run` running, or DATABASE_URL set?\n{error}")


if __name__ == "__main__":
    main()
