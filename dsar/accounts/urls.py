"""Names are allauth's, which looks its own pages up by them."""

from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.urls import path

from dsar.accounts.views import proving

urlpatterns = [
    path("sign-in/", LoginView.as_view(), name="account_login"),
    path("sign-out/", LogoutView.as_view(), name="account_logout"),
    path("prove/", proving.prove, name="account_reauthenticate"),
    path("password/", PasswordChangeView.as_view(), name="account_change_password"),
]
