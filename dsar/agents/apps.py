from django.apps import AppConfig


class AgentsConfig(AppConfig):
    name = "dsar.agents"
    label = "agents"

    def ready(self) -> None:
        from dsar.outbox import reasons, sweeps
        from dsar.outbox.channels import callback

        from . import callbacks, entering

        reasons.register(callbacks.REASON, callbacks.is_latest)
        callback.register(entering.secrets_of)
        sweeps.register("callbacks", callbacks.owe)
