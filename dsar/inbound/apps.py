from django.apps import AppConfig


class InboundConfig(AppConfig):
    name = "dsar.inbound"
    label = "inbound"

    def ready(self) -> None:
        from dsar.outbox import sweeps

        from . import keeping, mailboxes, placing

        sweeps.register("mailboxes", mailboxes.look_into_all)
        sweeps.register("incoming-mail", placing.place_all)
        sweeps.register("old-mail", keeping.purge)
