"""The doors of those who ask. Included last: a company's name may not hide another address."""

from django.urls import path

from .views import (
    asking,
    downloading,
    following,
    own,
    proving,
    responding,
    returning,
    sending,
    starting,
    transferring,
    vouching,
)

app_name = "portal"

urlpatterns = [
    path("", starting.choose, name="choose"),
    path("help/", starting.about("help"), name="help"),
    path("cookies/", starting.about("cookies"), name="cookies"),
    path("accessibility/", starting.about("accessibility"), name="accessibility"),
    path("privacy/", starting.about("privacy"), name="privacy"),
    path("status/", following.find, name="find"),
    path("status/code/", following.code, name="code"),
    path("status/code/again/", following.code_again, name="code_again"),
    path("status/open/", following.open_page, name="open"),
    path("status/open/<str:secret>/", following.link, name="link"),
    path("status/account/", vouching.account_back, name="account_back"),
    path("status/vendor/<slug:slug>/", vouching.vendor_result, name="vendor_result"),
    path("status/leave/", following.leave, name="leave"),
    path("status/request/", own.case, name="case"),
    path("status/request/beside/<str:reference>/", own.beside, name="beside"),
    path("status/request/answer/", own.answer, name="answer"),
    path("status/request/write/", own.write, name="write"),
    path("status/request/was-it-this/", responding.judge, name="judge"),
    path("status/request/complain/", responding.complain, name="case_complain"),
    path(
        "status/request/files/<uuid:document_id>/cannot-open/",
        responding.cannot_open,
        name="cannot_open",
    ),
    path("status/request/transfer/", transferring.transfer, name="transfer"),
    path("status/request/transfer/change/", transferring.change, name="receiver"),
    path("status/request/withdraw/", own.withdraw, name="withdraw"),
    path("status/request/proof/<slug:code>/", proving.proof, name="proof"),
    path("status/request/files/<uuid:document_id>/", downloading.download, name="download"),
    path("<slug:slug>/", starting.start, name="start"),
    path("<slug:slug>/complain/", starting.complain, name="complain"),
    path("<slug:slug>/draft/", returning.resume, name="draft"),
    path("<slug:slug>/draft/save/", returning.save, name="draft_save"),
    path("<slug:slug>/draft/open/", returning.open_page, name="draft_open"),
    path("<slug:slug>/draft/open/<str:secret>/", returning.link, name="draft_link"),
    path("<slug:slug>/draft/delete/", starting.delete_draft, name="delete_draft"),
    path("<slug:slug>/ask/check/", sending.check, name="check"),
    path("<slug:slug>/ask/<slug:step_slug>/", asking.step, name="step"),
    path("<slug:slug>/sent/", sending.sent, name="sent"),
]
