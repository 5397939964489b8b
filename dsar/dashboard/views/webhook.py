"""The company's own system that is told of reminders: where it is, its secret, and a try."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.accounts.step_up import ask_again, recently_proved
from dsar.companies import webhooks
from dsar.companies.models import Company
from dsar.companies.webhooks import WebhookRefused

from ..access import Desk, desk_page, page
from ..forms.webhook import Webhook
from ..happened import when

# The code beside it is what the log and the health page say.
WHY = {
    "not-https": "The address does not begin with https://.",
    "odd-address": "The address is written in a way that programs read differently.",
    "port": "Only port 443, or one from 1024 on, is called.",
    "private-address": "It lies inside a network. Whoever runs the desk can allow it.",
    "no-such-host": "There is no host of that name.",
    "bad-certificate": "Its certificate is not valid for that host.",
    "no-connection": "Nothing answers there.",
    "timeout": "It did not answer in time.",
    "http-410": "Your system says that this address is gone for good.",
}
TRIED = "A test is on its way; what came of it shows below."
TURNED = "There is a new secret. For seven days events are signed with the one before as well."


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    if request.method != "POST":
        return _show(request, desk, company, Webhook(initial=_initial(company)))
    if "turn" in request.POST and not recently_proved(request, timezone.now()):
        return ask_again(request)
    if "ping" in request.POST or "turn" in request.POST:
        return _press(request, desk, company)
    form = Webhook(request.POST)
    if form.is_valid():
        try:
            webhooks.set_webhook(
                company_id=company.pk, actor=desk.actor, now=timezone.now(), **form.cleaned_data
            )
        except WebhookRefused as refused:
            form.add_error("url", str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect("desk:webhook", slug=slug)
    return _show(request, desk, company, form, status=400)


def _press(request: HttpRequest, desk: Desk, company: Company) -> HttpResponseBase:
    run, done = (webhooks.ping, TRIED) if "ping" in request.POST else (webhooks.turn_secret, TURNED)
    try:
        run(company_id=company.pk, actor=desk.actor, now=timezone.now())
    except WebhookRefused as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("desk:webhook", slug=company.slug)


def _initial(company: Company) -> dict[str, object]:
    endpoint = webhooks.webhook_of(company)
    return {"url": endpoint.url, "is_on": endpoint.is_on} if endpoint else {"is_on": True}


@sensitive_variables("context")
def _show(
    request: HttpRequest, desk: Desk, company: Company, form: Webhook, *, status: int = 200
) -> HttpResponseBase:
    endpoint = webhooks.webhook_of(company)
    context = {
        "company": company,
        "form": form,
        "endpoint": endpoint,
        "secret": webhooks.secret_of(endpoint) if endpoint else "",
        "warnings": webhooks.warnings(company),
        "deliveries": [
            {
                "made": when(one.created_at, company),
                "event": "A test" if one.key.startswith("webhook:ping") else "A reminder is due",
                "state": one.get_state_display(),
                "error": one.last_error,
                "why": WHY.get(one.last_error, ""),
            }
            for one in webhooks.deliveries(company)
        ],
    }
    return page(request, desk, "webhook.html", context, status=status)
