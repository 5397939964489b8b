"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path

from dsar import health, metrics
from dsar.api import opendsr
from dsar.dashboard.views.feed import feed

handler500 = "dsar.outage.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("desk/", include("dsar.accounts.urls")),
    path("desk/", include("dsar.dashboard.arriving_urls")),
    path("desk/", include("dsar.dashboard.urls")),
    path("api/", include("dsar.api.urls")),
    path("drp/", include("dsar.api.drp.urls")),
    path("opendsr/v2/callbacks/<uuid:processor_key>", opendsr.callback, name="opendsr_callback"),
    path("calendar/<str:secret>.ics", feed, name="calendar_feed"),
    path("mailbox/", include("dsar.mailbox.urls")),
    # Last: whatever is left over may be a company's name.
    path("", include("dsar.portal.urls")),
]
