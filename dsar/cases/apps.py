from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "dsar.cases"
    label = "cases"

    def ready(self) -> None:
        from dsar.outbox import overdue, reasons, sweeps
        from dsar.vault import epochs, restoring, tombstones

        from . import (
            clearing,
            done,
            escalating,
            finding,
            gates,
            incidents,
            listed,
            newer_holidays,
            nights,
            notices,
            purging,
            reminders,
            replanning,
            summaries,
            untold,
            webhooks,
        )
        from .operations import recalling

        gates.register("done", done.gate)
        gates.register("listed", listed.gate)
        restoring.register(finding.make_findable_again)
        reasons.register("case-open", notices.case_is_open)
        reasons.register("answer-out", recalling.is_out)
        reasons.register("digest-open", notices.digest_is_open)
        reasons.register("summary-of-today", summaries.is_of_today)
        sweeps.register("newer-holidays", newer_holidays.look)
        sweeps.register("planning", replanning.plan_anew)
        sweeps.register("reminders", reminders.take_reminders)
        sweeps.register("escalations", escalating.pass_on)
        sweeps.register("incidents", incidents.remind)
        sweeps.register("notices", notices.mail_notices)
        sweeps.register("summaries", summaries.send_summaries)
        sweeps.register("retention", nights.sweep)
        sweeps.register("remains", purging.purge)
        sweeps.register("old-notices", clearing.clear_notices)
        sweeps.register("tombstones", tombstones.list_owed)
        sweeps.register("epochs", epochs.turn_due)
        sweeps.register("webhooks", webhooks.owe_events)
        overdue.register("reminder", untold.reminders)
        overdue.register("notice", untold.notices)
        overdue.register("escalation", untold.escalations)
