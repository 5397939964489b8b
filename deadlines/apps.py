from django.apps import AppConfig
from django.utils.translation import get_language

from . import speaking


class DeadlinesConfig(AppConfig):
    name = "deadlines"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """From here on dates are said in the language that Django has activated."""
        speaking.ask(get_language)
