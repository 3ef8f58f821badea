"""Recording births: one form for one baby or for several."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from families.access import check_can_write
from families.actions.births import add_expected_baby, record_births
from families.days import today
from families.definition_of import rules_of
from families.errors import AlreadyRecorded
from families.forms.births import BirthsForm
from families.reading.moves import preview
from families.reading.people import unborn_of
from families.reading.summary import gestation_today
from families.views.shared import (
    Page,
    attempt_to,
    case_url,
    create,
    find_case,
    refusal,
    refused_page,
    sent_again,
    show,
)
from ui.asked import posted, whole_number


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def birth(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Record who is born; ``preview`` shows which clocks that would move without saving."""
    case = find_case(request, case_id)
    if again := sent_again(request, case_url(case)):
        return again
    if refused := refusal(request, check_can_write, case):
        return refused
    pregnancy, unborn = case.pregnancy or case.child.pregnancy, unborn_of(case)
    if not unborn:
        return refused_page(request, AlreadyRecorded(_("No baby of this case is still unborn.")), case)
    form = BirthsForm(posted(request), pregnancy=pregnancy, unborn=unborn, definition=rules_of(case))
    page = _page(case, pregnancy, len(unborn))

    def save() -> Any:
        return record_births(pregnancy=pregnancy, babies=form.newborns(), by=request.user)[0]

    if request.method != "POST" or not form.is_valid():
        return _show(request, page, form)
    if "preview" in request.POST:
        return _show(request, page, form, seen=preview(form, pregnancy, request.user, save))
    done = attempt_to(request, page, form, lambda: create(request, form, save))
    return _after(request, case, form, done) if done else _show(request, page, form)


def _after(request: HttpRequest, case: Any, form: BirthsForm, done: HttpResponse) -> HttpResponse:
    """A baby who is with nobody of its parents was parted from them: the day and the ground are asked next."""
    baby = form.parted() if done.status_code == HTTPStatus.FOUND else None
    if baby is None:
        return done
    messages.info(request, now_("The baby is not with a parent. Say since when, and on what ground."))
    told = {"child": baby.child.pk, "carer": baby.cleaned_data["carer"]}
    return redirect(f"{reverse('families:separation_new', args=[case.pk])}?{urlencode(told)}")


@requires(Permission.WORK_CASES)
@require_POST
def baby_add(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Expect one more baby than was known."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    known = whole_number(request.POST.get("known", ""), most=99)
    try:
        add_expected_baby(pregnancy=case.pregnancy or case.child.pregnancy, known=known, by=request.user)
    except RuleBroken as broken:
        return refused_page(request, broken, case)
    messages.success(request, now_("A further baby is expected."))
    return redirect("families:birth", case_id=case.pk) if unborn_of(case) else redirect(case_url(case))


def _show(request: HttpRequest, page: Page, form: BirthsForm, **more: Any) -> HttpResponse:
    answer = show(request, page, form, **more)
    if request.method == "POST" and form.has_errors:
        answer.status_code = 400
    return answer


def _page(case: Any, pregnancy: Any, babies: int) -> Page:
    return Page(
        case=case,
        title=ngettext("Record the birth", "Record the births", babies),
        button=ngettext("Save the birth", "Save the births", babies),
        done=_("The birth is saved."),
        template="families/birth.html",
        context={"pregnancy": pregnancy, "weeks": gestation_today(pregnancy, today())},
    )
