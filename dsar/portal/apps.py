from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "dsar.portal"

    def ready(self) -> None:
        from dsar.outbox import reasons, sweeps

        from . import drafts, returning

        reasons.register("draft-kept", returning.is_kept)
        sweeps.register("drafts", drafts.purge)
