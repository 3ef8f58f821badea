"""Is it the same person? Side by side, and the answer kept."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.days import today
from families.querysets.merging import can_merge
from referrals.access import can_decide
from referrals.actions.matching import decide_match
from referrals.forms.decisions import CompareForm
from referrals.matching.candidates import Candidate, Part, search_for
from referrals.models import Referral
from referrals.reading.comparing import compare_page
from referrals.views.shared import attempt, find_to_decide, once, show
from ui.asked import posted


@requires(Permission.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, referral_id: Any, person_id: Any) -> HttpResponse:
    """One candidate beside the referral; ``?part=mother`` for the mother of a father's referral."""
    found = find_to_decide(request, referral_id)
    candidate = _candidate(request, found, person_id)
    page = compare_page(found, candidate, request.user, today())
    form = CompareForm(posted(request), takeable=list(page.takeable), initial=_said(candidate))
    if request.method == "POST" and form.is_valid():

        def act() -> Any:
            return once(
                request,
                form,
                lambda: decide_match(
                    referral=found,
                    part=candidate.part,
                    person=candidate.person,
                    verdict=form.cleaned_data["verdict"],
                    take=form.cleaned_data.get("take", []),
                    why=form.cleaned_data["why"],
                    by=request.user,
                ),
            )

        to = reverse("referrals:referral", args=[found.pk])
        if answer := attempt(request, form, act, done=_("Your answer is kept."), to=to):
            return answer
    record_access(kind=Kind.OPENED, subject=candidate.person, detail={"part": "compare"})
    context = {
        "page": page,
        "candidate": candidate,
        "may_decide": can_decide(request.user, found),
        "may_merge": can_merge(request.user, candidate.person) if candidate.person else False,
    }
    return show(request, "referrals/compare.html", found, form, **context)


def _candidate(request: HttpRequest, found: Referral, person_id: Any) -> Candidate:
    """The candidate of that id and part; anybody else, and anybody hidden, is 404."""
    wanted = request.GET.get("part", Part.CLIENT)
    for one in search_for(found, request.user).shown:
        if one.person and one.person.pk == person_id and one.part == wanted:
            return one
    raise Http404


def _said(candidate: Candidate) -> dict[str, Any]:
    if candidate.decision is None:
        return {"take": ["address", "phone"]}
    return {"verdict": candidate.decision.verdict, "take": candidate.decision.take, "why": candidate.decision.why}
