from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "dsar.fulfilment"
    label = "fulfilment"

    def ready(self) -> None:
        from dsar.cases import gates, unfinished
        from dsar.outbox import reasons, sweeps

        from . import gate, links, reminding

        gates.register("searches", gate.open_searches)
        unfinished.register(gate.never_searched)
        reasons.register(links.REASON, links.is_wanted)
        sweeps.register("searches", reminding.remind)
