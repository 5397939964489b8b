"""Below /api/. Addresses of calls end without a slash."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from .action_views import ActionsView
from .file_views import FilesView, FileView
from .jira_door import JiraView
from .mail_views import MailView
from .message_views import MessagesView
from .reading_views import ClockView, EventsView, PoliciesView, PolicyView
from .report_views import ReportsView, ReportView
from .task_views import TasksView, TaskView
from .views import CasesView, CaseView, NothingHereView
from .zendesk_door import ZendeskView

app_name = "api"
urlpatterns = [
    path("v1/cases", CasesView.as_view(), name="cases"),
    path("v1/cases/<str:reference>", CaseView.as_view(), name="case"),
    path("v1/cases/<str:reference>/actions", ActionsView.as_view(), name="actions"),
    path("v1/cases/<str:reference>/clock", ClockView.as_view(), name="clock"),
    path("v1/cases/<str:reference>/files", FilesView.as_view(), name="files"),
    path("v1/cases/<str:reference>/files/<uuid:pk>", FileView.as_view(), name="file"),
    path("v1/cases/<str:reference>/messages", MessagesView.as_view(), name="messages"),
    path("v1/cases/<str:reference>/tasks", TasksView.as_view(), name="tasks"),
    path("v1/cases/<str:reference>/tasks/<uuid:pk>", TaskView.as_view(), name="task"),
    path("v1/events", EventsView.as_view(), name="events"),
    path("v1/mail", MailView.as_view(), name="mail"),
    path("v1/policies", PoliciesView.as_view(), name="policies"),
    path("v1/policies/<str:version>", PolicyView.as_view(), name="policy"),
    path("v1/reports", ReportsView.as_view(), name="reports"),
    path("v1/reports/<uuid:pk>", ReportView.as_view(), name="report"),
    path("v1/zendesk/<slug:slug>", ZendeskView.as_view(), name="zendesk"),
    path("v1/jira/<slug:slug>", JiraView.as_view(), name="jira"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
    re_path(r"^", NothingHereView.as_view(schema=None)),
]
