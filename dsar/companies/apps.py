from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "dsar.companies"
    label = "companies"

    def ready(self) -> None:
        from dsar.accounts import changes, weak
        from dsar.audit import names
        from dsar.companies import (
            account_mails,
            invitations,
            passwords,
            queries,
            webhook_deliveries,
            webhooks,
        )
        from dsar.outbox import reasons
        from dsar.outbox.channels import webhook

        changes.register(account_mails.tell)
        names.register(queries.slugs)
        weak.register(queries.names)
        webhook.register(webhooks.find, webhook_deliveries.gone)
        reasons.register(invitations.REASON, invitations.is_open)
        reasons.register(passwords.REASON, passwords.is_open)
