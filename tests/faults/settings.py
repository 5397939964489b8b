"""The settings of processes that a fault test starts, with what it wants otherwise there."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.changed.Changed"]
