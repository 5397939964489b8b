from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "dsar.dashboard"
    label = "dashboard"
