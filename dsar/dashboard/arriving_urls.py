"""For people who are not signed in yet."""

from django.urls import path

from .views import arriving

urlpatterns = [
    path("welcome/<str:token>/", arriving.welcome_link, name="welcome_link"),
    path("welcome/", arriving.welcome, name="welcome"),
    path("forgotten/", arriving.forgotten, name="account_reset_password"),
    path("new-password/<str:token>/", arriving.new_password_link, name="new_password_link"),
    path("new-password/", arriving.new_password, name="new_password"),
]
