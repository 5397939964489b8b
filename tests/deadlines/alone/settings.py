"""All the settings that project needs. Importing the product fails here."""

import json
import os
import sys
from importlib.abc import MetaPathFinder


class _NoProduct(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("dsar", "identity"):
            raise ImportError(f"{name} is no part of this project")


sys.meta_path.insert(0, _NoProduct())

SECRET_KEY = "for a test"
USE_TZ = True
INSTALLED_APPS = ["deadlines"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **json.loads(os.environ["ALONE_DATABASE"]),
    }
}
