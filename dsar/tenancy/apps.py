from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "dsar.tenancy"
    label = "tenancy"
