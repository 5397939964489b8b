"""Below /drp/. Calls end without a slash since 0.9.3; with one they are the same calls."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, re_path

from . import views

app_name = "drp"


def either(route: str, view: Callable[..., HttpResponse]) -> list[URLPattern]:
    return [path(route, view), path(f"{route}/", view)]


urlpatterns = [
    *either("v1/agent/<str:agent_id>", views.agent),
    *either("v1/data-rights-request", views.requests),
    *either("v1/data-rights-request/<str:request_id>", views.one_request),
    *either("v1/business/<str:business_id>", views.business),
    *either("v1/verify/<uuid:request_id>", views.verify),
    re_path(r"^", views.nothing_here),
]
