from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "dsar.companies"
    label = "companies"
