"""The product's settings, with servers to test against and nothing that only costs time."""

import atexit
import os
import shutil
import tempfile

from tests import services

services.begin_apart()
services.provide()
if "DSAR_KEY_DIRS" not in os.environ:  # processes that a test starts share those of the test
    _keys, _owner = tempfile.mkdtemp(prefix="dsar-keys-"), os.getpid()
    atexit.register(lambda: _owner == os.getpid() and shutil.rmtree(_keys, ignore_errors=True))
    services.give("DSAR_KEY_DIRS", _keys)
    services.give("DSAR_TOMBSTONES", os.path.join(_keys, "tombstones"))
services.give("DSAR_SECRET_KEY", "for-tests-only-" + "x" * 50)
services.give("DSAR_ROOT_KEY", "A" * 43 + "=")
services.give("DSAR_HOME", str(services.RUNS / f"home-{services.worker()}"))
services.give("DSAR_ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
services.give("DSAR_REQUIRE_SECOND_FACTOR", "0")
# One browser lives through weeks of a test's own time.
services.give("DSAR_SESSION_HOURS", "100000")
services.give("DSAR_SESSION_IDLE_MINUTES", "1000000")
# Inherited by processes that a test starts, so that they share one queue.
services.give("DSAR_TEST_RUN", f"test-{os.getpid()}")

from dsar.settings import *  # noqa: E402, F403
from dsar.settings import CACHES, STATIC_ROOT, STORAGES  # noqa: E402

os.makedirs(STATIC_ROOT, exist_ok=True)
# The hashed names need a collectstatic that tests should not wait for.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Argon2 is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES["default"]["KEY_FUNCTION"] = "tests.caching.key"
# A busy machine is not an outage.
CACHES["default"]["OPTIONS"] = {"socket_connect_timeout": 10, "socket_timeout": 10}
CELERY_TASK_DEFAULT_QUEUE = os.environ["DSAR_TEST_RUN"]
