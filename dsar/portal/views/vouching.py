"""Where the company's account system, and an outside service, bring back what they say.

Both come from another site, without a session: the secret that they bring says which request it is
about, and their signature that it is theirs. So neither needs a token of our forms.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dsar import tenancy
from dsar.cases.errors import CaseError
from dsar.cases.models import Case
from dsar.cases.operations import vouching
from dsar.security_events import happened
from identity.errors import IdentityError
from identity.models import Item
from identity.vendors import LONGEST_BODY

from .. import limits
from .common import WRONG, company_or_404, private, too_many, words_of

REFUSED = 403
CONFLICT = 409
_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def address_elsewhere(case: Case, item: Item) -> str:
    """Where they go on, with a way back. Raises NotAllowed."""
    site, now = settings.PUBLIC_URL, timezone.now()
    if item.kind == Item.Kind.ACCOUNT:
        back = site + reverse("portal:account_back")
        return vouching.ask_account(case=case, code=item.code, back=back, now=now)
    return vouching.ask_vendor(
        case=case,
        code=item.code,
        back=site + reverse("portal:find"),
        callback=site + reverse("portal:vendor_result", args=[case.company.slug]),
        now=now,
    )


@csrf_exempt
@require_POST
@private
def account_back(request: HttpRequest) -> HttpResponse:
    """A form that the account system posts: `state` and `token`."""
    if not limits.allows(limits.CODES, request):
        return too_many(request)
    state, token = request.POST.get("state", ""), request.POST.get("token", "")
    try:
        with tenancy.every_company("a state says whose it is only once it is found"):
            vouching.take_token(state=state, token=token, now=timezone.now())
    except (IdentityError, CaseError) as refusal:
        context = {"refusal": words_of(refusal), "languages": ()}
        return render(request, "portal/status/vouched.html", context, status=WRONG)
    # Only an answer from outside makes this page: it cannot be asked for in another language.
    return render(request, "portal/status/vouched.html", {"languages": ()})


@csrf_exempt
@require_POST
@private
def vendor_result(request: HttpRequest, slug: str) -> HttpResponse:
    company = company_or_404(slug)
    if not limits.allows(limits.RESULTS, request):
        wait = {"Retry-After": str(limits.HOUR)}
        return JsonResponse({"detail": "Too many. Send it again later."}, status=429, headers=wait)
    body = request.read(LONGEST_BODY + 1)
    headers = {name: request.headers.get(name, "") for name in _HEADERS}
    try:
        vouching.take_result(company=company, headers=headers, body=body, now=timezone.now())
    except IdentityError as refusal:
        happened("signature.refused", company=company.pk)
        return JsonResponse({"detail": str(refusal)}, status=REFUSED)
    except CaseError as refusal:
        return JsonResponse({"detail": str(refusal)}, status=CONFLICT)
    return HttpResponse(status=204)
