"""Views that fail, each in its way."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from dsar.vault.room import NoRoom

handler500 = "dsar.outage.server_error"


def ask(_request: HttpRequest) -> HttpResponse:
    connection.ensure_connection()
    return HttpResponse("The database answered.")


def blunder(_request: HttpRequest) -> HttpResponse:
    raise ValueError("Dana Demo")


def deadlock(_request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$")
    return HttpResponse("Never.")


def no_room(_request: HttpRequest) -> HttpResponse:
    raise NoRoom


def session(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True  # saved by a middleware, after the view
    return HttpResponse("Seen.")


urlpatterns = [
    path(f"{prefix}{name}", view)
    for prefix in ("", "api/v1/", "drp/v1/", "drp/v1/verify/")
    for name, view in (
        ("ask", ask),
        ("blunder", blunder),
        ("deadlock", deadlock),
        ("no-room", no_room),
        ("session", session),
    )
]
