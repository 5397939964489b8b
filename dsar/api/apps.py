from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "dsar.api"
    label = "api"

    def ready(self) -> None:
        from . import schema  # noqa: F401  (registers how a key is described)
