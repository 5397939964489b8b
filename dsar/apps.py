from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The project itself, so that its checks are known to `manage.py check`."""

    name = "dsar"
    label = "desk"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers them
