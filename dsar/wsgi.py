"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dsar.settings")

application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402

from dsar.checks import refuse_when_unsafe  # noqa: E402
from dsar.memory import settle  # noqa: E402

refuse_when_unsafe()
get_resolver().check()  # every view is loaded now and not while the first visitor waits
settle()
