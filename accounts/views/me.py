from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from accounts.actions import change_own_account
from accounts.calendar_feeds import feed_in_use
from accounts.forms import OwnAccountForm
from accounts.professions import professions
from accounts.roles import Permission, Role, roles_granting
from activity.edits import StaleEdit, stale_page


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    """Show and change one's own name, language and e-mail; one's calendar."""
    form = OwnAccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            change_own_account(
                name=values["name"],
                language=values["language"],
                email_when=values["email_when"],
                expected_version=values["version"],
                by=request.user,
            )
        except StaleEdit as error:
            return stale_page(request, error)
        messages.success(request, _("Your account is saved."))
        return redirect("accounts:me")
    memberships = request.user.memberships.select_related("team__partnership")
    profession, feed = professions().get(request.user.profession, ""), feed_in_use(request.user)
    context = {"form": form, "memberships": memberships, "profession": profession, "feed": feed, "nav": "account"}
    return render(request, "accounts/me.html", context, status=400 if form.errors else 200)


@signed_in
@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """Show which role may do what, drawn from the code that decides it."""
    rows = [(one.label, [role for role in Role if role in roles_granting(one)]) for one in Permission]
    context = {"rows": rows, "nav": "access"}
    return render(request, "accounts/who_sees_what.html", context)
