from django.urls import path

from dsar.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("", views.mails, name="mails"),
    path("<str:key>/", views.mail, name="mail"),
]
