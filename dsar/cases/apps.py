from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "dsar.cases"
    label = "cases"

    def ready(self) -> None:
        from dsar.outbox import reasons, sweeps

        from . import purging, reminders

        reasons.register("case-open", reminders.case_is_open)
        sweeps.register("reminders", reminders.take_reminders)
        sweeps.register("remains", purging.purge)
