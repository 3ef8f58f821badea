from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.actions import change_user, create_user, invite
from accounts.forms import MembershipForm, UserForm
from accounts.models import User
from accounts.professions import professions
from accounts.roles import Permission
from activity.edits import StaleEdit, stale_page
from activity.errors import RuleBroken


@requires(Permission.MANAGE_USERS)
@require_safe
def user_list(request: HttpRequest) -> HttpResponse:
    """List the users whom the administrator looks after, with the teams of today."""
    wanted = request.GET.get("q", "").replace("\x00", "")[:100]
    pages = Paginator(User.objects.visible_to(request.user).matching(wanted).with_current_memberships(), 50)
    page = pages.get_page(request.GET.get("page"))
    context = {"page": page, "wanted": wanted, "professions": professions(), "nav": "users"}
    return render(request, "accounts/user_list.html", context)


@requires(Permission.MANAGE_USERS)
@require_http_methods(["GET", "HEAD", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    """Make a user, who is sent a link to set their password."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = create_user(**form.changes(), by=request.user)
        except RuleBroken as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The person is added. An e-mail with a link is on its way to them."))
            return redirect("accounts:user", user_id=user.pk)
    context = {"form": form, "nav": "users"}
    return render(request, "accounts/user_new.html", context, status=400 if form.errors else 200)


@requires(Permission.MANAGE_USERS)
@require_http_methods(["GET", "HEAD", "POST"])
def user_detail(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Show and change a user's details; memberships stand below with forms of their own."""
    user = get_object_or_404(User.objects.visible_to(request.user), pk=user_id)
    form = UserForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        answer = _save(request, form, user)
        if answer is not None:
            return answer
    context = user_page(request, user) | {"form": form}
    return render(request, "accounts/user.html", context, status=400 if form.errors else 200)


@requires(Permission.MANAGE_USERS)
@require_POST
def user_invite(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Send the link to set a password again."""
    user = get_object_or_404(User.objects.visible_to(request.user), pk=user_id)
    invite(user=user, by=request.user)
    messages.success(request, _("A new link is on its way."))
    return redirect("accounts:user", user_id=user.pk)


def user_page(request: HttpRequest, user: User) -> dict[str, object]:
    """Return what the page of a user needs beside its form."""
    return {
        "person": User.objects.get(pk=user.pk),
        "memberships": user.memberships.visible_to(request.user).select_related("team"),
        "membership_form": MembershipForm(user=request.user, auto_id="membership_%s"),
        "own": user.pk == request.user.pk,
        "nav": "users",
    }


def _save(request: HttpRequest, form: UserForm, user: User) -> HttpResponse | None:
    version = form.cleaned_data["version"] or 0
    try:
        change_user(user=user, changes=form.changes(), expected_version=version, by=request.user)
    except StaleEdit as error:
        return stale_page(request, error)
    except RuleBroken as error:
        form.add_error(error.field, str(error))
        return None
    messages.success(request, _("The changes are saved."))
    return redirect("accounts:user", user_id=user.pk)
