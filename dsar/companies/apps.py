from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "dsar.companies"
    label = "companies"

    def ready(self) -> None:
        from dsar.audit import names
        from dsar.companies.queries import slugs

        names.register(slugs)
