from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "dsar.reports"
    label = "reports"
