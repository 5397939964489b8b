"""What the company does with personal data, as answers to requests for a copy tell it."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.companies.processing import (
    ITEMS,
    ProcessingRefused,
    processing_of,
    set_processing,
)

from ..access import Desk, desk_page, page
from ..forms.listed import WhatTheCompanyDoes, entries_of


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    said = processing_of(company)
    form = WhatTheCompanyDoes(request.POST if request.method == "POST" else None, said=said)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                set_processing(
                    company_id=company.pk,
                    language=form.cleaned_data["language"],
                    entries=entries_of(form.cleaned_data),
                    actor=desk.actor,
                    now=timezone.now(),
                )
            except ProcessingRefused as refused:
                form.add_error(refused.field, str(refused))
            else:
                messages.success(request, "Saved. Answers put forward from now on say this.")
                return redirect("desk:processing", slug=slug)
    missing = [ITEMS[item] for item in said.missing()]
    context = {"company": company, "form": form, "missing": missing}
    return page(request, desk, "processing.html", context, status=status)
