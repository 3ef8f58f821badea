from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.actions import add_membership, end_membership
from accounts.forms import EndMembershipForm, MembershipForm, UserForm
from accounts.models import Membership, User
from accounts.roles import Permission
from accounts.views.users import user_page
from activity.edits import StaleEdit, stale_page
from activity.errors import RuleBroken


@requires(Permission.MANAGE_USERS)
@require_POST
def membership_add(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give a user roles in a team from a day on."""
    user = get_object_or_404(User.objects.visible_to(request.user), pk=user_id)
    form = MembershipForm(request.POST, user=request.user, auto_id="membership_%s")
    if form.is_valid():
        try:
            add_membership(user=user, **form.cleaned_data, by=request.user)
        except RuleBroken as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The membership is added."))
            return redirect("accounts:user", user_id=user.pk)
    context = user_page(request, user) | {"form": UserForm(instance=user), "membership_form": form}
    return render(request, "accounts/user.html", context, status=400)


@requires(Permission.MANAGE_USERS)
@require_http_methods(["GET", "HEAD", "POST"])
def membership_end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Give a membership its last day."""
    found = Membership.objects.visible_to(request.user).select_related("user", "team")
    membership = get_object_or_404(found, pk=membership_id)
    initial = {"version": membership.version, "ends": membership.ends}
    form = EndMembershipForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            end_membership(
                membership=membership,
                last_day=values["ends"],
                expected_version=values["version"],
                by=request.user,
            )
        except StaleEdit as error:
            return stale_page(request, error)
        except RuleBroken as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The membership has its last day."))
            return redirect("accounts:user", user_id=membership.user_id)
    context = {"form": form, "membership": membership, "nav": "users"}
    return render(request, "accounts/membership_end.html", context, status=400 if form.errors else 200)
