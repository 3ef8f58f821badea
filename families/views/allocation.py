"""The allocation board, and who holds or covers the slots of a case."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.access import check_can_allocate
from families.actions.allocating import allocate_worker, cover_worker
from families.days import today
from families.forms.allocation import AllocateForm, CoverForm
from families.reading.allocating import CaseSlots, covers_of, fitting, owners, read_slots, weight
from families.reading.board import Place, read_board
from families.views.shared import Page, attempt_to, create, find_case, refusal, show
from ui.asked import posted


@requires(Permission.ALLOCATE)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Cases that lack somebody, and who has room."""
    after = request.GET.get("after", "")
    page = read_board(request.user, today(), after=after)
    record_access(kind=Kind.LISTED, detail={"list": "board", "rows": len(page.rows)})
    context = {"nav": "board", "page": page, "first_page": not after, "today": today(), "wide": True}
    return render(request, "families/board.html", context)


@requires(Permission.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def allocate(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Give one slot of a case to a worker; which one by ``slot``."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_allocate, case):
        return refused
    slots = read_slots(case, today())
    place = slots.place(request.POST.get("slot") or request.GET.get("slot", ""))
    if place is None:
        place = slots.place("")
    form = _form(request, case, slots, place)
    page = _page(case, place, slots)
    if request.method == "POST" and form.is_valid():

        def act() -> Any:
            return create(
                request,
                form,
                lambda: allocate_worker(case=case, slot=place.key, by=request.user, **form.as_arguments()),
            )

        if answer := attempt_to(request, page, form, act):
            return answer
    return show(request, page, form, slots=slots, place=place, covers=covers_of(case, today()))


@requires(Permission.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Let somebody stand in for an owner who is away."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_allocate, case):
        return refused
    slots = read_slots(case, today())
    form = CoverForm(posted(request), allocations=owners(case, today()), loads=list(slots.loads))
    page = Page(
        case=case,
        title=_("Cover while somebody is away"),
        button=_("Save the cover"),
        done=_("The cover is saved. The owner stays the owner."),
        template="families/cover.html",
    )
    if request.method == "POST" and form.is_valid():

        def act() -> Any:
            return create(request, form, lambda: cover_worker(by=request.user, **form.as_arguments()))

        if answer := attempt_to(request, page, form, act):
            return answer
    return show(request, page, form, covers=covers_of(case, today()))


def _form(request: HttpRequest, case: Any, slots: CaseSlots, place: Place) -> AllocateForm:
    loads = fitting(case, place.key, slots.loads)
    initial = {"worker": str(loads[0].worker.pk)} if loads and place.owner is None else {}
    return AllocateForm(posted(request), loads=loads, points=weight(case, place.key), initial=initial)


def _page(case: Any, place: Place, slots: CaseSlots) -> Page:
    """After saving, this page again while another slot is still missing."""
    lacking = any(one.is_gap and one.key != place.key for one in slots.places)
    return Page(
        case=case,
        title=_("Allocate"),
        button=_("Allocate"),
        done=_("Allocated. The worker is told."),
        template="families/allocate.html",
        back=reverse("families:allocate", args=[case.pk]) if lacking else "",
    )
