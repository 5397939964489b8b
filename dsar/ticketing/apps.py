from django.apps import AppConfig


class TicketingConfig(AppConfig):
    name = "dsar.ticketing"
    label = "ticketing"

    def ready(self) -> None:
        from dsar.cases import erased
        from dsar.outbox import reasons, sweeps
        from dsar.outbox.channels import ticket

        from . import connecting, forgetting, noting, tasking, updating

        erased.register("tickets", forgetting.forget)
        reasons.register(noting.REASON, noting.is_latest)
        ticket.register(connecting.find)
        sweeps.register("tickets", noting.owe)
        reasons.register(tasking.REASON, tasking.is_wanted)
        reasons.register(updating.REASON, updating.is_latest)
        sweeps.register("search-issues", tasking.owe)
