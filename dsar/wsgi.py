"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dsar.settings")

application = get_wsgi_application()

from dsar.checks import refuse_when_unsafe  # noqa: E402

refuse_when_unsafe()
