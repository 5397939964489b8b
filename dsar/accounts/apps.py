from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dsar.accounts"
    label = "accounts"

    def ready(self) -> None:
        from dsar.accounts import sessions
        from dsar.outbox import sweeps

        sweeps.register("sessions", sessions.forget_dead)
