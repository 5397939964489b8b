"""What has to be in the database and on disk before the first page: run once at each start."""

import sys
from io import StringIO

import django
from django.conf import settings
from django.core.management import call_command

from dsar import tenancy

from .home import Home
from .progress import Progress


def prepare(progress: Progress) -> None:
    """Tables, static files, companies and demo cases are there. Again: nothing changes."""
    with progress.step("Preparing the tables"):
        call_command("migrate", interactive=False, verbosity=0)
    with progress.step("Collecting style sheets and pictures"):
        call_command("collectstatic", interactive=False, verbosity=0)
    with progress.step("Publishing the five companies"):
        call_command("install_presets", examples=True, stdout=StringIO())
    # Models can be imported only after django.setup().
    from dsar.cases.demo.people import PASSWORD, STAFF

    with progress.step("Making the demo cases"):
        call_command("seed_demo", stdout=StringIO())
        call_command("seed_searches", stdout=StringIO())
    sign_ins = "".join(f"  {role.label:<26}{email} / {PASSWORD}\n" for email, _, role in STAFF)
    Home(settings.HOME).sign_ins.write_text(f"Sign in at the desk as:\n{sign_ins}")


if __name__ == "__main__":
    django.setup()
    done, total = map(int, sys.argv[1:])
    with tenancy.operator():
        prepare(Progress(total=total, done=done))
