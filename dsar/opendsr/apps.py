from django.apps import AppConfig


class OpenDsrConfig(AppConfig):
    name = "dsar.opendsr"
    label = "opendsr"

    def ready(self) -> None:
        from dsar.fulfilment import by_machine
        from dsar.outbox import reasons, sweeps
        from dsar.outbox.channels import processor

        from . import rounds, sending, wanted

        by_machine.register(wanted.asked_by_machine)
        reasons.register(wanted.REASON, wanted.is_wanted)
        processor.register(sending.exchange)
        sweeps.register("processors", rounds.go_round)
