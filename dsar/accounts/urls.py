"""Names are allauth's where it looks its own pages up by them."""

from allauth.account.views import LogoutView
from django.urls import path

from dsar.accounts.views import factors, outside, proving, sessions, signing_in

urlpatterns = [
    path("sign-in/", signing_in.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", signing_in.SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", signing_in.ByPasskey.as_view(), name="mfa_login_webauthn"),
    path("sign-in/outside/", outside.start, name="outside"),
    path("sign-in/outside/back/", outside.back, name="outside_back"),
    path("sign-out/", LogoutView.as_view(), name="account_logout"),
    path("prove/", proving.prove, name="account_reauthenticate"),
    path("password/", signing_in.ChangePassword.as_view(), name="account_change_password"),
    path("account/", factors.account, name="mfa_index"),
    path("account/app/", factors.AddApp.as_view(), name="mfa_activate_totp"),
    path("account/app/remove/", factors.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/passkeys/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/",
        factors.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("account/codes/", factors.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("account/codes/new/", factors.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/sessions/end/", sessions.end, name="sessions_end"),
]
