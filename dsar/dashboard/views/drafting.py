"""A new version of a policy: written, seen with what it would move, published or thrown away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dsar.accounts.roles import Permission
from dsar.cases.recalculating import under_policy
from dsar.companies.changes import changes
from dsar.companies.drafts import digest_of, obstacles_of, source_of
from dsar.companies.models import Company, Policy
from dsar.companies.operations import (
    ChangedSince,
    NothingElse,
    NotReady,
    discard_draft,
    publish_policy,
    save_draft,
)
from dsar.companies.policy_texts import changed_lines
from dsar.companies.proposing import unread

from ..access import Desk, desk_page, page
from ..policy_edit import PolicyEdit, rows_sent
from .moves import listed

LINES = 400
"""Of a text that are shown: more is another text, to be read for itself."""


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """The rules about time and telling. Saving makes a draft, of which nothing is in force yet."""
    company = _managed(desk, slug)
    newest = company.policies.latest("version")
    if request.method != "POST":
        return _form(request, desk, newest, PolicyEdit(newest.rules))
    form = PolicyEdit(newest.rules, request.POST, rows_sent(request.POST))
    if "add" in request.POST or "remove" in request.POST:
        return _form(request, desk, newest, form.without_errors())
    if not form.is_valid():
        return _form(request, desk, newest, form, status=400)
    rules = form.result()
    if rules == newest.rules:
        messages.info(request, "Nothing was changed, so there is nothing to save.")
        return redirect("desk:policy_edit", slug=slug)
    save_draft(company_id=company.pk, rules=rules)
    messages.success(request, "Saved as a draft. Nothing is in force before you publish it.")
    return redirect("desk:policy_preview", slug=slug)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """What the draft changes, what stands in its way, and which open cases would move."""
    company = desk.company(slug)
    allowed = desk.permissions(company.pk)
    if not allowed & {Permission.MANAGE_COMPANY, Permission.VIEW_CASES}:
        raise PermissionDenied
    draft = company.policies.drafts().first()
    if request.method == "POST":
        desk.require(Permission.MANAGE_COMPANY, company.pk)
        return _publish(request, desk, company, draft)
    return _preview(request, desk, company, draft)


@desk_page
@require_POST
def discard(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = _managed(desk, slug)
    try:
        discard_draft(company_id=company.pk)
    except NothingElse as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The draft is gone. The published version stands.")
    return redirect("desk:policies")


def _managed(desk: Desk, slug: str) -> Company:
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    return company


def _form(
    request: HttpRequest, desk: Desk, newest: Policy, form: PolicyEdit, *, status: int = 200
) -> HttpResponseBase:
    context = {
        "company": newest.company,
        "policy": newest,
        "form": form,
        "obstacles": [] if newest.published_at else obstacles_of(newest),
    }
    return page(request, desk, "policy_edit.html", context, status=status)


def _publish(
    request: HttpRequest, desk: Desk, company: Company, draft: Policy | None
) -> HttpResponseBase:
    """What was looked at is what is published: a draft changed since is looked at again."""
    try:
        if draft is None:
            raise ChangedSince
        policy = publish_policy(
            company_id=company.pk,
            rules=draft.rules,
            actor=desk.actor,
            now=timezone.now(),
            looked_at=request.POST.get("draft", ""),
        )
    except ChangedSince:
        messages.error(request, "The draft changed since you opened this page. Look at it again.")
        return redirect("desk:policy_preview", slug=company.slug)
    except NotReady:
        return _preview(request, desk, company, draft, status=409)
    messages.success(
        request,
        f"Version {policy.version} is in force for requests received from now on. "
        "Open cases stand as they stood.",
    )
    if Permission.VIEW_CASES in desk.permissions(company.pk):
        return redirect("desk:policy_moves", slug=company.slug)
    return redirect("desk:policy", slug=company.slug, version=policy.version)


def _preview(
    request: HttpRequest,
    desk: Desk,
    company: Company,
    draft: Policy | None,
    *,
    status: int = 200,
) -> HttpResponseBase:
    allowed = desk.permissions(company.pk)
    context: dict[str, Any] = {
        "company": company,
        "draft": draft,
        "manages": Permission.MANAGE_COMPANY in allowed,
    }
    if draft is not None:
        in_force = company.policies.published().order_by("-version").first()
        found = obstacles_of(draft)
        context |= {
            "obstacles": found,
            "digest": digest_of(draft),
            "changes": changes(in_force.rules, draft.rules) if in_force else [],
            "in_force": in_force,
            **_texts(in_force, draft),
        }
        # A calendar that does not exist counts no date.
        if not found:
            context |= listed(under_policy(company, draft.rules), allowed)
    return page(request, desk, "policy_preview.html", context, status=status)


def _texts(in_force: Policy | None, draft: Policy) -> dict[str, Any]:
    """Line by line, where both were read from a text; and what no line of the newer one says."""
    after = source_of(draft)
    if in_force is None or after is None:
        return {}
    before = source_of(in_force)
    lines = changed_lines(before.body, after.body) if before else []
    return {
        "has_texts": before is not None,
        "lines": lines[:LINES],
        "more_lines": max(len(lines) - LINES, 0),
        "unread": unread(draft.rules, after.body),
    }
