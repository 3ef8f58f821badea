"""Handing one baby over from the slot that the definition names."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from families.access import check_can_write
from families.actions.hand_overs import record_hand_over, waiting_for_hand_over
from families.days import said, today
from families.definition_of import rules_of
from families.errors import AlreadyRecorded
from families.forms.common import words
from families.forms.separations import HandOverForm
from families.reading.people import named_children
from families.reading.summary import age_in_words
from families.views.shared import Page, case_url, create, find_case, refusal, refused_page, sent_again, serve
from ui.asked import posted


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Record the hand-over of one baby."""
    case = find_case(request, case_id)
    if again := sent_again(request, case_url(case)):
        return again
    if refused := refusal(request, check_can_write, case):
        return refused
    waiting = {child.pk for child in waiting_for_hand_over(case)}
    children = [(child, name) for child, name in named_children(case) if child.pk in waiting]
    if not children and request.method != "POST":
        return refused_page(request, AlreadyRecorded(_("No baby of this case waits for a hand-over.")), case)
    form = HandOverForm(posted(request), children=children)
    slot = words(rules_of(case).slot(rules_of(case).hand_over_slot).label)
    page = Page(
        case=case,
        title=_("Hand over: %(slot)s") % {"slot": slot},
        button=_("Save the hand-over"),
        done=_("The hand-over is saved."),
        intro=" ".join(_aged(child) for child, _name in children),
    )

    def save() -> Any:
        given = form.cleaned_data
        return record_hand_over(
            case=case,
            child=form.whom,
            done_on=given["done_on"],
            to=given["to"],
            note=given["note"],
            by=request.user,
        )

    return serve(request, page, form, lambda: create(request, form, save))


def _aged(child: Any) -> str:
    """``Elis, born 26 October 2026, is 27 days old.``"""
    born_on = child.person.date_of_birth
    words = {"name": child.person.given_name or child.person.full_name, "day": said(born_on)}
    return now_("%(name)s, born %(day)s, is %(age)s old.") % {
        **words,
        "age": age_in_words(born_on, (today() - born_on).days),
    }
