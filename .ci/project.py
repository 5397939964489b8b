"""What Django can say about itself: migrations, settings, and the API's description."""

import os
import sys

sys.path.insert(0, ".")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django
from django.core.management import call_command

django.setup()
call_command("check", databases=["default"], fail_level="WARNING")
call_command("makemigrations", check=True, dry_run=True)
call_command("spectacular", validate=True, fail_on_warn=True, file=os.devnull)
