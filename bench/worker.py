"""One of several that sweep at once: ready, told to go, done."""

import os
import sys
from datetime import datetime

from dsar import tenancy


def main(database: str, now: str) -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    from django.db import connection

    from dsar.cases.notices import mail_notices
    from dsar.cases.reminders import take_reminders
    from dsar.memory import settle

    settle()
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    with tenancy.operator():
        take_reminders(now=datetime.fromisoformat(now))
        mail_notices(now=datetime.fromisoformat(now))
    print("done", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main(*sys.argv[1:])
