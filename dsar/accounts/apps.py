from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dsar.accounts"
    label = "accounts"
