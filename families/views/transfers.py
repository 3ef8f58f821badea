"""Passing a case to another team: asking, the list of both sides, the answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.edits import StaleEdit, stale_page
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.access import check_can_write
from families.actions.transfers import (
    accept_transfer,
    ask_transfer,
    check_can_go,
    refuse_transfer,
    ways_to_go,
    withdraw_transfer,
)
from families.errors import CannotTransfer
from families.forms.transfers import TransferAnswerForm, TransferForm
from families.models import Transfer
from families.reading.transfers import read_transfer, transfers_of
from families.views.shared import Page, case_url, create, find_case, refusal, refused_page, sent_again, serve
from ui.asked import posted

FORM = ["GET", "HEAD", "POST"]


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def transfer_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask another team to take the case over."""
    case = find_case(request, case_id)
    if again := sent_again(request, case_url(case)):
        return again
    if refused := refusal(request, check_can_write, case):
        return refused
    try:
        check_can_go(case)
    except CannotTransfer as broken:
        return refused_page(request, broken, case)
    form = TransferForm(posted(request), ways=ways_to_go(case, request.user))  # type: ignore[arg-type]  # signed in
    page = Page(
        case=case,
        title=_("Pass the case to another team"),
        button=_("Ask the other team"),
        done=_("Asked. The case stays with you until the other team takes it."),
        effects=[
            _("Managers of the other team are told, with the reference and without a name."),
            _("Once they accept, allocations end that night. Planned visits and open tasks wait for their workers."),
            _(
                "Another service goes on with a case of its own, and this one closes as transferred. "
                "Only a manager can ask."
            ),
        ],
    )  # fmt: skip

    def save() -> Any:
        return ask_transfer(case=case, by=request.user, **form.as_arguments())

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.ALLOCATE)
@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """Transfers to and from one's own teams, those that wait first."""
    page = Paginator(transfers_of(request.user), 50).get_page(request.GET.get("page"))
    record_access(kind=Kind.LISTED, detail={"list": "transfers", "rows": len(page.object_list)})
    teams = request.user.teams_with(Permission.ALLOCATE)
    return render(request, "families/transfers.html", {"nav": "board", "page": page, "teams": teams})


@requires(Permission.ALLOCATE)
@require_http_methods(FORM)
def transfer(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """One transfer; the receiving team answers here."""
    found = _find(request, transfer_id)
    form = TransferAnswerForm(posted(request), initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            _answer(request, found, form.cleaned_data)
        except StaleEdit as stale:
            return stale_page(request, stale)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect("families:transfer", transfer_id=found.pk)
    page = read_transfer(found, request.user)
    record_access(kind=Kind.OPENED, subject=found.case, detail={"part": "transfer", "transfer": str(found.pk)})
    context = {"nav": "board", "form": form, "page": page}
    return render(request, "families/transfer.html", context, status=400 if form.errors else 200)


@requires(Permission.ALLOCATE)
@require_POST
def transfer_withdraw(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Take the question back."""
    found = _find(request, transfer_id)
    try:
        withdraw_transfer(transfer=found, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken.message))
    else:
        messages.success(request, str(_("The transfer is taken back. The case stays where it is.")))
    return redirect("families:transfers")


def _answer(request: HttpRequest, found: Transfer, given: dict[str, Any]) -> None:
    same: dict[str, Any] = {"transfer": found, "expected_version": given["version"], "by": request.user}
    if given["answer"] == "accept":
        accept_transfer(**same)
        messages.success(request, str(_("The case is yours. Allocate it now.")))
    else:
        refuse_transfer(reason=given["refused_reason"], **same)
        messages.success(request, str(_("The other team is told.")))


def _find(request: HttpRequest, transfer_id: UUID) -> Transfer:
    shown = Transfer.objects.visible_to(request.user)
    return get_object_or_404(
        shown.select_related("case", "from_team", "to_team", "to_service", "to_case", "asked_by", "answered_by"),
        pk=transfer_id,
    )
