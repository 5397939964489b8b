"""Below /api/. Addresses of calls end without a slash."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from .views import CasesView, CaseView, NothingHereView

app_name = "api"
urlpatterns = [
    path("v1/cases", CasesView.as_view(), name="cases"),
    path("v1/cases/<str:reference>", CaseView.as_view(), name="case"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
    re_path(r"^", NothingHereView.as_view(schema=None)),
]
