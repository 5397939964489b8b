from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "dsar.portal"

    def ready(self) -> None:
        from dsar.outbox import sweeps

        from . import drafts

        sweeps.register("drafts", drafts.purge)
