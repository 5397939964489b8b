from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "dsar.outbox"
    label = "outbox"
