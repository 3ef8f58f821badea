"""Partner systems and their credentials, for system administrators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.actions.systems import add_system, issue_credential, revoke_credential
from accounts.forms.systems import CredentialForm, SystemForm
from accounts.models import Credential, PartnerSystem
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.idempotency import receive_once


@requires(Permission.MANAGE_USERS)
@require_http_methods(["GET", "HEAD", "POST"])
def system_list(request: HttpRequest) -> HttpResponse:
    """List the systems that send referrals, and add one."""
    form = SystemForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            system = add_system(**form.cleaned_data, by=request.user)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("The system is added. Make its first credential now."))
            return redirect("accounts:system", system_id=system.pk)
    systems = PartnerSystem.objects.visible_to(request.user).select_related("team").prefetch_related("credentials__use")
    context = {"form": form, "systems": systems, "nav": "systems"}
    return render(request, "accounts/system_list.html", context, status=400 if form.errors else 200)


@requires(Permission.MANAGE_USERS)
@require_safe
def system(request: HttpRequest, system_id: UUID) -> HttpResponse:
    """Show one system with its credentials, and the form for another."""
    return _page(request, _find(request, system_id), CredentialForm())


@requires(Permission.MANAGE_USERS)
@require_POST
def credential_new(request: HttpRequest, system_id: UUID) -> HttpResponse:
    """Make a credential and show its token, this once: it cannot follow a redirect."""
    found = _find(request, system_id)
    form = CredentialForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    try:
        credential, token = _issue(request, found, form)
    except RuleBroken as broken:
        form.refuse(broken)
        return _page(request, found, form, status=400)
    if not token:
        messages.info(request, _("This credential is made already. Its token was shown once."))
        return redirect("accounts:system", system_id=found.pk)
    context = {"system": found, "credential": credential, "token": token, "nav": "systems"}
    return render(request, "accounts/credential.html", context)


@requires(Permission.MANAGE_USERS)
@require_POST
def credential_revoke(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Close the door to one credential at once."""
    credential = get_object_or_404(Credential.objects.visible_to(request.user), pk=credential_id)
    try:
        revoke_credential(credential=credential, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, _("The credential is revoked. Requests with it are refused from now on."))
    return redirect("accounts:system", system_id=credential.system_id)


def _issue(request: HttpRequest, system: PartnerSystem, form: CredentialForm) -> tuple[Any, str]:
    """The credential and its token; no token where the same form was sent before."""
    tokens = []

    def make() -> Credential:
        credential, token = issue_credential(system=system, **form.details(), by=request.user)
        tokens.append(token)
        return credential

    body = {"system": str(system.pk), "form": form.cleaned_data}
    made, _fresh = receive_once(sender=f"user:{request.user.pk}", key=f"credential:{form.once}", body=body, create=make)
    return made, tokens[0] if tokens else ""


def _find(request: HttpRequest, system_id: UUID) -> PartnerSystem:
    rows = PartnerSystem.objects.visible_to(request.user).select_related("team")
    return get_object_or_404(rows, pk=system_id)


def _page(request: HttpRequest, system: PartnerSystem, form: CredentialForm, status: int = 200) -> HttpResponse:
    credentials = system.credentials.select_related("use", "revoked_by", "entered_by")
    context = {"system": system, "credentials": credentials, "form": form, "nav": "systems"}
    return render(request, "accounts/system.html", context, status=status)
